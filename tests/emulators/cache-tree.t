#!/bin/sh
# SPDX-License-Identifier: MIT
# The cache of translated code in the memory of a tree of processes (-tb-cache tree): children and
# the programs that they execute have it, and no guest comes upon its descriptor; and it stands what
# happens to processes. Who leaves it is cache-leave.t's.
#
# The kernel starts the program, by a rule of binfmt_misc, in a user namespace of its own.
# shellcheck disable=SC2016 # expanded by inner shells

. "$(dirname "$0")/../lib/lib.sh"
. "$top_srcdir/tests/lib/register.sh"
. "$top_srcdir/tests/lib/cache.sh"
need_topic cache
need_qemu aarch64
need_cache_host
in_namespace "$0"
. "$top_srcdir/tools/compilers.sh"
unset QEMU_CPU QEMU_TB_CACHE QEMU_TB_JUMP QEMU_LOG
sysroot aarch64
export QEMU_LD_PREFIX="$root"
[ -z "$libraries" ] || export QEMU_SET_ENV="LD_LIBRARY_PATH=$libraries"
guest=$tmp/guest
native=$tmp/native
sources="$here/guest/tree.c $here/guest/tree-fds.c $here/guest/tree-leave.c"
# shellcheck disable=SC2086 # words
"$(guest_field aarch64 compiler)" -std=gnu11 -O1 -o "$guest" $sources -pthread 2>"$tmp/cc" ||
    skip_all "no compiler for aarch64 (Debian: $(guest_field aarch64 packages))"
# shellcheck disable=SC2086 # words
"${CC_FOR_BUILD:-${CC:-cc}}" -std=gnu11 -O1 -o "$native" $sources -pthread ||
    framework_failure_ "the program does not compile"
mount -t binfmt_misc binfmt_misc "$misc"
"$ours" -Q "$QB_BIN" -F "$QB_SUFFIX" -p yes --no-verify -i yes >"$tmp/log" 2>&1 ||
    framework_failure_ "no rules: $(cat "$tmp/log")"

# run OPTION COMMAND...: with -tb-cache OPTION; status in $rc, output in $tmp/out, what emulators
# say in $tmp/err.
run()
{
    rc=0
    QEMU_TB_CACHE=$1
    export QEMU_TB_CACHE
    shift
    timeout 60 "$@" >"$tmp/out" 2>"$tmp/err" </dev/null || rc=$?
    unset QEMU_TB_CACHE
}

# numbers WORD: that number of each line of the statistics.
numbers()
{
    sed -n 's/.*[ :]\([0-9][0-9]*\) '"$1"'.*/\1/p' "$tmp/err" | tr '\n' ' '
}

# nth N WORD: the Nth of these numbers.
nth()
{
    numbers "$2" | cut -d ' ' -f "$1"
}

# like_native TEXT COMMAND...: a point: after `sh -c COMMAND sh`, the guest prints what the native
# program does.
like_native()
{
    text=$1
    shift
    run off sh -c "$1" sh "$native"
    sed "s,$native,PROGRAM,g" "$tmp/out" >"$tmp/native.out"
    echo "status $rc" >>"$tmp/native.out"
    run tree sh -c "$1" sh "$guest"
    sed "s,$guest,PROGRAM,g" "$tmp/out" >"$tmp/guest.out"
    echo "status $rc" >>"$tmp/guest.out"
    rc=0
    diff -u "$tmp/native.out" "$tmp/guest.out" >"$tmp/log" || rc=1
    point $rc "$text"
    [ $rc -eq 0 ] || sed 's/^/# | /' "$tmp/log" "$tmp/err"
}

# waiting COMMAND...: starts it in the background until a guest waits; its number is in $waits.
waiting()
{
    : >"$tmp/waits"
    "$@" >"$tmp/waits" 2>&1 &
    waits=$!
    until [ -s "$tmp/waits" ] || ! kill -0 $waits 2>/dev/null; do
        sleep 0.05
    done
}

