#!/bin/sh
# SPDX-License-Identifier: MIT
# What the memory of a tree of processes (-tb-cache tree), which is the default, costs those who
# gain nothing by it, in instructions of the emulator (callgrind): a process without children, and
# the first child that executes something; and what later children gain.
#
# The limits are in bench/targets.def, in thousandths of what the same process executes without a
# cache. Children are those of fork(): an emulator that valgrind has started cannot know what an
# execve() would start.

. "$(dirname "$0")/../lib/lib.sh"
. "$(dirname "$0")/../lib/callgrind.sh"
need_topic cache
. "$top_srcdir/tests/lib/cache.sh"
need_cache_host
need_countable aarch64
. "$top_srcdir/tools/compilers.sh"
unset QEMU_CPU QEMU_TB_CACHE QEMU_TB_JUMP QEMU_LOG
guests=$top_srcdir/tests/emulators/guest
"$(guest_field aarch64 compiler)" -std=gnu11 -O1 -static -o "$tmp/guest" "$guests/tree.c" \
    "$guests/tree-fds.c" "$guests/tree-leave.c" -pthread 2>"$tmp/cc" ||
    skip_all "no compiler for aarch64 (Debian: $(guest_field aarch64 packages))"

# count OPTION N: a process that makes N children. The instructions of each in $tmp/OPTION.N, a line
# for each, in the order in which they end; those of a child include what its parent had executed.
count()
{
    mkdir "$tmp/counts"
    valgrind --tool=callgrind --callgrind-out-file="$tmp/counts/%p" "$(unstripped aarch64)" \
        -tb-cache "$1" "$tmp/guest" forks "$2" >"$tmp/out" 2>"$tmp/valgrind" </dev/null ||
        framework_failure_ "callgrind: $(tail -n 3 "$tmp/valgrind")"
    # shellcheck disable=SC2012,SC2046 # numbers
    (cd "$tmp/counts" && sed -n 's/^totals: //p' $(ls -tr)) >"$tmp/$1.$2"
    rm -r "$tmp/counts"
}

# own OPTION N: what the Nth child has executed itself.
own()
{
    echo $(($(sed -n "$2p" "$tmp/$1.3") - $(cat "$tmp/$1.0")))
}

for option in off tree; do
    count $option 0
    count $option 3
    is "$(grep -c '^325[.]88$' "$tmp/out") $(wc -l <"$tmp/$option.3")" "3 4" \
        "$option: three children run, and are counted"
done
at_most tree-alone aarch64 $(($(cat "$tmp/tree.0") * 1000 / $(cat "$tmp/off.0"))) \
    "thousandths of the instructions of a process without children"
for child in 1 2 3; do
    at_most "tree-child-$child" aarch64 $(($(own tree $child) * 1000 / $(own off $child))) \
        "thousandths of those of its child $child"
done
done_testing
