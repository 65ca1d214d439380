#!/bin/sh
# SPDX-License-Identifier: MIT
# Programs of random instructions, for every CPU: no emulator dies of them, whatever its guest does.
#
# fuzz/raw.py makes the programs, the same ones in each run; fuzz.t compares what instructions do,
# where there is a compiler for a harness. A CPU without one has ten times as many programs here.
# QB_RAW=NUMBER (default: 30) is how many the others have, and QB_RAW_SEED makes others.

. "$(dirname "$0")/../lib/lib.sh"
[ -n "$QB_TARGETS" ] || cannot_all "this tree has no emulator (--with-targets=none)"
need_topic fixes
need_prog python3
need_source
. "$top_srcdir/tests/emulators/fuzz/rounds.sh"

${CC_FOR_BUILD:-cc} -std=gnu11 -O2 "$top_srcdir/tests/register/mkelf.c" -o "$tmp/mkelf" \
    2>"$tmp/cc" ||
    framework_failure_ "mkelf cannot be built: $(cat "$tmp/cc")"
${CC_FOR_BUILD:-cc} -std=gnu11 -O2 "$fuzz/confine.c" -o "$tmp/confine" 2>"$tmp/cc" ||
    framework_failure_ "confine cannot be built: $(cat "$tmp/cc")"

# e_flags TARGET: those of its programs.
e_flags()
{
    sed -n "s/^GUEST($1, *\([^ ,]*\),.*/\1/p" "$top_srcdir/register/guests.def"
}

python3 "$fuzz/cpus.py" all >"$tmp/rows"
while IFS='|' read -r name target header flags; do
    have_target "$target" || continue
    : "$flags"
    number=${QB_RAW:-30}
    [ -n "$header" ] || number=$((10 * number))
    rc=0
    python3 "$fuzz/raw.py" "$name" --emulator "$tmp/confine|$(qemu "$target")" \
        --mkelf "$tmp/mkelf" --flags "$(e_flags "$target")" --source "$QB_QEMU" --work "$tmp" \
        --programs "$number" --seed "${QB_RAW_SEED:-1}" >"$tmp/log" 2>&1 || rc=$?
    point "$rc" "$name: programs of random instructions end by themselves"
    sed 's/^/# /' "$tmp/log"
done <"$tmp/rows"
done_testing