# memory PID: the descriptors of the tree's memory that the process has.
memory()
{
    find "/proc/$1/fd" -lname '/memfd:qemu-tb-cache*' | wc -l
}

# charged FILE: the bytes that the memory of a tree takes, $charged; of these, what its header
# (TBCacheTreeHeader) says is in use, $used.
charged()
{
    charged=$(($(stat -Lc %b "$1") * 512))
    used=$(od -An -tu8 -j 32 -N 8 "$1" | tr -d ' ')
}

# done_waiting: ends that program.
done_waiting()
{
    kill -9 $waits 2>/dev/null || :
    wait $waits 2>/dev/null || :
}

# resident OPTION: of a child that sleeps, in KiB, when others have left all that it executes; and
# what of that is not of files, of which the kernel maps more or fewer pages around each fault.
resident()
{
    waiting env QEMU_TB_CACHE="$1" "$guest" sleeper
    child=$(cut -d ' ' -f 1 "/proc/$waits/task/$waits/children")
    awk '/^VmRSS:/ { all = $2 } /^Rss(Anon|Shmem):/ { own += $2 } END { print all, own }' \
        "/proc/$child/status"
    kill -9 "$child"
    done_waiting
}

# Who has it.
run stats "$guest"
cold=$(number translated)
run tree,stats "$guest"
is "$(number recorded)" 0 "a process without children records nothing"
run tree,stats "$guest" exec "$guest"
is "$(number recorded)" 0 "nor if it executes another program"
run tree,stats "$guest" run 4 "$guest"
# A process that finds nothing spends little on others; what one gains, it gives on.
first=$(nth 1 recorded)
ok "of those that its children execute, the first records few: $first of $cold" \
    [ "$first" -gt $((cold / 20)) -a "$first" -lt $((cold / 10)) ]
ok "the second many: $(nth 2 recorded)" [ "$(nth 2 recorded)" -gt $((cold / 2)) ]
ok "the fourth translates less than 2 %: $(numbers translated)" \
    [ $(($(nth 4 translated) * 50)) -lt "$cold" ]
ok "and loads the rest: $(numbers loaded)" [ "$(nth 4 loaded)" -gt 1500 ]
run tree,stats "$guest" vrun 4 "$guest"
ok "so it is after vfork(): $(numbers translated)" [ $(($(nth 4 translated) * 50)) -lt "$cold" ]
run tree,check,stats "$guest" run 3 "$guest"
is $rc 0 "what is there is what is translated"
ok "all is compared: $(numbers compared)" [ "$(nth 2 compared)" -gt 1500 ]
printf '#!%s\n' "$guest" >"$tmp/short"
chmod +x "$tmp/short"
run tree,stats "$guest" run 4 "$tmp/short"
ok "a script whose interpreter is a guest has it: $(numbers loaded)" [ "$(nth 4 loaded)" -gt 1500 ]
run tree,stats "$guest" run 4 /bin/sh -c "readlink /proc/self/fd/*; exec $guest"
is "$(grep -c memfd "$tmp/out")" 0 "a native program does not have the descriptor"
ok "and starts anew: $(numbers loaded)" [ "$(nth 4 loaded)" -lt 300 ]
waiting "$guest" wait
is "$(memory $waits)" 1 "there is a tree by default"
done_waiting
waiting env QEMU_TB_CACHE=off "$guest" wait
is "$(memory $waits)" 0 "but not with QEMU_TB_CACHE=off"
done_waiting

# A rule may name another emulator than one that was started by hand.
emulator=$(qemu aarch64)
run tree,stats "$emulator" "$guest" run 4 "$guest"
ok "an emulator that no rule has started hands nothing on: $(numbers loaded)" \
    [ "$(nth 4 loaded)" -lt 300 ]
