#!/bin/sh
# SPDX-License-Identifier: MIT
# What the start of an emulator costs: instructions and calls of its functions (callgrind) to
# exit(0), and memory.
#
# The limits are in bench/targets.def. What a start must not do at all is tested by
# tests/emulators/start.t.

. "$(dirname "$0")/../lib/lib.sh"
. "$(dirname "$0")/../lib/callgrind.sh"
need_topic jumps
. "$(dirname "$0")/../lib/waiting.sh"
. "$top_srcdir/tools/compilers.sh"
[ -n "$QB_TARGETS" ] || cannot_all "this tree has no emulator (--with-targets=none)"
need_prog valgrind
unset QEMU_CPU QEMU_TB_JUMP QEMU_LOG

# compiler CPU: its command.
compiler()
{
    guest_field "$1" compiler
}

# ready CPU: true if that emulator and a compiler are here; else one point is skipped.
ready()
{
    if ! countable "$1"; then
        cannot "the start of qemu-$1" "$reason"
    elif ! command -v "$(compiler "$1")" >/dev/null; then
        skip "the start of qemu-$1" "no $(compiler "$1")"
    else
        return 0
    fi
    return 1
}

# exit0 CPU: the profile "CPU" of a guest that ends at once.
exit0()
{
    "$(compiler "$1")" -nostdlib -static -o "$tmp/exit0" "$top_srcdir/bench/guest/exit0.S" ||
        framework_failure_ "exit0.S cannot be built"
    ok "$1: exit(0)" profile "$1" "$(unstripped "$1")" "$tmp/exit0"
}

if ready aarch64; then
    exit0 aarch64
    at_most exit0 aarch64 "$(instructions aarch64)" "aarch64: instructions of exit(0)"
    is "$(calls aarch64 'thunk_register_struct(_direct)?')" 0 \
        "aarch64: no structure is described without an ioctl"
    ok "which can be seen" has_function aarch64 thunk_register_struct
    at_most registers aarch64 "$(calls aarch64 define_one_arm_cp_reg)" \
        "aarch64: definitions of system registers"
    at_most reset aarch64 "$(beneath aarch64 'arm_(cpu_reset_hold|clear_.*)' '.*memset.*')" \
        "aarch64: instructions to clear the state of a new CPU"
    waiting aarch64 "$tmp/smaps"
    at_most file-kB aarch64 "$(kilobytes "$tmp/smaps" Anonymous file)" \
        "aarch64: kB of the emulator's own file that are written to"
    at_most anonymous-kB aarch64 "$(kilobytes "$tmp/smaps" Anonymous)" \
        "aarch64: kB of unnamed memory of a guest that waits"
    if "$(compiler aarch64)" -std=gnu11 -O1 -static -pthread -o "$tmp/start" \
        "$top_srcdir/tests/emulators/queue/start.c" 2>"$tmp/cc.log"; then
        waiting aarch64 "$tmp/smaps" "$tmp/start" wait
        at_most blocks-kB aarch64 "$(kilobytes "$tmp/smaps" Anonymous)" \
            "aarch64: kB of one that has run a thousand blocks"
    else
        skip "aarch64: kB of a guest with a C library" \
            "no library for aarch64 (Debian: libc6-dev-arm64-cross)"
    fi
fi

if ready riscv64; then
    exit0 riscv64
    at_most exit0 riscv64 "$(instructions riscv64)" "riscv64: instructions of exit(0)"
    at_most classes riscv64 "$(calls riscv64 type_initialize)" \
        "riscv64: classes initialized, not those of all models"
    at_most properties riscv64 "$(calls riscv64 'g_hash_table_lookup.*')" \
        "riscv64: look-ups in hash tables, not one for each property and class"
fi

if ready ppc64le; then
    waiting ppc64le "$tmp/smaps"
    at_most heap-kB ppc64le "$(kilobytes "$tmp/smaps" Anonymous heap)" \
        "ppc64le: kB of heap, for hundreds of models"
fi
done_testing
