#!/bin/sh
# SPDX-License-Identifier: MIT
# The seed of the cache of translated code, a segment of the emulator's own file: programs find it
# where nothing has a path, cold; they do the same with it, whatever is wrong with it; and what it
# has was translated by whoever made it, whoever has written the list of its blocks.

. "$(dirname "$0")/../lib/lib.sh"
. "$top_srcdir/tests/lib/cache.sh"
need_topic cache
need_qemu aarch64
need_cache_host
need_prog python3 readelf
. "$top_srcdir/tools/compilers.sh"
unset QEMU_CPU QEMU_TB_CACHE QEMU_TB_JUMP QEMU_LOG
plain=$(qemu aarch64)
emulator=$plain
sysroot aarch64
cache=$tmp/cache
guest=$tmp/guest
compile aarch64 "$guest" ||
    skip_all "no compiler for aarch64 (Debian: $(guest_field aarch64 packages))"
mkdir "$tmp/bin"
seeded=$tmp/bin/qemu-aarch64-static
poisoned=$tmp/poisoned

# change VERB FROM TO ...: a list or an emulator that is another.
change()
{
    python3 "$here/cache/seed.py" "$@" && {
        [ ! -e "${3-}" ] || chmod +x "$3"
    }
}

# seed LIST OUT OPTION...: makes an emulator with a seed, by $emulator.
seed()
{
    seed_list=$1 seed_out=$2
    shift 2
    "$emulator" "$@" -tb-seed "$seed_list,$seed_out" "$guest" >"$tmp/out" 2>"$tmp/err"
}

# bare EMULATOR ARGUMENT...: as guest, without -tb-cache.
bare()
{
    rc=0
    bare_emulator=$1
    shift
    "$bare_emulator" -L "$root" ${libraries:+-E "LD_LIBRARY_PATH=$libraries"} "$guest" "$@" \
        >"$tmp/out" 2>"$tmp/err" || rc=$?
}

# few TEXT: a point: less than 2 % of what the first process had to translate.
few()
{
    ok "$1: $(number translated) of $cold" [ $(($(number translated) * 50)) -lt "$cold" ]
}

# none TEXT: a point: nothing came from the seed.
none()
{
    is "$(number "in the seed")" 0 "$1"
}

