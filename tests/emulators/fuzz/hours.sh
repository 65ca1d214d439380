#!/bin/sh
# SPDX-License-Identifier: MIT
# The fuzzer for hours: round after round with another seed, for each CPU, against itself, QEMU
# without the patches, and the CPU; guest/codes.c ten times as long as codes.t runs it, and ten
# times the programs of raw.t.
#
# Usage: hours.sh HOURS SEED
#
# HOURS may be a fraction; the round under way is finished. SEED is that of the first round. A
# difference is reported with its seed, and the details stay in fuzz-emulators/CPU-AGAINST-SEED.log
# of the build tree. Exit status: 1 if there was a difference; 99 if nothing could be run.

. "$(dirname "$0")/../../lib/lib.sh"
. "$top_srcdir/tests/emulators/fuzz/rounds.sh"
need_source
hours=${1:?hours.sh HOURS SEED} seed=${2:?hours.sh HOURS SEED}
end=$(awk -v now="$(date +%s)" -v hours="$hours" 'BEGIN { printf "%d", now + 3600 * hours }')
kept=$top_builddir/fuzz-emulators
mkdir -p "$kept"
rounds=0 bad=0

# round AGAINST: one of $name.
round()
{
    rounds=$((rounds + 1))
    rc=0
    fuzz_round "$1" "$name" "$target" --seed "$seed" --pool 10000 --blocks 500 --rounds 3 || rc=$?
    [ "$rc" -ne 0 ] || return 0
    bad=$((bad + 1))
    cp "$tmp/$name.log" "$kept/$name-$1-$seed.log"
    echo "$name $1 seed $seed: $(tail -n 1 "$tmp/$name.log")"
}

# every ROW: the rounds of one CPU.
every()
{
    row=$1
    fuzz_build "$row" || return 0
    round self
    [ ! -x "$QB_REFERENCE/qemu-$target$QB_SUFFIX" ] || round reference
    ! fuzz_native "$row" || round native
}

fuzz_rows >"$tmp/rows"
while [ "$(date +%s)" -lt "$end" ]; do
    while read -r line && [ "$(date +%s)" -lt "$end" ]; do
        every "$line"
    done <"$tmp/rows"
    QB_CODES=10 sh "$top_srcdir/tests/emulators/codes.t" >"$tmp/codes" || {
        bad=$((bad + 1))
        cat "$tmp/codes"
    }
    QB_RAW=300 QB_RAW_SEED=$seed sh "$top_srcdir/tests/emulators/raw.t" >"$tmp/raw" || {
        bad=$((bad + 1))
        grep -v '^ok' "$tmp/raw"
    }
    echo "seed $seed done: $rounds rounds, $bad with a difference"
    seed=$((seed + 1))
done
[ "$rounds" -gt 0 ] || framework_failure_ "no round was run"
[ "$bad" -eq 0 ]
