#!/bin/sh
# SPDX-License-Identifier: MIT
# The files of the cache of translated code (-tb-cache) in trouble: full disks, directories that
# cannot be written, limits, many writers, another root, and threads and children in the middle of
# something. The program does the same, and no half of a file is left.
# shellcheck disable=SC2016 # expanded by inner shells

. "$(dirname "$0")/../lib/lib.sh"
. "$top_srcdir/tests/lib/cache.sh"
need_topic cache
need_qemu aarch64
need_cache_host
. "$top_srcdir/tools/compilers.sh"
unset QEMU_CPU QEMU_TB_CACHE QEMU_TB_JUMP QEMU_LOG
emulator=$(qemu aarch64)
sysroot aarch64
cache=$tmp/cache
guest=$tmp/guest
compile aarch64 "$guest" ||
    skip_all "no compiler for aarch64 (Debian: $(guest_field aarch64 packages))"

# within OPTION ARGUMENT: as guest, after $before: commands of the root of a user namespace, with
# mounts of its own; $1 is the cache. In $tmp/out.parts, how many of its files are not complete.
within()
{
    rc=0
    unshare -Urm sh -euc "$before"'
        emulator=$2 root=$3 option=$4 guest=$5 out=$6 err=$7 cache=$1
        shift 7
        rc=0
        "$emulator" -L "$root" -tb-cache "$option" "$guest" "$@" >"$out" 2>"$err" || rc=$?
        find "$cache" -type f ! -name "????????????????????????????????*.tbs" | wc -l >"$out.parts"
        exit "$rc"' sh "$cache" "$emulator" "$root" "$1" "$guest" "$tmp/out" "$tmp/err" "$2" \
        >"$tmp/within" 2>&1 || rc=$?
}

# names: the files of the cache that are not complete ones.
names()
{
    find "$cache" -type f ! -name '????????????????????????????????*.tbs' | wc -l
}

# size: of all files in the cache, in KiB.
size()
{
    find "$cache" -type f -printf '%s\n' | awk '{ sum += $1 } END { print int(sum / 1024) }'
}

guest off numbers
keep
guest "stats,$cache" numbers
same "cold, it does the same"
ok "and is stored: $(number stored)" [ "$(number stored)" -gt 1500 ]

# Disks.
if unshare -Urm true 2>/dev/null; then
    before='mount -t tmpfs -o size=100k,mode=700 none "$1";'
    within "stats,$cache" numbers
    same "on a full disk, it does the same"
    is "$(number stored) $(cat "$tmp/out.parts")" "0 0" "and stores no part of a file"
    before='mount -t tmpfs -o size=100M,mode=700 none "$1";'
    within "stats,$cache" numbers
    ok "where there is room, it does: $(number stored)" [ "$(number stored)" -gt 1500 ]
    before='mount --bind "$1" "$1"; mount -o remount,bind,ro "$1";'
    within "stats,$cache" numbers
    same "in a directory that cannot be written, it does the same"
    ok "and loads what is there: $(number loaded)" [ "$(number loaded)" -gt 1500 ]
    before='mount -t tmpfs -o size=100M,mode=700 none "$1"; mount -o remount,ro "$1";'
    within "stats,$cache" numbers
    same "so it does where there is nothing"
    is "$(number stored) $(cat "$tmp/out.parts")" "0 0" "and nothing can be stored"
    is "$(names)" 0 "nowhere is a part of a file"

    # Another root, which has a directory of that name.
    rm -rf "$cache"
    mkdir -p "$cache" "$tmp/jail$cache"
    chmod 700 "$cache" "$tmp/jail$cache"
    rc=0
    unshare -Ur "$emulator" -L "$root" -tb-cache "stats,$cache" "$guest" chroot "$tmp/jail" \
        >"$tmp/out" 2>"$tmp/err" || rc=$?
    like "$tmp/out" '^another root$' "a program that changes its root"
    is "$(find "$cache" "$tmp/jail" -type f | wc -l) $(number stored)" "0 0" \
        "stores nothing after that, here or there"
