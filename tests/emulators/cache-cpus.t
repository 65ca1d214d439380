#!/bin/sh
# SPDX-License-Identifier: MIT
# The cache of translated code (-tb-cache), for each CPU that has one: programs do the same with it,
# find nearly all of what another process has stored, at other addresses as well, and what they find
# is what they would translate.

. "$(dirname "$0")/../lib/lib.sh"
. "$top_srcdir/tests/lib/cache.sh"
. "$top_srcdir/tests/lib/nested.sh"
need_topic cache
need_cache_host
. "$top_srcdir/tools/compilers.sh"
unset QEMU_CPU QEMU_TB_CACHE QEMU_TB_JUMP QEMU_LOG
cache=$tmp/cache

# few CPU TEXT [PERCENT]: a point: less than 2 % of what the first process had to translate.
few()
{
    now=$(number translated)
    ok "$1: $2: $now of $cold" [ "$((now * 100))" -lt $((cold * ${3-2})) ]
}

# seeded CPU WHAT: the emulator with a seed of what has been stored; WHAT the program is.
seeded()
{
    ok "$1: $2, a seed is made" "$emulator" -tb-seed "$(echo "$cache"/*),$tmp/seeded" "$guest"
    startable "$tmp/seeded"
    seeded_by=$emulator
    emulator=$tmp/seeded
    guest stats numbers
    same "$1: $2, with a seed, it does the same"
    # It has what one process has met, and not what others would have added to a directory.
    few "$1" "$2, with a seed, less than 3 % is translated" 3
    guest check,stats numbers
    same "$1: $2, compared with the seed, it does the same"
    emulator=$seeded_by
}

# static CPU: a program that is always at the same place.
static()
{
    guest=$tmp/static-$1
    compile "$1" "$guest" -static -no-pie || {
        skip "$1: a static program" "it cannot be linked"
        return 0
    }
    rm -rf "$cache"
    guest off numbers
    keep
    guest "stats,$cache"
    same "$1: static, cold, it does the same"
    cold=$(number translated)
    guest "stats,$cache"
    guest "stats,$cache"
    same "$1: static, warm, it does the same"
    few "$1" "static, less than 2 % is translated"
    guest "stats,check,$cache"
    same "$1: static, compared, it does the same"
    seeded "$1" static
}

# elsewhere CPU: the same program with another library before its others, so that they are at other
# addresses; where they differ in each process, each run is such a case.
elsewhere()
{
    guest off where
    cat "$tmp/out" >"$tmp/places"
    compile "$1" "$tmp/other-$1" -Wl,--no-as-needed -lresolv || {
        skip "$1: other addresses" "no libresolv"
        return 0
    }
    guest=$tmp/other-$1
    guest off where
    cat "$tmp/out" >>"$tmp/places"
    is "$(sort -u "$tmp/places" | wc -l)" 2 "$1: another program has its libraries elsewhere"
    guest "stats,$cache"
    same "$1: there, it does the same"
    ok "$1: most is loaded: $(number loaded)" [ "$(number loaded)" -gt $((cold * 2 / 3)) ]
    guest "stats,check,$cache"
    same "$1: there, compared, it does the same"
}

