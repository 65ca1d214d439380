#!/bin/sh
# SPDX-License-Identifier: MIT
# The cache of translated code that processes share (-tb-cache of the emulators): programs do the
# same with and without it, at other addresses, with damaged files, and when others meddle.

. "$(dirname "$0")/../lib/lib.sh"
. "$top_srcdir/tests/lib/cache.sh"
need_topic cache
need_qemu aarch64
need_cache_host
. "$top_srcdir/tools/compilers.sh"
unset QEMU_CPU QEMU_TB_CACHE QEMU_TB_JUMP QEMU_LOG
cc=$(guest_field aarch64 compiler)
root=$(guest_field aarch64 sysroot)
"$cc" -std=gnu11 -O1 -o "$tmp/guest" "$here/guest/cache.c" 2>"$tmp/cc" ||
    skip_all "no compiler for aarch64 (Debian: $(guest_field aarch64 packages))"
emulator=$(qemu aarch64)
cache=$tmp/cache
guest=$tmp/guest

# few TEXT: a point: nothing came from a file, but what the process had recorded itself.
few()
{
    ok "$1: $(number loaded) of its own" [ "$(number loaded)" -lt 100 ]
}

guest off
keep
is "$(cat "$tmp/expected")" "0 fault 1 at 0x10, instruction 2
moved: 16 right, 16 changed
threads: 4000
child: 4.500 No such file or directory
child: status 7" "without the cache, the program is right"

# Without a directory.
guest check,stats
same "what it does is compared, and is the same"
ok "aarch64: what moves is compared within a process: $(number compared)" \
    [ "$(number compared)" -ge 15 ]
guest stats
same "with what the process has recorded itself, it does the same"
ok "which is loaded: $(number loaded)" [ "$(number loaded)" -ge 15 ]

# Cold and warm.
guest "stats,$cache"
same "cold, it does the same"
cold=$(number translated)
ok "and is recorded: $(number recorded) of $cold" [ "$(number recorded)" -gt 1000 ]
is "$(stat -c %a "$cache") $(stat -c %a "$cache"/*)" "700 600" "in one file of the user's own"
guest "stats,$cache"
guest "stats,$cache"
same "warm, it does the same"
warm=$(number translated)
ok "aarch64: less than 2 % is translated: $warm of $cold" [ "$((warm * 50))" -lt "$cold" ]
ok "the others are loaded: $(number loaded)" [ "$(number loaded)" -gt 1000 ]
: >"$tmp/places"
for _ in 1 2 3; do
    guest "stats,check,$cache"
    "$emulator" -L "$root" "$tmp/guest" where >>"$tmp/places"
done
same "compared with what is translated, it does the same"
ok "all that is in the cache is compared: $(number compared)" [ "$(number compared)" -gt 1000 ]
if [ "$(sort -u "$tmp/places" | wc -l)" -gt 1 ]; then
    ok "and that at other addresses each time" true
else
    cannot "other addresses" "the kernel puts libraries at the same ones each time"
fi

# A process that executes another program stores first: here, the emulator itself.
mv "$cache" "$tmp/kept"
guest "$cache" "$emulator" -L "$root" -tb-cache "stats,$cache" "$tmp/guest" short
is "$rc $(cat "$tmp/out")" "0 short" "a program executes another"
ok "which loads what the first one has stored: $(number loaded)" [ "$(number loaded)" -gt 1000 ]
rm -rf "$cache"
mv "$tmp/kept" "$cache"

# What must be the same.
guest "stats,$cache"
"$emulator" -L "$root" -cpu cortex-a53 -tb-cache "stats,$cache" "$tmp/guest" >"$tmp/out" \
    2>"$tmp/err"
same "another CPU model does the same"
few "and loads nothing"
is "$(find "$cache" -type f | wc -l)" 2 "but has a file of its own"
"$emulator" -L "$root" -tb-jump helper -tb-cache "stats,$cache" "$tmp/guest" x >"$tmp/out" \
    2>"$tmp/err"
is "$(number loaded) $(find "$cache" -type f | wc -l)" "0 3" "so has another way to jump"
rm -rf "$cache"

# A library that changes, with the same name and size.
for value in 1 2 3; do
    echo "int value(void) { return $value; }" >"$tmp/lib.c"
    "$cc" -O1 -shared -fPIC -o "$tmp/lib$value" "$tmp/lib.c"
done
echo 'int value(void); int main(void) { return value(); }' >"$tmp/user.c"
cp "$tmp/lib1" "$tmp/libvalue.so"
"$cc" -O1 -o "$tmp/user" "$tmp/user.c" -L"$tmp" -lvalue -Wl,-rpath,"$tmp"
# user: status of the program that has the library.
user()
{
    rc=0
    "$emulator" -L "$root" -tb-cache "stats,$cache" "$tmp/user" 2>"$tmp/err" || rc=$?
    echo "$rc"
}
is "$(user) $(user)" "1 1" "a function of a library returns 1"
cat "$tmp/lib2" >"$tmp/libvalue.so"
is "$(user) $(user)" "2 2" "overwritten in place, it returns 2"
cp "$tmp/lib3" "$tmp/new" && mv "$tmp/new" "$tmp/libvalue.so"
is "$(user) $(user)" "3 3" "replaced by another file, it returns 3"
ok "and the rest is loaded: $(number loaded)" [ "$(number loaded)" -gt 500 ]
rm -rf "$cache"

