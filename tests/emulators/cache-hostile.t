#!/bin/sh
# SPDX-License-Identifier: MIT
# The directory of the translation cache in the hands of others: entries that are wrong although
# their sums are right, links, owners; two roots with equal names; which file goes first; and what
# the kernel says of what a process has mapped.
# shellcheck disable=SC2016 # expanded by inner shells

. "$(dirname "$0")/../lib/lib.sh"
. "$top_srcdir/tests/lib/cache.sh"
need_topic cache
need_qemu aarch64
need_cache_host
need_prog python3
. "$top_srcdir/tools/compilers.sh"
unset QEMU_CPU QEMU_TB_CACHE QEMU_TB_JUMP QEMU_LOG
emulator=$(qemu aarch64)
sysroot aarch64
cache=$tmp/cache
guest=$tmp/guest
compile aarch64 "$guest" ||
    skip_all "no compiler for aarch64 (Debian: $(guest_field aarch64 packages))"

# Entries: the statistics say why they are refused.
guest off numbers
keep
guest "$cache" numbers
file=$(echo "$cache"/*)
cp "$file" "$tmp/good"
for verb in bounds overlap states; do
    python3 "$here/cache/seed.py" "$verb" "$tmp/good" "$file"
    guest "stats,$cache" numbers
    same "with wrong $verb and right sums, the program does the same"
    case $verb in
        bounds) ok "and refuses them: $(number bounds)" [ "$(number bounds)" -gt 500 ] ;;
    esac
done
python3 - "$tmp/good" "$file" <<'END'
import sys
data = bytearray(open(sys.argv[1], 'rb').read())
for at in range(len(data) // 2, len(data), 200):
    data[at] ^= 1
open(sys.argv[2], 'wb').write(data)
END
guest "stats,$cache" numbers
same "with wrong sums, too"
ok "which are counted: $(number sum)" [ "$(number sum)" -gt 300 ]

# Links and owners.
cp "$tmp/good" "$tmp/elsewhere"
chmod 600 "$tmp/elsewhere"
rm "$file"
ln -s "$tmp/elsewhere" "$file"
guest "stats,$cache" numbers
same "with a link in the place of the file, the program does the same"
ok "and takes nothing through it: $(number loaded)" [ "$(number loaded)" -lt 300 ]
ok "nor writes there" cmp "$tmp/good" "$tmp/elsewhere"
ok "a file takes its place" [ -f "$file" -a ! -L "$file" ]
if [ "$(id -u)" = 0 ]; then
    chown 65534 "$cache"
    guest "stats,$cache" numbers
    same "with the directory of another user, the same"
    like "$tmp/err" 'the directory is not ours alone' "and nothing is taken"
    is "$(number loaded | awk '{ print $1 < 300 }')" 1 "of it"
    chown 0 "$cache"
else
    cannot "the directory of another user" "only root can make it"
fi

# The oldest goes first, whatever its name; ours stays.
rm -rf "$cache"
mkdir -m 700 "$cache"
for name in a:3 b:1 c:2; do
    head -c 200000 /dev/zero >"$cache/${name%:*}.tbs"
    touch -d "2020-01-0${name#*:}" "$cache/${name%:*}.tbs"
done
guest "limit=400k,$cache" where
left=$(cd "$cache" && echo ?.tbs)
is "$left $(find "$cache" -type f | wc -l)" "a.tbs 2" "the oldest files are removed first"

# What a process has mapped, from outside.
rm -rf "$cache"
guest "$cache" where
"$emulator" -L "$root" ${libraries:+-E "LD_LIBRARY_PATH=$libraries"} -tb-cache "$cache" "$guest" \
    wait >"$tmp/waits" 2>&1 &
until grep -q ready "$tmp/waits" || ! kill -0 $! 2>/dev/null; do
    sleep 0.05
done
grep -F "$cache/" "/proc/$!/maps" | cut -d ' ' -f 2 | sort -u >"$tmp/maps" || :
kill $!
wait $! 2>/dev/null || :
is "$(grep -c . "$tmp/maps") $(grep -c '[wx]' "$tmp/maps")" "2 0" \
    "the file is mapped, and neither writable nor executable"

# Two roots with the same names and sizes, but another library. What differs is not in the first 16
# bytes, which the hash has.
if ! unshare -Urm true 2>/dev/null || [ -z "$libraries" ]; then
    cannot "two roots" "no user namespaces, or no libraries to copy"
    done_testing
    exit
fi
echo 'int value(void); int main(void) { return value(); }' >"$tmp/user.c"
for value in 1 2; do
    mkdir -p "$tmp/$value/lib" "$tmp/$value/cache"
    echo "int value(void) { asm volatile(\"nop;nop;nop;nop;nop;nop\"); return $value; }" \
        >"$tmp/lib.c"
    "$compile_cc" -O1 -shared -fPIC -o "$tmp/$value/lib/libvalue.so" "$tmp/lib.c"
    "$compile_cc" -O1 -o "$tmp/$value/user" "$tmp/user.c" -L"$tmp/$value/lib" -lvalue
    for name in ld-linux-aarch64.so.1 libc.so.6; do
        cp -L "$root/lib/$name" "$tmp/$value/lib/"
    done
done
is "$(stat -c %s "$tmp/1/lib/libvalue.so")" "$(stat -c %s "$tmp/2/lib/libvalue.so")" \
    "two libraries have the same size"
rm -rf "$cache"
mkdir -m 700 "$cache"
# in_root EMULATOR N: the program there; the directory is the same.
in_root()
{
    rc=0
    cp "$1" "$tmp/$2/emulator"
    unshare -Urm sh -euc 'mount --bind "$1" "$2/cache"
        exec chroot "$2" /emulator -tb-cache stats,/cache /user' sh "$cache" "$tmp/$2" \
        >"$tmp/out" 2>"$tmp/err" || rc=$?
}
in_root "$emulator" 1
is $rc 1 "in one root, the library says 1"
in_root "$emulator" 2
is $rc 2 "in another, 2, with what the first has stored"
ok "which is used: $(number loaded)" [ "$(number loaded)" -gt 500 ]
ok "but for other bytes: $(number bytes)" [ "$(number bytes)" -gt 0 ]
cp "$cache"/* "$tmp/list"
rm -rf "$cache"
mkdir -m 700 "$cache"
in_root "$emulator" 1
cp "$cache"/* "$tmp/list"
"$emulator" -tb-seed "$tmp/list,$tmp/seeded" "$guest" >"$tmp/out" 2>&1 ||
    framework_failure_ "no seed: $(cat "$tmp/out")"
for value in 1 2 2 1; do
    in_root "$tmp/seeded" "$value"
    is $rc "$value" "with a seed of the first and the directory: $value"
done
ok "and the seed is used: $(number "in the seed")" [ "$(number "in the seed")" -gt 500 ]
done_testing
