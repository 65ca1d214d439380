#!/bin/sh
# SPDX-License-Identifier: MIT
# How translated code finds the next block (-tb-jump of the emulators): what it saves, and that it is right in each mode.
#
# What is counted are instructions of the emulator (callgrind), never time. The guests of guest.t run in each mode;
# "check" makes the emulator verify, at each jump to a register, what its translator said of the CPU's state.

. "$(dirname "$0")/../lib/lib.sh"
[ -n "$QB_TARGETS" ] || cannot_all "this tree has no emulator (--with-targets=none)"
need_prog valgrind python3
rounds=20000

# CPUs whose jumps to registers go through the helper as before: their state holds a second address (hppa, sparc), or
# the ends of loops (hexagon, xtensa).
by_helper=' hppa sparc32plus sparc64 '

# rows: target|compiler of the guests that have a C library.
rows() { awk -F ' *[|] *' '!/^#/ && $4 == "cross" { print $1 "|" $5 "|" $7 }' "$top_srcdir/tools/compilers.def"; }

# count MODE EMULATOR ARGUMENT...: the emulator's instructions.
count()
{
    count_mode=$1
    shift
    QEMU_TB_JUMP=$count_mode valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" 2>"$tmp/valgrind" >"$tmp/calls"
    sed -n 's/.*Collected : //p' "$tmp/valgrind"
}

# saved CPU HOW: instructions of the host that a call and its return cost less without the helper.
saved()
{
    by=$(count helper "$(qemu "$1")" "$tmp/$1" "$2" $rounds)
    in=$(count inline "$(qemu "$1")" "$tmp/$1" "$2" $rounds)
    [ "$(cat "$tmp/calls")" = $rounds ] && [ -n "$by" ] && [ -n "$in" ] && echo $(((by - in) / rounds))
}

rows >"$tmp/rows"
while IFS='|' read -r cpu source packages; do
    have_target "$cpu" || continue
    need_qemu "$cpu"
    # shellcheck disable=SC2086 # words of guests.def
    $source -std=gnu11 -O1 -static "$top_srcdir/tests/emulators/guest/jumps.c" -o "$tmp/$cpu" 2>"$tmp/cc" || {
        skip "$cpu" "$source cannot compile a static program (apt install $packages)"
        continue
    }
    # Elsewhere each jump to a register goes through the helper, too; a direct one is chained on all hosts.
    case $by_helper:$(uname -m) in *" $cpu "*:* | *:aarch64) hows=direct ;; *) hows=pointer ;; esac
    [ "$cpu" != aarch64 ] || hows='direct pointer'
    for how in $hows; do
        less=$(saved "$cpu" "$how") || less=failed
        case $less in
            failed) point 1 "$cpu: calls, $how"; sed 's/^/# | /' "$tmp/valgrind" ;;
            *) ok "$cpu: calls, $how: $less instructions less for each" [ "$less" -ge 60 ] ;;
        esac
    done
done <"$tmp/rows"

# A breakpoint that is set when the jumps are chained already.
if have_target aarch64 && [ -x "$tmp/aarch64" ]; then
    far=$(${NM:-nm} "$tmp/aarch64" | awk '$3 == "far_away" { print $1 }')
    python3 "$top_srcdir/tests/emulators/queue/breakpoint.py" "$(qemu aarch64)" "$far" "$tmp/aarch64" signal 1000 \
        >"$tmp/stops" 2>&1 || :
    is "$(tr '\n' ' ' <"$tmp/stops")" "T1e T05 T05 " "a breakpoint on a page that running code already jumps to is hit"
fi

fails 1 "an unknown mode is an error" "$(qemu "${QB_TARGETS%% *}")" -tb-jump sideways /bin/true

# The suite of the guests in the modes that are not the default.
for mode in check helper; do
    rc=0
    QEMU_TB_JUMP=$mode sh "$here/guests.t" >"$tmp/$mode" 2>&1 || rc=$?
    is "$rc $(grep -c '^ok' "$tmp/$mode") $(grep -c '^not ok' "$tmp/$mode")" \
        "0 $(sed -n 's/^1\.\.//p' "$tmp/$mode") 0" "-tb-jump $mode: all guests of guest.t"
    grep -A 5 '^not ok' "$tmp/$mode" | sed 's/^/# | /'
done
done_testing