printf '%s' ':foreign:M:18:\xb7\x00::/bin/ls:' >"$misc/register"
run tree "$emulator" "$guest" run 1 "$guest" /proc/self/fd
echo -1 >"$misc/foreign"
like "$tmp/out" '^2$' "so another one, which a rule names, is started"
is "$(grep -cE '^(2047|1983)$' "$tmp/out")" 0 "without the descriptor"

# Rules of binfmt-support have P, and no O.
"$ours" -Q "$QB_BIN" -F "$QB_SUFFIX" -p yes -i yes --cpu=aarch64 --dry-run >"$tmp/rule"
for flags in PF OCF F; do
    echo -1 >"$misc/qemu-aarch64"
    sed "s/:[A-Z]*$/:$flags/" "$tmp/rule" >"$misc/register"
    run tree,stats "$guest" run 4 "$guest"
    case $flags in
        F) ok "nor can one with flag F only know that a rule has started it: $(numbers loaded)" \
            [ "$(nth 4 loaded)" -lt 300 ] ;;
        *) ok "one with flags $flags can: $(numbers loaded)" [ "$(nth 4 loaded)" -gt 1500 ] ;;
    esac
done
echo -1 >"$misc/qemu-aarch64"
cat "$tmp/rule" >"$misc/register"

run tree,stats "$guest" alike 1
few=$(number recorded)
run tree,stats "$guest" alike 2000
ok "of code that begins alike, few blocks are kept: $few, $(number recorded)" \
    [ "$(number recorded)" -lt $((few + 50)) ]
is "$rc $(cat "$tmp/out")" "0 " "and all is right"
fails 1 "a tree and a directory at once are an error" env QEMU_TB_CACHE=tree,/tmp "$guest"

waiting "$guest" wait
is "$(memory $waits)" 1 "a process has one descriptor of it"
sed -n 's/^flags:[^0-7]*//p' "/proc/$waits/fdinfo/2047" >"$tmp/flags" || :
ok "which will not survive an execve() that knows nothing of it" \
    grep -q '^0*2......$' "$tmp/flags"
cat "/proc/$waits/fd/2047" >"$tmp/copy" || :
is "$(stat -Lc '%a %u' "/proc/$waits/fd/2047")" "600 0" "nobody else may open it"
is "$(stat -Lc %s "/proc/$waits/fd/2047")" $((64 << 20)) "it can have 64 MiB"
charged "/proc/$waits/fd/2047"
ok "what it takes of memory is less than twice what is in it: $charged of $used" \
    [ "$used" -gt 500000 -a "$charged" -lt $((2 * used)) ]
done_waiting
waiting env QEMU_TB_CACHE=tree,limit=4M "$guest" bomb 16 wait
is "$(stat -Lc %s "/proc/$waits/fd/2047")" $((1 << 20)) "with limit=4M, it can have a quarter"
charged "/proc/$waits/fd/2047"
ok "and takes no more: $charged" [ "$charged" -gt 500000 -a "$charged" -le $((1 << 20)) ]
rc=0
printf x | dd of="/proc/$waits/fd/2047" bs=1 seek=1M conv=notrunc 2>"$tmp/err" || rc=$?
is "$rc" 1 "nor can anybody make it larger"
done_waiting

read -r without own_without <<END
$(resident off)
END
read -r with own_with <<END
$(resident tree)
END
more=$((own_with - own_without))
ok "a process that sleeps has no more than 5 % more memory: $more of $without KiB (in all $with)" \
    [ $((more * 20)) -le "$without" ]

# What the guest sees.
like_native "the guest does not see it" 'exec "$1" hidden'
like_native "nor come upon it by any number or name" 'exec "$1" reach'
like_native "and has the numbers that it would have" 'exec "$1" numbers'
for limit in 1024 256; do
    like_native "so it is with $limit descriptors: seen" "ulimit -n $limit; exec \"\$1\" hidden"
    like_native "reached" "ulimit -n $limit; exec \"\$1\" reach"
    like_native "numbers" "ulimit -n $limit; exec \"\$1\" numbers"
