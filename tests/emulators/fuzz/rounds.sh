# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Rounds of the fuzzer for the emulators, for fuzz.t, reference.t and hours.sh; sourced after
# lib.sh.
#
#   fuzz_rows                    "NAME|TARGET|HEADER|FLAGS": each CPU of cpus.py
#   fuzz_build ROW               builds the harness, $tmp/NAME; false with $reason if there is no
#                                compiler, no library or no emulator
#   fuzz_native ROW              the same for the CPU of this machine, $tmp/NAME-native
#   fuzz_round AGAINST NAME TARGET OPTION...
#                                one round of fuzz.py in $tmp/NAME.log; AGAINST: self, reference
#                                or native
#
# Input: QB_REFERENCE: directory of the emulators without the patches (make reference).

: "${tmp:?this file needs lib.sh}"
. "$top_srcdir/tools/compilers.sh"
: "${QB_REFERENCE:=$top_builddir/reference/bin}"
fuzz=$top_srcdir/tests/emulators/fuzz
unset QEMU_CPU QEMU_TB_JUMP QEMU_LOG QEMU_LOG_FILENAME QEMU_ONE_INSN_PER_TB PYTHONPATH
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE

fuzz_rows()
{
    python3 "$fuzz/cpus.py"
}

# The handlers run with registers that hold anything: no functions of the C library in loops.
fuzz_flags='-std=gnu11 -Wall -Wextra -fno-builtin -static'

# fuzz_compile OUT HEADER COMMAND...: clang has no option for what GCC makes of loops.
fuzz_compile()
{
    fuzz_out=$1 fuzz_header=$2
    shift 2
    case $1 in clang*) ;; *) set -- "$@" -fno-tree-loop-distribute-patterns ;; esac
    # shellcheck disable=SC2086 # words
    "$@" $fuzz_flags "-DCPU=\"cpu/$fuzz_header.h\"" -o "$fuzz_out" "$fuzz/harness.c" $fuzz_libs \
        >"$tmp/cc.log" 2>&1
}

fuzz_build()
{
    IFS='|' read -r name target header flags <<END
$1
END
    have_target "$target" || {
        reason="this tree does not build the $target emulator"
        return 1
    }
    kind=$(guest_field "$target" kind) command=$(guest_field "$target" compiler) fuzz_libs=
    command -v "${command%% *}" >/dev/null || {
        reason="no ${command%% *}"
        return 1
    }
    # shellcheck disable=SC2086 # words
    case $kind in
        cross) set -- $command $flags -O2 ;;
        bare)
            set -- $command $flags -O1 -DBARE -ffreestanding -nostdlib -Wl,-e,_start "$fuzz/bare.S"
            # the compiler of riscv64 for riscv32 calls functions for what the CPU cannot do
            case $command in clang*) ;; *) fuzz_libs=-lgcc ;; esac
            ;;
    esac
    fuzz_compile "$tmp/$name" "$header" "$@" && return
    reason="$command cannot build the harness: $(grep -m 1 -i error "$tmp/cc.log")"
    return 1
}

fuzz_native()
{
    name=${1%%|*} fuzz_libs=
    case $(uname -m):$name in
        x86_64:x86_64 | x86_64:i386 | i?86:i386) command=$(guest_field "$name" compiler) ;;
        *)
            reason="the CPU is no $name"
            return 1
            ;;
    esac
    command -v "$command" >/dev/null || {
        reason="no $command"
        return 1
    }
    # shellcheck disable=SC2086 # words
    fuzz_compile "$tmp/$name-native" x86 $command -O2 -DNATIVE || {
        reason=$(cat "$tmp/cc.log")
        return 1
    }
}

# blocks_matter CPU: where the translator's blocks end makes a difference in any QEMU, so these do
# not run one instruction at a time: x86 (flags that are undefined), hppa (whether a logical
# condition nullifies), m68k (a condition code).
blocks_matter()
{
    case $1 in x86_64 | i386 | hppa | m68k) ;; *) false ;; esac
}

# two_ways CPU: our emulator has two ways to run its code that are worth a comparison.
two_ways()
{
    have_topic jumps || ! blocks_matter "$1"
}

fuzz_round()
{
    against=$1 name=$2 target=$3
    shift 3
    [ -x "$tmp/confine" ] ||
        ${CC_FOR_BUILD:-cc} -std=gnu11 -O2 "$fuzz/confine.c" -o "$tmp/confine" ||
        framework_failure_ "confine.c cannot be built"
    ours="$tmp/confine|$(qemu "$target")"
    jumps=''
    ! have_topic jumps || jumps='|-tb-jump|helper'
    single='|-one-insn-per-tb'
    ! blocks_matter "$target" || single=''
    case $against:$target in
        self:*) set -- "$@" --other "$ours$jumps$single" ;;
        reference:*) set -- "$@" --other "$tmp/confine|$QB_REFERENCE/qemu-$target$QB_SUFFIX" ;;
        native:*) set -- "$@" --other-harness "$tmp/$name-native" --blocks 0 --show 5000 ;;
    esac
    python3 "$fuzz/fuzz.py" "$name" --against "$against" --ours "$ours" --harness "$tmp/$name" \
        --source "$QB_QEMU" --work "$tmp/work" --known "$fuzz/known.def" "$@" >"$tmp/$name.log" 2>&1
}
