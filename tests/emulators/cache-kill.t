#!/bin/sh
# SPDX-License-Identifier: MIT
# The translation cache when a process is killed at each system call by which it reads or writes
# the cache, or when that call fails: those after it do the same, what was good before stays so, and
# nothing is left behind for ever. strace is who kills, and who lets calls fail.
#
# The kernel starts the program, by a rule of binfmt_misc, in a user namespace of its own.

. "$(dirname "$0")/../lib/lib.sh"
. "$top_srcdir/tests/lib/register.sh"
. "$top_srcdir/tests/lib/cache.sh"
need_topic cache
need_qemu aarch64
need_cache_host
need_prog python3 strace
[ -z "${QB_OUTER-}" ] || cannot_all "strace would see the emulator that runs this one"
in_namespace "$0"
. "$top_srcdir/tools/compilers.sh"
unset QEMU_CPU QEMU_TB_CACHE QEMU_TB_JUMP QEMU_LOG
strace -o "$tmp/log" true 2>"$tmp/err" || cannot_all "no ptrace: $(cat "$tmp/err")"
sysroot aarch64
export QEMU_LD_PREFIX="$root"
[ -z "$libraries" ] || export QEMU_SET_ENV="LD_LIBRARY_PATH=$libraries"
emulator=$(qemu aarch64)
guest=$tmp/guest
cache=$tmp/cache
"$(guest_field aarch64 compiler)" -std=gnu11 -O1 -o "$guest" "$here/guest/tree.c" \
    "$here/guest/tree-fds.c" "$here/guest/tree-leave.c" -pthread 2>"$tmp/cc" ||
    skip_all "no compiler for aarch64 (Debian: $(guest_field aarch64 packages))"
mount -t binfmt_misc binfmt_misc "$misc"
"$ours" -Q "$QB_BIN" -F "$QB_SUFFIX" -p yes --no-verify -i yes >"$tmp/log" 2>&1 ||
    framework_failure_ "no rules: $(cat "$tmp/log")"

# struck CALL WHAT N: as guest, and WHAT of strace's happens at the Nth CALL for the directory.
struck()
{
    begin
    rc=0
    timeout 60 strace -o "$tmp/strace" -P "$cache" -P "$cache/new.tbs" -e trace=all \
        -e "inject=$1:$2:when=$3" "$emulator" -tb-cache "$cache" "$guest" work 3 \
        >"$tmp/out" 2>"$tmp/err" || rc=$?
}

# begin: a directory with what another program has left in it.
begin()
{
    rm -rf "$cache"
    cp -a "$tmp/before" "$cache"
}

# others: counts it if no other file is there, but for a temporary one if $1 is 1; and if processes
# after that do the same, compare well, have what there was before, and leave nothing else.
others()
{
    others_right=$(find "$cache" -type f ! -name "$file" | wc -l)
    [ "$others_right" -le "$1" ] || return 0
    guest "stats,check,$cache" work 3
    [ "$rc $(cat "$tmp/out")" = "$(cat "$tmp/expected")" ] || return 0
    [ "$(number compared)" -ge "$had" ] || return 0
    guest "stats,$cache" numbers
    [ "$(find "$cache" -type f | wc -l)" = 1 ] || return 0
    guest "stats,$cache" work 3
    [ "$rc $(cat "$tmp/out")" = "$(cat "$tmp/expected")" ] || return 0
    [ "$(number translated)" -ge 100 ] || right=$((right + 1))
}

