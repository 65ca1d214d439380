#!/bin/sh
# SPDX-License-Identifier: MIT
# What a CPU refuses ends the program by the signal that Linux makes of it, and never the emulator.
#
# Each row of traps.def is a program of machine code, with exit(42) at its end.

. "$(dirname "$0")/../lib/lib.sh"
[ -n "$QB_TARGETS" ] || cannot_all "this tree has no emulator (--with-targets=none)"
need_topic fixes
need_prog timeout
unset QEMU_CPU QEMU_TB_JUMP QEMU_LOG QEMU_LOG_FILENAME
# shellcheck disable=SC3045 # every shell here has it
ulimit -c 0

${CC_FOR_BUILD:-cc} -std=gnu11 -O2 "$top_srcdir/tests/register/mkelf.c" -o "$tmp/mkelf" \
    2>"$tmp/cc" ||
    framework_failure_ "mkelf cannot be built: $(cat "$tmp/cc")"

# rows: TARGET[:MODEL]|SIGNAL|CODE|WHAT, a line for each target.
rows()
{
    sed '/^#/d; s/ *| */|/g; s/ *$//' "$top_srcdir/tests/emulators/traps.def" |
        awk -F '|' '{ n = split($1, target, " ")
            for (i = 1; i <= n; i++) print target[i] "|" $2 "|" $3 "|" $4 }'
}

# guest CPU: "FLAGS CODE" of register/guests.def: e_flags, and exit(42).
guest()
{
    sed -n "s/^GUEST($1, *\([^ ]*\), *\"\(.*\)\")\$/\1 \2/p" "$top_srcdir/register/guests.def"
}

# ending STATUS: the words for how a program ended; an emulator that gives up says so first.
ending()
{
    if grep -aE 'QEMU internal|[Aa]ssertion|not be reached|[Uu]nhandled|qemu: fatal' "$tmp/log" \
        >"$tmp/trouble"; then
        echo "$1, and the emulator says: $(head -n 1 "$tmp/trouble")"
        return
    fi
    case $1 in
        42) echo none ;;
        132) echo SIGILL ;;
        133) echo SIGTRAP ;;
        135) echo SIGBUS ;;
        136) echo SIGFPE ;;
        139) echo SIGSEGV ;;
        144) echo SIGSTKFLT ;;
        *) echo "status $1" ;;
    esac
}

rows >"$tmp/rows"
while IFS='|' read -r name signal code what; do
    cpu=${name%:*} model=
    [ "$cpu" = "$name" ] || model=${name#*:}
    have_target "$cpu" || continue
    # what no loop of QEMU's knows is answered by a patch of that topic
    [ -z "$model" ] || have_topic linux || continue
    need_qemu "$cpu"
    exit42=$(guest "$cpu")
    echo "$code ${exit42#* }" | "$tmp/mkelf" "$cpu" flags="${exit42%% *}" >"$tmp/trap"
    chmod +x "$tmp/trap"
    rc=0
    timeout -s KILL 60 "$(qemu "$cpu")" ${model:+-cpu "$model"} "$tmp/trap" >"$tmp/log" 2>&1 \
        </dev/null || rc=$?
    is "$(ending "$rc")" "$signal" "$cpu: $what: $signal"
done <"$tmp/rows"
[ "$points" -gt 0 ] || cannot_all "no row for the emulators of this tree"
done_testing