done
like_native "with 64, too" 'ulimit -n 64; exec "$1" hidden'
for way in loop down range vfork; do
    like_native "who closes all descriptors can go on: $way" "exec \"\$1\" close $way"
    run tree,stats "$guest" close "$way"
    ok "and still has the cache: $(numbers loaded)" \
        [ "$(numbers loaded | awk '{ print $(NF - 1) }')" -gt 1000 ]
done
like_native "a limit that one thread sets stays while another one makes it move" \
    'exec "$1" limits'

# Memory that another has made.
head -c 8192 /dev/urandom >"$tmp/random"
like_native "a memfd of the guest's own, with that number and name, is the guest's" \
    "exec \"\$1\" forge $tmp/random \"\$1\" fds"
run tree,stats "$guest" forge "$tmp/copy" "$guest" work 3
is "$rc $(tail -n 1 "$tmp/out")" "0 $("$native" work 3)" "a good one is taken"
good=$(number loaded)
ok "which had $good" [ "$good" -gt 1000 ]
python3 "$here/cache-tree.py" damage "$tmp/copy" 16
right=0
for n in $(seq 0 15); do
    run tree,stats "$guest" forge "$tmp/copy.$n" "$guest" run 1 "$guest" work 3
    [ "$rc $(tail -n 1 "$tmp/out")" != "0 $("$native" work 3)" ] || right=$((right + 1))
done
is "$right" 16 "with flipped bits anywhere, the program does the same"
sed 's/capabilities/cApabilities/' "$tmp/copy" >"$tmp/another"
run tree,stats "$guest" forge "$tmp/another" "$guest" work 3
ok "that of other credentials is not taken: $(number loaded)" [ "$(number loaded)" -lt 300 ]

# Many at once, and their end.
run off "$native" bomb 64
sort "$tmp/out" >"$tmp/expected"
for option in tree check,tree; do
    run "$option" "$guest" bomb 64
    sort "$tmp/out" >"$tmp/sorted"
    ok "64 processes at once do the same ($option)" cmp "$tmp/sorted" "$tmp/expected"
done
run tree,stats "$guest" run 3 "$guest" bomb 64
good=$(numbers loaded | tr ' ' '\n' | awk '$1 > 1500' | wc -l)
ok "and what they leave is good for $good" [ "$good" -ge 64 ]
waiting "$guest" bomb 64 wait
until grep -q ready "$tmp/waits" || ! kill -0 $waits; do
    sleep 0.05
done
cat "/proc/$waits/fd/2047" >"$tmp/full" || :
done_waiting
# shellcheck disable=SC2046 # words
set -- $(python3 "$here/cache-tree.py" verify "$tmp/full")
is "$1 $2" "0 0" "all that the index leads to is complete, and counted"
ok "these are $3" [ "$3" -gt 1700 ]
run check,tree "$guest" murder 40
is "$rc $(cat "$tmp/out" "$tmp/err")" "0 $("$native" work 2)" "some are killed at any time"
run tree,stats "$guest" murder 40
ok "the others still have it: $(numbers loaded | tail -c 20)" \
    [ "$(numbers loaded | awk '{ print $(NF - 1) }')" -gt 1500 ]

# Limits.
for lines in "ulimit -f 1" "ulimit -n 8" "ulimit -v 400000"; do
    run tree sh -c "$lines; exec \"\$1\" run 2 \"\$1\" work 3" sh "$guest"
    is "$rc $(tail -n 1 "$tmp/out")" "0 $("$native" work 3)" "with $lines, it does the same"
done
run tree,stats,limit=4M "$guest" run 4 "$guest" work 3
is "$rc $(tail -n 1 "$tmp/out")" "0 $("$native" work 3)" "with little memory, too"
ok "which is used: $(numbers loaded)" [ "$(nth 4 loaded)" -gt 1000 ]
run tree,stats,limit=100k "$guest" run 3 "$guest" work 3
is "$rc $(tail -n 1 "$tmp/out")" "0 $("$native" work 3)" "and with none"
done_testing