guest off work 3
keep
guest "stats,$cache" nothing
had=$(($(number stored) * 9 / 10))
cp -a "$cache" "$tmp/before"
file=$(basename "$cache"/*)

calls="openat flock write fsync close renameat getdents64"
all=0 right=0 temporary=0
for call in $calls; do
    n=1
    while struck "$call" signal=KILL "$n" && [ $rc -eq 137 ]; do
        [ ! -e "$cache/new.tbs" ] || temporary=$((temporary + 1))
        others 1
        n=$((n + 1))
        all=$((all + 1))
    done
    ok "killed at each $call: $((n - 1))" [ "$n" -gt 1 ]
    is "$rc $(cat "$tmp/out")" "$(cat "$tmp/expected")" "until it lives"
done
is "$right" "$all" "what was there before stays, others do the same, and nothing else is left"
ok "at $temporary of them, there was a part of a new file" [ "$temporary" -ge 4 ]
# What a kill in the middle of write() leaves; and where the disk was full.
begin
head -c 10000 "$cache/$file" >"$cache/new.tbs"
right=0
others 1
is "$right" 1 "so it is with half of a new file"

for error in ENOSPC EIO; do
    all=0 right=0 same=0
    for call in $calls; do
        n=1
        while struck "$call" "error=$error" "$n" && grep -q INJECTED "$tmp/strace"; do
            [ "$rc $(cat "$tmp/out")" != "$(cat "$tmp/expected")" ] || same=$((same + 1))
            others 0
            n=$((n + 1))
            all=$((all + 1))
        done
    done
    ok "$error at each of $all calls" [ "$all" -gt 10 ]
    is "$same $right" "$all $all" "the program does the same, and so do others after it"
done

# The memory of a tree. tree OPTION CALL WHAT N: a child executes the program under strace; its
# parent and two others go on. The memory is in $tmp/memory, what strace has seen in $tmp/strace.
tree()
{
    : >"$tmp/waits"
    QEMU_TB_CACHE=$1 timeout 60 "$guest" mortal >"$tmp/waits" 2>&1 &
    timeout=$! child=
    until [ -n "$child" ] && grep -q '^State:.T' "/proc/$child/status"; do
        parent=$(cut -d ' ' -f 1 "/proc/$timeout/task/$timeout/children" 2>/dev/null) || :
        child=$(cut -d ' ' -f 1 "/proc/${parent:-0}/task/${parent:-0}/children" 2>/dev/null) || :
        kill -0 $timeout || framework_failure_ "no child: $(cat "$tmp/waits")"
    done
    : >"$tmp/strace"
    strace -o "$tmp/strace" -p "$child" -e "trace=$2" -e "inject=$2:$3:when=$4" 2>"$tmp/attached" &
    tracer=$!
    until grep -q attached "$tmp/attached"; do
        kill -0 $tracer || framework_failure_ "strace: $(cat "$tmp/attached")"
    done
    kill -CONT "$child"
    until grep -q ready "$tmp/waits" || ! kill -0 $timeout 2>/dev/null; do
        sleep 0.02
    done
    cat "/proc/$parent/fd/2047" >"$tmp/memory" || :
    kill -9 "$parent"
    wait $timeout $tracer 2>/dev/null || :
}

# struck_tree OPTION CALL WHAT MARK: for each N until MARK is not in what strace says.
struck_tree()
{
    n=1 right=0
    while tree "$1" "$2" "$3" "$n" && grep -q "$4" "$tmp/strace"; do
        said=$(grep -v "^3 $three\$\|^ready\$" "$tmp/waits" | sort | uniq -c | tr -s ' ')
        # shellcheck disable=SC2046 # words
        set -- "$1" "$2" "$3" "$4" $(python3 "$here/cache-tree.py" verify "$tmp/memory")
        if [ "$said" = " 2 2 $two" ] && [ "${5-1}" = 0 ] && [ "$7" -gt 100 ]; then
            right=$((right + 1))
        else
            sed "s/^/# | $n: ${5-}, ${7-}: /" "$tmp/waits"
        fi
        n=$((n + 1))
    done
    ok "$1: $3 at each of $((n - 1)) $2" [ "$n" -gt "$least" ]
    is "$right" $((n - 1)) "the others do the same, and all that the index leads to is good"
}
guest off work 2
two=$(cut -d ' ' -f 2 "$tmp/out")
guest off work 3
three=$(cut -d ' ' -f 2 "$tmp/out")
least=4
struck_tree tree pwrite64 signal=KILL 'killed by SIGKILL'
struck_tree tree fcntl signal=KILL 'killed by SIGKILL'
struck_tree tree pwrite64 error=ENOSPC INJECTED
struck_tree tree fcntl error=EIO INJECTED
done_testing
