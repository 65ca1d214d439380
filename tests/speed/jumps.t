#!/bin/sh
# SPDX-License-Identifier: MIT
# What a jump to a block that is translated already costs: instructions that a call and its return
# take less than with -tb-jump helper (callgrind).
#
# The limit is in bench/targets.def. That the jumps are right in each mode is tested by
# tests/emulators/jumps.t.

. "$(dirname "$0")/../lib/lib.sh"
. "$(dirname "$0")/../lib/callgrind.sh"
need_topic jumps
[ -n "$QB_TARGETS" ] || cannot_all "this tree has no emulator (--with-targets=none)"
need_prog valgrind
rounds=20000

# CPUs whose jumps to registers go through the helper as before: their state holds a second address
# (hppa, sparc), or the ends of loops (hexagon, xtensa).
by_helper=' hppa sparc32plus sparc64 '

. "$top_srcdir/tools/compilers.sh"
# rows: target|compiler|packages of the guests that have a C library.
rows()
{
    for target in $(guest_list cross); do
        echo "$target|$(guest_field "$target" compiler)|$(guest_field "$target" packages)"
    done
}

# count MODE EMULATOR ARGUMENT...: the emulator's instructions.
count()
{
    QEMU_TB_JUMP=$1
    export QEMU_TB_JUMP
    shift
    profile "$QEMU_TB_JUMP" "$@" && instructions "$QEMU_TB_JUMP"
}

# saved CPU HOW: instructions of the host that a call and its return cost less without the helper.
saved()
{
    by=$(count helper "$(qemu "$1")" "$tmp/$1" "$2" $rounds) &&
        in=$(count inline "$(qemu "$1")" "$tmp/$1" "$2" $rounds) &&
        [ "$(cat "$tmp/inline.text")" = $rounds ] && echo $(((by - in) / rounds))
}

rows >"$tmp/rows"
while IFS='|' read -r cpu source packages; do
    have_target "$cpu" || continue
    need_qemu "$cpu"
    # shellcheck disable=SC2086 # words of compilers.def
    $source -std=gnu11 -O1 -static "$top_srcdir/tests/emulators/guest/jumps.c" -o "$tmp/$cpu" \
        2>"$tmp/cc" || {
        skip "$cpu" "$source cannot compile a static program (apt install $packages)"
        continue
    }
    # Elsewhere each jump to a register goes through the helper, too; a direct one is chained on all
    # hosts.
    case $by_helper:$(uname -m) in *" $cpu "*:* | *:aarch64) hows=direct ;; *) hows=pointer ;; esac
    [ "$cpu" != aarch64 ] || hows='direct pointer'
    for how in $hows; do
        less=$(saved "$cpu" "$how") || less=0
        at_least calls "$cpu" "$less" "$cpu: instructions saved for a call, $how"
    done
done <"$tmp/rows"
done_testing
