#!/bin/sh
# SPDX-License-Identifier: MIT
# The cache of translated code (-tb-cache) and signals, for each CPU with a C library: at a fault in
# the middle of code that was loaded, a handler sees the same registers, flags and PC as without the
# cache, and what computes while a timer interrupts is right.

. "$(dirname "$0")/../lib/lib.sh"
. "$top_srcdir/tests/lib/cache.sh"
need_topic cache
need_cache_host
. "$top_srcdir/tools/compilers.sh"
unset QEMU_CPU QEMU_TB_CACHE QEMU_TB_JUMP QEMU_LOG
export QEMU_RAND_SEED=1
cache=$tmp/cache
root=/ libraries=

# faults OPTION FILE: what the handler sees, sorted, goes to FILE.
faults()
{
    guest "$1" faults
    sort "$tmp/out" >"$2"
}

# right: what is the same in ten processes without the cache, in $tmp/right: not the addresses of
# other memory, and what follows from them, which may be as little as the sign of a difference.
right()
{
    faults off "$tmp/right"
    for _ in 1 2 3 4 5 6 7 8 9; do
        faults off "$tmp/other"
        comm -12 "$tmp/right" "$tmp/other" >"$tmp/both"
        mv "$tmp/both" "$tmp/right"
    done
}

# seen TEXT OPTION...: a point: all of that, and no word more or less, is what the handler sees with
# -tb-cache OPTION, one after the other; in one of three tries, since what is by chance the same ten
# times need not be so the next time.
seen()
{
    seen_text=$1
    shift
    for _ in 1 2 3; do
        case $seen_text in *cold) rm -rf "$cache" ;; esac
        for option; do faults "$option" "$tmp/now"; done
        comm -23 "$tmp/right" "$tmp/now" >"$tmp/missing"
        [ -s "$tmp/missing" ] || break
    done
    is "$rc $(wc -l <"$tmp/now") $(head -n 5 "$tmp/missing")" "0 $(wc -l <"$tmp/other") " \
        "$seen_text"
}

# few CPU: nearly all that was translated before is loaded.
few()
{
    now=$(number translated)
    ok "$1: less than 2 % is translated: $now of $cold" [ "$((now * 50))" -lt "$cold" ]
}

# contexts CPU: the points of faults.
contexts()
{
    right
    # Signals, and contexts in which an address of the program is known: the PC is one.
    kinds=$(awk '$3 == "signal" { print $1, $4 }' "$tmp/right" | sort -u | wc -l)
    known=$(awk '$3 == "register" && /program/ { print $1, $2 }' "$tmp/right" | sort -u | wc -l)
    all=$(grep -c ' signal ' "$tmp/right")
    ok "$1: without the cache, there are $kinds kinds of faults and $all contexts" \
        [ "$kinds" -ge 4 -a "$all" -ge 12 -a "$known" -eq "$all" ]
    ok "$1: of their $(wc -l <"$tmp/other") lines, $(wc -l <"$tmp/right") are the same each time" \
        [ $(($(wc -l <"$tmp/right") * 100)) -gt $(($(wc -l <"$tmp/other") * 90)) ]
    seen "$1: contexts are the same, cold" "stats,$cache"
    cold=$(number translated)
    seen "$1: contexts are the same, warm" "$cache" "stats,$cache"
    few "$1"
    seen "$1: contexts are the same, compared with what is translated" "stats,check,$cache"
}

# storm CPU: the points of a timer.
storm()
{
    text="$1: signals at any time"
    for option in off "stats,$cache" "$cache" "stats,$cache"; do
        guest "$option" storm
        is "$rc $(cat "$tmp/out")" "0 computed with signals: 0 wrong" \
            "$text, -tb-cache ${option%"$cache"}"
    done
    ok "$1: it is loaded: $(number loaded)" \
        [ "$(number loaded)" -gt $(($(number translated) * 20)) ]
}

for cpu in $(guest_list cross); do
    have_target "$cpu" || continue
    emulator=$(qemu "$cpu")
    guest=$tmp/contexts-$cpu
    program=contexts
    rm -rf "$cache"
    compile "$cpu" "$guest" -static -no-pie || {
        skip "$cpu" "no compiler (Debian: $(guest_field "$cpu" packages))"
        continue
    }
    contexts "$cpu"
    # Without the cache as well, one of 13 such programs of sparc32plus crashes.
    [ "$cpu" = sparc32plus ] || storm "$cpu"
done
[ "$points" -gt 0 ] || cannot_all "this tree builds no emulator with a C library"
done_testing