guest off numbers
keep
guest "stats,$cache" numbers
cold=$(number translated)
none "an emulator as it was linked has no seed"
list=$tmp/blocks
cp "$cache"/* "$list"
ok "from a list of blocks, a seed is made" seed "$list" "$seeded"
said='^[0-9]+ blocks were wanted; [0-9]+ were translated, and [0-9]+ bytes are the seed$'
like "$tmp/out" "$said" "and it says of how many"
ok "what it is made from has only got another first page, and an end (debian/seeds.sh)" \
    cmp -i 4096 -n $(($(wc -c <"$emulator") - 4096)) "$emulator" "$seeded"
read -r wanted _ _ _ translated _ <"$tmp/out"
ok "all of them, for processes with and without threads: $translated for $wanted" \
    [ "$translated" -gt "$wanted" ]
seed "$list" "$tmp/again"
ok "made again, it is the same" cmp "$seeded" "$tmp/again"
emulator=$seeded
seed "$list" "$tmp/again"
ok "and so by an emulator that has it" cmp "$seeded" "$tmp/again"

# What is taken.
guest stats numbers
same "the program does the same with it"
few "cold, and without a directory, less than 2 % is translated"
guest check,stats numbers
same "compared with what is translated, it does the same"
ok "all that is in the seed is compared: $(number compared)" [ "$(number compared)" -gt 1000 ]
guest "stats,$cache" children
rm -rf "$cache"
guest "stats,$cache" children
ok "what is in the seed is not stored: $(number stored)" \
    [ "$(number stored)" -lt $((cold / 2)) ]

# Code that stops a process with SIGTRAP shows whether a process takes it.
change poison "$seeded" "$poisoned"
bare "$poisoned" numbers
is "$rc" 133 "the seed is used without any option"
emulator=$poisoned
guest off numbers
same "-tb-cache off: it is not"
guest check numbers
like "$tmp/err" 'check: the code of the block at .* differ' "-tb-cache check: what differs is found"
rc=0
QEMU_TB_CACHE=off "$poisoned" -L "$root" ${libraries:+-E "LD_LIBRARY_PATH=$libraries"} "$guest" \
    numbers >"$tmp/out" 2>"$tmp/err" || rc=$?
same "QEMU_TB_CACHE=off: nor is it"
rc=0
"$poisoned" -cpu cortex-a53 -L "$root" ${libraries:+-E "LD_LIBRARY_PATH=$libraries"} "$guest" \
    numbers >"$tmp/out" 2>"$tmp/err" || rc=$?
same "nor for another model of the CPU"

# Whoever has written the list cannot say what the code is.
emulator=$plain
rm "$tmp/again"
change poison "$list" "$tmp/list"
ok "the code in a list can be anything" seed "$tmp/list" "$tmp/again"
ok "the seed is the same" cmp "$seeded" "$tmp/again"
rm "$tmp/again"

# refused TEXT OPTION...: a point: $tmp/list makes no emulator.
refused()
{
    refused_text=$1
    shift
    rc=0
    seed "$tmp/list" "$tmp/again" "$@" || rc=$?
    is "$rc $(cat "$tmp/out" "$tmp"/again* 2>/dev/null)" "1 " "$refused_text"
}
change flip "$list" "$tmp/list" 77
refused "a damaged list is refused"
change flip "$list" "$tmp/list" $(($(change size "$list") * 6))
refused "so is one with a damaged block"
head -c 100000 "$list" >"$tmp/list"
refused "one that is not complete"
change lengths "$list" "$tmp/list"
refused "one with lengths that are wrong"
cp "$list" "$tmp/list"
refused "and one of another model of the CPU" -cpu cortex-a53
change states "$list" "$tmp/list"
seed "$tmp/list" "$tmp/again" || :
like "$tmp/out" '^[0-9]+ blocks were wanted' "of states and places that are wrong, a seed is made"
emulator=$tmp/again
guest off numbers
guest check,stats numbers
same "which has nothing that is wrong"
rm -f "$tmp/again"
fails 1 "a list without an output is an error" "$plain" -tb-seed "$list" "$guest"

# Images of several keys.
rm -rf "$tmp/other"
"$plain" -cpu cortex-a53 -L "$root" ${libraries:+-E "LD_LIBRARY_PATH=$libraries"} \
    -tb-cache "$tmp/other" "$guest" numbers >"$tmp/out"
emulator=$seeded
ok "a seed for a second model of the CPU" seed "$(echo "$tmp/other"/*)" "$tmp/both" -cpu cortex-a53
emulator=$tmp/both
guest stats numbers
few "with both, the first one translates less than 2 %"
rc=0
"$tmp/both" -cpu cortex-a53 -L "$root" ${libraries:+-E "LD_LIBRARY_PATH=$libraries"} \
    -tb-cache stats "$guest" numbers >"$tmp/out" 2>"$tmp/err" || rc=$?
same "so does the second one, and does the same"
few "which is less than 2 %"

# The file.
readelf -hlW "$seeded" >"$tmp/elf" 2>"$tmp/elf.err"
like "$tmp/elf" 'Type: *DYN ' "the file is position-independent"
unlike "$tmp/elf" 'INTERP' "and static"
is "$(cat "$tmp/elf.err")" "" "readelf has no complaint"
is "$(readelf -n "$seeded" 2>&1 | grep Build)" "$(readelf -n "$plain" | grep Build)" \
    "its build-id is that of the emulator"
if command -v eu-elflint >/dev/null; then
    eu-elflint --gnu "$plain" >"$tmp/lint.plain" 2>&1 || :
    eu-elflint --gnu "$seeded" >"$tmp/lint" 2>&1 || :
    # One of the plain one's is about the note whose program header the seed takes.
    is "$(grep -vxFf "$tmp/lint.plain" "$tmp/lint")" "" "eu-elflint has none that is new"
else
    skip "eu-elflint" "no elfutils"
fi
cp "$seeded" "$tmp/stripped"
strip "$tmp/stripped" 2>"$tmp/err" || :
emulator=$tmp/stripped
guest stats numbers
same "after strip, it does the same"
few "and has its seed"

# A root without /proc, where no path leads to the emulator.
mkdir -p "$tmp/root/lib"
cp "$guest" "$tmp/root/guest"
for file in ld-linux-aarch64.so.1 libc.so.6 libm.so.6 libdl.so.2 libpthread.so.0; do
    [ ! -e "$root/lib/$file" ] || cp -L "$root/lib/$file" "$tmp/root/lib/"
done
conf=${QB_REGISTER:-$top_builddir/qemu-binfmt-conf}
# own_misc: true if a user namespace may have a binfmt_misc.
own_misc()
{
    (need_binfmt_misc) >"$tmp/needs"
    [ ! -s "$tmp/needs" ]
}
if [ -x "$conf" ] && [ -n "$libraries" ] && own_misc; then
    rc=0
    QEMU_TB_CACHE=stats "$conf" -Q "$tmp/bin" -F -static --cpu=aarch64 --exec \
        chroot "$tmp/root" /guest numbers >"$tmp/out" 2>"$tmp/err" || rc=$?
    same "in a root without /proc and emulator, run by binfmt_misc, the program does the same"
    few "and translates less than 2 %"
else
    cannot "a root without /proc" "no binfmt_misc of a user namespace, or no libraries to copy"
fi

# Rights: the seed is a part of the emulator, for whomever that runs.
if [ "$(id -u)" = 0 ]; then
    chown 65534 "$tmp/stripped"
    chmod 4755 "$tmp/stripped"
    chmod 711 "$tmp"
    guest stats numbers
    ok "with the rights of another user, the seed is used: $(number "in the seed")" \
        [ "$(number "in the seed")" -gt 1000 ]
    chmod 700 "$tmp"
else
    cannot "set-user-id" "only root can make it"
fi

# What is damaged.
size=$(change size "$seeded")
emulator=$tmp/bad
# tried: counts a run of $tmp/bad that does the same.
tried()
{
    bare "$emulator" numbers
    tried=$((tried + 1))
    [ "$rc $(cat "$tmp/out")" != "$(cat "$tmp/expected")" ] || right=$((right + 1))
}
tried=0 right=0
for byte in $(seq 0 39) 44 60 90 130 200 300; do
    change flip "$seeded" "$emulator" $((byte * 8 + byte % 8))
    tried
done
is "$right" "$tried" "with a flipped bit in each byte of the header, or in the key, the same"
tried=0 right=0
for n in $(seq 1 40); do
    change flip "$seeded" "$emulator" $((n * 38393 % size * 8 + n % 8))
    tried
done
is "$right" "$tried" "so it does with one anywhere in the index and the blocks"
tried=0 right=0
for at in 0 1 8 39 40 4096 $((size / 2)) $((size - 4096)) $((size - 1)); do
    change cut "$seeded" "$emulator" "$at"
    tried
done
is "$right" "$tried" "where the file ends too early, too"
change overlap "$seeded" "$emulator"
guest stats numbers
same "where the index leads into the middle of blocks, too"
python3 - "$plain" "$seeded" "$emulator" <<'END'
import re
import subprocess
import sys
plain, seeded, out = sys.argv[1:]
text = subprocess.run(['readelf', '-n', plain], capture_output=True, text=True, check=True).stdout
number = re.search('Build ID: ([0-9a-f]+)', text).group(1)
data = open(seeded, 'rb').read()
assert data.count(number.encode()) == 1
open(out, 'wb').write(data.replace(number.encode(), number[::-1].encode()))
END
guest stats numbers
same "with a seed of another build, it does the same"
none "and takes nothing of it"
like "$tmp/err" 'the seed is for something else' "as the statistics say"
done_testing