else
    cannot "full disks and directories that cannot be written" "no user namespaces"
fi

# resident OPTION: KiB in memory of a process that waits; in $tmp/own, how many are its own.
resident()
{
    : >"$tmp/waits"
    "$emulator" -L "$root" -tb-cache "$1" "$guest" wait >"$tmp/waits" 2>&1 &
    until grep -q ready "$tmp/waits" || ! kill -0 $! 2>/dev/null; do
        sleep 0.1
    done
    sed -n 's/^RssAnon:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$!/status" >"$tmp/own"
    sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$!/status"
    kill $!
    wait $! 2>/dev/null || :
}

# Memory, when all that the process needs is there, amid what others have stored.
rm -rf "$cache"
guest "$cache" where
guest "$cache" children
without=$(resident off)
own_without=$(cat "$tmp/own")
with=$(resident "$cache")
own_with=$(cat "$tmp/own")
ok "a process needs no more than a twentieth more: $own_with KiB of its own, $own_without without" \
    [ $((own_with * 20)) -le $((own_without * 21)) ]
# Pages of the file are the same for all processes. It has a few windows of 64 KiB, 4 to 5 %; and
# the kernel maps more or fewer of the emulator's own pages around each fault.
ok "and in all no more than 8 %: $with KiB, $without without" \
    [ $((with * 100)) -le $((without * 108)) ]

# Limits: a file may have a quarter.
rm -rf "$cache"
guest "stats,limit=1M,$cache" numbers
same "with a limit, it does the same"
ok "the limit holds: $(size) KiB" [ "$(size)" -le 256 ]
ok "the newest is stored" [ "$(size)" -gt 128 ]
for model in cortex-a53 cortex-a57 cortex-a72 cortex-a76 neoverse-n1 max; do
    "$emulator" -L "$root" -cpu "$model" -tb-cache "limit=1M,$cache" "$guest" >"$tmp/out" || :
done
ok "for all files together, too: $(size) KiB of $(find "$cache" -type f | wc -l)" \
    [ "$(size)" -le 1024 ]
cat >"$tmp/small.c" <<'END'
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
int main(void)
{
    char text[99] = "";
    time_t now = 86400;
    strftime(text, sizeof(text), "%c", gmtime(&now));
    return printf("%s %ld\n", text, strtol("42", NULL, 0)) < 0;
}
END
rm -rf "$cache"
guest "limit=1M,$cache" numbers
"$(guest_field aarch64 compiler)" -O1 -static -o "$tmp/small" "$tmp/small.c"
guest=$tmp/small
guest off
keep
guest "stats,limit=1M,$cache"
guest "stats,limit=1M,$cache"
same "another program does the same"
ok "a full cache forgets the oldest: $(number loaded) are loaded" [ "$(number loaded)" -gt 300 ]
guest=$tmp/guest
fails 1 "a limit that is no size is an error" "$emulator" -tb-cache "limit=much,$cache" /bin/true

# Writers.
rm -rf "$cache"
guest off numbers
keep
for n in $(seq 64); do
    "$emulator" -L "$root" -tb-cache "$cache" "$guest" numbers >"$tmp/out$n" 2>&1 &
done
wait
right=0
for n in $(seq 64); do
    [ "0 $(cat "$tmp/out$n")" != "$(cat "$tmp/expected")" ] || right=$((right + 1))
done
is "$right" 64 "64 processes that write do the same"
is "$(names) $(find "$cache" -type f | wc -l)" "0 1" "and leave one file, complete"
guest "stats,$cache" numbers
ok "which is good: $(number loaded)" [ "$(number loaded)" -gt 1500 ]

# In the middle of something.
guest off children
keep
for n in 1 2 3; do
    rm -rf "$cache"
    guest "$cache" children
    same "threads that translate while children are made and store: the same ($n)"
    guest "$cache" children
    same "and the same with what they have stored ($n)"
done
guest "check,$cache" children
same "which is what is translated"
is "$(names)" 0 "no part of a file is left"
done_testing
