#!/bin/sh
# SPDX-License-Identifier: MIT
# The cache of translated code (-tb-cache), where code comes and goes: libraries that are closed and
# opened in each other's place, libraries whose text is relocated, compilers that write or execute
# a page, or have it mapped twice, and pages that are moved. For the usual CPUs, i386 and x86_64.

. "$(dirname "$0")/../lib/lib.sh"
. "$top_srcdir/tests/lib/cache.sh"
need_topic cache
need_cache_host
. "$top_srcdir/tools/compilers.sh"
unset QEMU_CPU QEMU_TB_CACHE QEMU_TB_JUMP QEMU_LOG
cache=$tmp/cache

# What the program has to print; of libraries whose text is relocated, where the CPU has them.
lines()
{
    for kind in '' ${1:+text-}; do
        echo "${kind}libraries 26513 26531 -1 -1 26531 26513 -1 -1 26513 26531 -1 -1" \
            "26531 26513 -1 -1, at the other's place"
    done
    cat <<'END'
written or executed 39082 30 39100 31 39082 32 39100 33 39082 34 39100 35
mapped twice 39082 40 39100 41 39082 42 39100 43 39082 44 39100 45
moved 39082 39100 -1 39100 39082 -1 39082 39100 -1 39100 39082 -1
END
}

# library CPU PREFIX FLAG...: PREFIXone.so and PREFIXtwo.so, which differ in a number.
library()
{
    library_cpu=$1 library_prefix=$2
    shift 2
    program=moves-library
    compile "$library_cpu" "$dir/${library_prefix}one.so" -shared -DNUMBER=17 "$@" &&
        compile "$library_cpu" "$dir/${library_prefix}two.so" -shared -DNUMBER=35 "$@"
}

# build CPU: the program and its libraries in $dir; $text is not empty where the text of some is
# relocated.
build()
{
    text=
    program=moves
    compile "$1" "$guest" && library "$1" '' -fPIC || return
    # Those of ARM have their addresses behind their code, if these cannot be in two instructions.
    case $1 in
        arm) set -- "$1" -march=armv6 -mfpu=vfp -marm ;;
        i386) ;;
        *) return 0 ;;
    esac
    text=yes
    library_cpu=$1
    shift
    library "$library_cpu" text- -fno-pic -Wl,-z,notext "$@"
}

# few CPU: nearly all that was translated before is loaded.
few()
{
    now=$(number translated)
    ok "$1: less than 2 % is translated: $now of $cold" [ "$((now * 50))" -lt "$cold" ]
}

# cpu CPU: the points of it.
cpu()
{
    emulator=$(qemu "$1")
    sysroot "$1"
    dir=$tmp/$1 guest=$tmp/$1/moves
    mkdir "$dir"
    rm -rf "$cache"
    build "$1" || {
        skip "$1" "no compiler (Debian: $(guest_field "$1" packages))"
        return 0
    }
    guest off "$dir"
    is "$(cat "$tmp/out")" "$(lines $text)" "$1: without the cache, the program is right"
    keep
    guest "stats,$cache" "$dir"
    same "$1: cold, it does the same"
    cold=$(number translated)
    guest "$cache" "$dir"
    guest "stats,$cache" "$dir"
    same "$1: warm, it does the same"
    few "$1"
    guest "stats,check,$cache" "$dir"
    same "$1: compared with what is translated, it does the same"
    ok "$1: all of it is compared: $(number compared)" [ "$(number compared)" -gt 1500 ]
    guest off "$dir" family
    keep
    guest tree,stats "$dir" family
    same "$1: children in a tree do the same"
    # What the parent says is the last line.
    sed -i '$d' "$tmp/err"
    ok "$1: the last of them loads $(number loaded), and translates $(number translated)" \
        [ "$(number loaded)" -gt $(($(number translated) * 9)) ]
    guest check,tree "$dir" family
    same "$1: compared in a tree, they do the same"
}

for cpu in $(guest_list common) i386 x86_64; do
    ! have_target "$cpu" || cpu "$cpu"
done
[ "$points" -gt 0 ] || cannot_all "this tree builds none of the usual CPUs"
done_testing