# near CPU: BL reaches 128 MiB; no emulator has more than 8.
near()
{
    [ "${QB_MACHINE:-$(uname -m)}" = aarch64 ] || return 0
    distance=$(sed -n 's/^distance //p' "$cache"/* 2>/dev/null | head -n 1)
    ok "$1: all helpers are within reach of a call: $distance" \
        [ "$((0x${distance:-ffffffff}))" -le "$((120 << 20))" ]
}

# family CPU: children have in memory what those before have left.
family()
{
    guest off family
    keep
    guest tree,stats family
    same "$1: children in a tree do the same"
    # What the parent says is the last line.
    sed -i '$d' "$tmp/err"
    ok "$1: the last of them loads $(number loaded), and translates $(number translated)" \
        [ "$(number loaded)" -gt $(($(number translated) * 9)) ]
    guest check,tree,stats family
    same "$1: compared in a tree, they do the same"
    sed -i '$d' "$tmp/err"
    ok "$1: what others have left is compared: $(number compared)" [ "$(number compared)" -gt 500 ]
}

# based CPU: the guest's memory is elsewhere in the host's, and in the next process elsewhere again.
based()
{
    rm -rf "$cache"
    QEMU_GUEST_BASE=0x7000000000 guest "stats,$cache" numbers
    same "$1: a guest base: as without a cache"
    cold=$(number translated)
    QEMU_GUEST_BASE=0x5000000000 guest "stats,$cache" numbers
    QEMU_GUEST_BASE=0x5000000000 guest "stats,$cache" numbers
    same "$1: another guest base, warm, it does the same"
    few "$1" "with another guest base, less than 2 % is translated"
    QEMU_GUEST_BASE=0x3000000000 guest "stats,check,$cache" numbers
    same "$1: another guest base, compared, it does the same"
    is "$(find "$cache" -name '*.tbs' | wc -l)" 1 "$1: one file serves each guest base"
    guest "stats,check,$cache" numbers
    same "$1: without one, from the same directory, it does the same"
}

# slots CPU: where a branch goes whose delay slot begins a block.
slots()
{
    guest=$tmp/slots-$1
    program=slots compile "$1" "$guest" || {
        skip "$1: delay slots" "the program cannot be built"
        return 0
    }
    rm -rf "$cache"
    guest off
    keep
    guest "$cache"
    same "$1: delay slots in the next page, cold, it does the same"
    guest "$cache"
    same "$1: delay slots, warm, it does the same"
}

# build_bare CPU KIND OUTPUT FLAG...: the program of guests.t that needs none.
build_bare()
{
    if [ "$2" = bare ]; then
        bare_cc=$(guest_field "$1" compiler)
        bare_out=$3
        shift 3
        # shellcheck disable=SC2086 # words
        $bare_cc -std=gnu11 -O2 -ffreestanding -nostdlib "$@" -Wl,-e,_start \
            "$here/guest/bare.c" "$here/guest/bare.S" -o "$bare_out" 2>"$tmp/cc"
    else
        ${CC_FOR_BUILD:-cc} -std=gnu11 -O1 "$top_srcdir/tests/register/mkelf.c" -o "$tmp/mkelf" &&
            "$tmp/mkelf" "$1" <"$here/guest/$(guest_field "$1" compiler)" >"$3" && chmod +x "$3"
    fi
}

# bare CPU KIND WHAT FLAG...: a program without a C library; WHAT it is.
bare()
{
    bare_cpu=$1 bare_kind=$2 bare_what="$1: $3"
    guest=$tmp/bare-$1 root=/ libraries=
    shift 3
    build_bare "$bare_cpu" "$bare_kind" "$guest" "$@" || {
        skip "$bare_what" "no compiler (Debian: $(guest_field "$bare_cpu" packages))"
        return 0
    }
    rm -rf "$cache"
    guest off "a b" ""
    keep
    guest "stats,$cache" "a b" ""
    same "$bare_what, cold, it does the same"
    cold=$(number recorded)
    ok "$bare_what, and is recorded: $cold" [ "$cold" -gt 2 ]
    guest "stats,$cache" "a b" ""
    same "$bare_what, warm, it does the same"
    is "$(number translated)" "$(number fetch)" "$bare_what, nothing is translated that has bytes"
    guest "stats,check,$cache" "a b" ""
    same "$bare_what, compared, it does the same"
    is "$(number compared)" "$cold" "$bare_what, all of it is compared"
}

# cpu CPU: the points of it.
cpu()
{
    emulator=$(qemu "$1")
    sysroot "$1"
    guest=$tmp/guest-$1
    rm -rf "$cache"
    compile "$1" "$guest" || {
        skip "$1" "no compiler (Debian: $(guest_field "$1" packages))"
        return 0
    }
    guest off numbers
    keep
    guest "stats,$cache"
    same "$1: cold, it does the same"
    cold=$(number translated)
    ok "$1: and is recorded: $(number recorded) of $cold" [ "$(number recorded)" -gt 1500 ]
    near "$1"
    guest "stats,$cache"
    guest "stats,$cache"
    same "$1: warm, it does the same"
    few "$1" "less than 2 % is translated"
    guest "stats,check,$cache"
    same "$1: compared with what is translated, it does the same"
    ok "$1: all of it is compared: $(number compared)" [ "$(number compared)" -gt 1500 ]
    seeded "$1" dynamic
    # In registers of 64 bits, code for addresses of 32 is for one place.
    case $1 in mipsn32* | sparc32plus) ;; *) elsewhere "$1" ;; esac
    family "$1"
    static "$1"
    based "$1"
    case $1 in mips* | sparc*) slots "$1" ;; esac
}

for kind in cross bare code; do
    for cpu in $(guest_list $kind); do
        have_target "$cpu" || continue
        if [ $kind = cross ]; then
            cpu "$cpu"
        else
            emulator=$(qemu "$cpu")
            bare "$cpu" $kind static -static
            [ $kind = code ] || bare "$cpu" $kind relocatable -static-pie -fPIE \
                -Wl,--no-dynamic-linker
        fi
    done
done
[ "$points" -gt 0 ] || cannot_all "this tree builds none of the emulators that have a cache"
done_testing
