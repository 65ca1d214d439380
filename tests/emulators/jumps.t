#!/bin/sh
# SPDX-License-Identifier: MIT
# How translated code finds the next block (-tb-jump of the emulators), and that it is right in each
# mode.
#
# The guests of guests.t run in each mode; "check" makes the emulator verify, at each jump to a
# register, what its translator said of the CPU's state. What the jumps save is counted by
# tests/speed/jumps.t.
#
# Environment: QB_MACHINE, what the emulators run on, if not this machine (tests/build/hosts.t).

. "$(dirname "$0")/../lib/lib.sh"
need_topic jumps
[ -n "$QB_TARGETS" ] || cannot_all "this tree has no emulator (--with-targets=none)"
need_prog python3
: "${QB_MACHINE:=$(uname -m)}"
[ "$QB_MACHINE" != aarch64 ] || have_topic hosts || QB_MACHINE='aarch64 without these ops'

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

# How a call through a pointer comes to its function, and back.
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
    "$(qemu "$cpu")" -d op -D "$tmp/ops" "$tmp/$cpu" pointer 9 >"$tmp/calls" || :
    is "$(cat "$tmp/calls")" 9 "$cpu: 9 calls through a pointer"
    case $by_helper:$QB_MACHINE in
        *" $cpu "*:*) like "$tmp/ops" ' call lookup_tb_ptr,' \
            "$cpu: its jumps to registers go through the helper" ;;
        *:x86_64 | *:aarch64) like "$tmp/ops" ' goto_pc ' \
            "$cpu: its jumps to registers look for the next block" ;;
        *) cannot "$cpu: its jumps to registers" "this host has no op for them" ;;
    esac
done <"$tmp/rows"

# A breakpoint that is set when the jumps are chained already.
if have_target aarch64 && [ -x "$tmp/aarch64" ]; then
    far=$(${NM:-nm} "$tmp/aarch64" | awk '$3 == "far_away" { print $1 }')
    python3 "$here/gdb/breakpoint.py" "$(qemu aarch64)" "$far" \
        "$tmp/aarch64" signal 1000 >"$tmp/stops" 2>&1 || :
    is "$(tr '\n' ' ' <"$tmp/stops")" "T1e T05 T05 " \
        "a breakpoint on a page that running code already jumps to is hit"
fi

fails 1 "an unknown mode is an error" "$(qemu "${QB_TARGETS%% *}")" -tb-jump sideways /bin/true

# The suite of the guests in the modes that are not the default.
for mode in check helper; do
    rc=0
    QEMU_TB_JUMP=$mode sh "$here/guests.t" >"$tmp/$mode" 2>&1 || rc=$?
    is "$rc $(grep -c '^ok' "$tmp/$mode") $(grep -c '^not ok' "$tmp/$mode")" \
        "0 $(sed -n 's/^1\.\.//p' "$tmp/$mode") 0" "-tb-jump $mode: all guests of guests.t"
    grep -A 5 '^not ok' "$tmp/$mode" | sed 's/^/# | /'
done
done_testing
