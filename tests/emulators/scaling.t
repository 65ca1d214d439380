#!/bin/sh
# SPDX-License-Identifier: MIT
# The work to translate a block does not grow with the number of blocks, on any CPU.
#
# A program is a chain of jumps, each to the next one, with exit(42) at its end. What is counted are
# instructions of the emulator, by valgrind, never time. make check takes a few CPUs, since they
# share the tables that could grow (sparc64 has one of its own); make check-scaling takes all.
#
# Input besides that of lib.sh: QB_SCALING_CPUS, targets (default: some), or "all".

. "$(dirname "$0")/../lib/lib.sh"
[ -n "$QB_TARGETS" ] || cannot_all "this tree has no emulator (--with-targets=none)"
need_prog valgrind timeout
cpus=${QB_SCALING_CPUS:-aarch64 i386 riscv64 s390x sparc64}
few=5000 many=40000 tolerance=20
unset QEMU_CPU QEMU_TB_JUMP QEMU_LOG QEMU_LOG_FILENAME

${CC_FOR_BUILD:-cc} -std=gnu11 -O2 "$top_srcdir/tests/register/mkelf.c" -o "$tmp/mkelf" \
    2>"$tmp/cc" ||
    framework_failure_ "mkelf cannot be built: $(cat "$tmp/cc")"

# rows: TARGET|BLOCK, a line for each target.
rows()
{
    sed '/^#/d; s/ *| */|/g; s/ *$//' "$top_srcdir/tests/emulators/scaling.def" |
        awk -F '|' '{ n = split($1, target, " "); for (i = 1; i <= n; i++) print target[i] "|" $2 }'
}

# guest CPU: "FLAGS CODE" of register/guests.def: e_flags, and exit(42).
guest()
{
    sed -n "s/^GUEST($1, *\([^ ]*\), *\"\(.*\)\")\$/\1 \2/p" "$top_srcdir/register/guests.def"
}

# chain N: makes the program with N blocks and its end, $tmp/chain.
chain()
{
    {
        awk -v block="$block" -v n="$1" 'BEGIN { while (n--) print block }'
        echo "${exit42#* }"
    } >"$tmp/code"
    "$tmp/mkelf" "$cpu" flags="${exit42%% *}" <"$tmp/code" >"$tmp/chain"
    chmod +x "$tmp/chain"
}

# blocks_of N: how many blocks the translator makes of a chain of N, by its own log; nothing if the
# program does not come to its end.
blocks_of()
{
    chain "$1"
    rc=0
    timeout 60 "$(qemu "$cpu")" -d exec -D "$tmp/trace" "$tmp/chain" >"$tmp/log" 2>&1 </dev/null ||
        rc=$?
    [ "$rc" -ne 42 ] || grep -c '^Trace ' "$tmp/trace" || :
}

# count N: instructions of the emulator for a chain of N blocks; nothing if the program does not
# come to its end. Each block runs once, so valgrind need not look for code that has changed.
# SIGKILL: when a guest dies of a signal, QEMU and valgrind wait for ever, deaf to SIGTERM.
count()
{
    chain "$1"
    rc=0
    timeout -s KILL 900 valgrind --tool=cachegrind --cache-sim=no --smc-check=none \
        --cachegrind-out-file=/dev/null "$(qemu "$cpu")" "$tmp/chain" >"$tmp/log" 2>&1 </dev/null ||
        rc=$?
    [ "$rc" -ne 42 ] || sed -n 's/.*I *refs: *//p' "$tmp/log" | tr -d ,
}

# check: the points of $cpu. The end of the chain, and what starts the emulator, are counted with 10
# blocks.
check()
{
    made=$(blocks_of 100)
    ok "$cpu: a jump is a block" [ "${made:-0}" -ge 100 ]
    none=$(count 10) at_few=$(count "$few") at_many=$(count "$many")
    if [ -z "$none" ] || [ -z "$at_few" ] || [ -z "$at_many" ]; then
        point 1 "$cpu: the chain runs to its end below valgrind"
        sed 's/^/# | /' "$tmp/log"
        return
    fi
    each_few=$(((at_few - none) / (few - 10)))
    each_many=$(((at_many - none) / (many - 10)))
    ok "$cpu: $each_few instructions a block with $few blocks, $each_many with $many" \
        [ $((each_many * 100)) -le $((each_few * (100 + tolerance))) ]
}

is "$(rows | cut -d '|' -f 1 | sort)" "$("$top_srcdir/tools/cpus.sh" targets | tr ' ' '\n' |
    sort)" \
    "every target of register/cpus.def has a chain"
rows >"$tmp/rows"
while IFS='|' read -r cpu block; do
    have_target "$cpu" || continue
    case " $cpus " in *" $cpu "* | ' all ') ;; *) continue ;; esac
    need_qemu "$cpu"
    exit42=$(guest "$cpu")
    check
done <"$tmp/rows"
done_testing
