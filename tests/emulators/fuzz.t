#!/bin/sh
# SPDX-License-Identifier: MIT
# Random code: the same result in two ways that our emulators have to run it and, for x86, on the
# CPU.
#
# One way is the default, translated blocks that jump to each other; the other finds each block by
# the helper and, for most CPUs, translates one instruction at a time. fuzz/fuzz.py compares
# signals, registers and memory. The numbers are the same in each run. `make fuzz-emulators` goes on
# for hours, with others.

. "$(dirname "$0")/../lib/lib.sh"
[ -n "$QB_TARGETS" ] || cannot_all "this tree has no emulator (--with-targets=none)"
need_topic fixes
need_prog python3 timeout
need_source
. "$top_srcdir/tests/emulators/fuzz/rounds.sh"

# round AGAINST TEXT OPTION...: the point of $name.
round()
{
    rc=0
    against_=$1 text=$2
    shift 2
    fuzz_round "$against_" "$name" "$target" --seed 1 "$@" || rc=$?
    point "$rc" "$name: $text"
    sed 's/^/# /' "$tmp/$name.log"
}

fuzz_rows >"$tmp/rows"
while read -r row; do
    target=$(echo "$row" | cut -d '|' -f 2)
    have_target "$target" || continue
    if fuzz_build "$row"; then
        if two_ways "$target"; then
            round self "random code in two ways" --pool 1200 --blocks 40 --rounds 2
        else
            cannot "$name: random code in two ways" "without patches/jumps there is only one"
        fi
        ! fuzz_native "$row" || round native "random code as on the CPU" --pool 4000
    else
        skip "${row%%|*}" "$reason"
    fi
done <"$tmp/rows"
done_testing