# Files that are damaged.
guest "$cache" short
file=$(echo "$cache"/*)
cp "$file" "$tmp/good"
size=$(stat -c %s "$file")
echo "0 short" >"$tmp/expected"
python3 - "$tmp/good" "$tmp" 24 <<'END'
import sys
good = open(sys.argv[1], 'rb').read()
for n in range(int(sys.argv[3])):
    bad = bytearray(good)
    # The header, and each 97th byte from many places on.
    first = n * 8 if n < 8 else n * len(good) // int(sys.argv[3])
    for at in range(first, len(bad) if n >= 8 else first + 1, 97):
        bad[at] ^= 1 << n % 8
    open('%s/bad%d' % (sys.argv[2], n), 'wb').write(bad)
END
right=0
for n in $(seq 0 23); do
    cat "$tmp/bad$n" >"$file"
    guest "$cache" short
    [ "$rc $(cat "$tmp/out" "$tmp/err")" != "0 short" ] || right=$((right + 1))
done
is "$right" 24 "with flipped bits anywhere, the program does the same"
right=0
for n in 0 1 7 8 40 48 100 1000 $((size / 2)) $((size - 8)) $((size - 1)); do
    head -c "$n" "$tmp/good" >"$file"
    guest "$cache" short
    [ "$rc $(cat "$tmp/out" "$tmp/err")" != "0 short" ] || right=$((right + 1))
done
is "$right" 11 "cut short anywhere, too"
for n in 1 2 3 4 5 6; do
    "$emulator" -L "$root" -tb-cache "$cache" "$tmp/guest" >"$tmp/killed" 2>&1 &
    sleep "0.0$n" 2>/dev/null || :
    kill -9 $! 2>/dev/null || :
    wait $! 2>/dev/null || :
done
guest "stats,$cache" short
same "after other processes were killed at any time"
for n in 1 2 3 4 5 6 7 8; do
    "$emulator" -L "$root" -tb-cache "$cache" "$tmp/guest" >"$tmp/out$n" 2>&1 &
done
wait
guest off
keep
right=0
for n in 1 2 3 4 5 6 7 8; do
    [ "0 $(cat "$tmp/out$n")" != "$(cat "$tmp/expected")" ] || right=$((right + 1))
done
is "$right" 8 "8 processes that write do the same"
rm -f "$cache"/*
rc=0
(
    ulimit -f 1
    exec "$emulator" -L "$root" -tb-cache "stats,$cache" "$tmp/guest" >"$tmp/out" 2>"$tmp/err"
) || rc=$?
same "a limit for the size of files is no signal"
is "$(number stored) $(find "$cache" -type f | wc -l)" "0 0" "and nothing is stored"

# Who may not.
guest "stats,$cache"
chmod 755 "$cache"
guest "stats,$cache"
same "a directory that others may enter: the same"
few "but nothing is loaded"
like "$tmp/err" 'the directory is not ours alone' "and the statistics say so"
chmod 700 "$cache"
chmod 620 "$cache"/*
guest "stats,$cache"
few "a file that others may write to is not loaded"
chmod 600 "$cache"/*
if [ "$(id -u)" = 0 ]; then
    guest "stats,$cache"
    ok "as before: $(number loaded)" [ "$(number loaded)" -gt 1000 ]
    chown 65534 "$cache"/*
    guest "stats,$cache"
    few "nor is one of another user"
    chown 0 "$cache"/*
else
    cannot "files of another user" "only root can make them"
fi
if [ -n "${QB_OUTER-}" ]; then
    cannot "set-user-id" "the kernel starts the emulator that runs this one"
elif [ "$(id -u)" = 0 ]; then
    cp "$emulator" "$tmp/other"
    chown 65534 "$tmp/other"
    chmod 4755 "$tmp/other"
    chmod 711 "$tmp"
    "$tmp/other" -L "$root" -tb-cache "stats,$cache" "$tmp/guest" x >"$tmp/out" 2>"$tmp/err" || :
    like "$tmp/err" 'not for programs with the rights of another' "a set-user-id emulator has none"
else
    cannot "set-user-id" "only root can give it to another user"
fi

fails 1 "an unknown word is an error" "$emulator" -tb-cache sideways /bin/true
QEMU_TB_CACHE='' "$emulator" -L "$root" "$tmp/guest" short >"$tmp/out"
is "$(cat "$tmp/out")" short "an empty variable is none"

done_testing
