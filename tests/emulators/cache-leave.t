#!/bin/sh
# SPDX-License-Identifier: MIT
# Who leaves the memory of a tree of processes (-tb-cache tree): each call that changes what others
# may do to a process, or it to them, ends its part in it before the call is made; and programs with
# rights of their own are not given it.
#
# The calls are made by guest/tree-leave.c, most of them such that nothing changes: so the key of
# the memory, which has the credentials, would fit.

. "$(dirname "$0")/../lib/lib.sh"
. "$top_srcdir/tests/lib/register.sh"
. "$top_srcdir/tests/lib/cache.sh"
need_topic cache
need_qemu aarch64
need_cache_host
in_namespace "$0"
. "$top_srcdir/tools/compilers.sh"
unset QEMU_CPU QEMU_TB_CACHE QEMU_TB_JUMP QEMU_LOG
sources="$here/guest/tree.c $here/guest/tree-fds.c $here/guest/tree-leave.c"
# shellcheck disable=SC2086 # words
"${CC_FOR_BUILD:-${CC:-cc}}" -std=gnu11 -O1 -o "$tmp/native" $sources -pthread ||
    framework_failure_ "the program does not compile"
ln -s /proc/self/attr/current "$tmp/errors.link"
mount -t binfmt_misc binfmt_misc "$misc"
"$ours" -Q "$QB_BIN" -F "$QB_SUFFIX" -p yes --no-verify -i yes >"$tmp/log" 2>&1 ||
    framework_failure_ "no rules: $(cat "$tmp/log")"

# prepare CPU: the program for it, $guest; false without a compiler.
prepare()
{
    guest=$tmp/$1
    sysroot "$1"
    export QEMU_LD_PREFIX="$root" QEMU_SET_ENV="LD_LIBRARY_PATH=$libraries"
    [ -n "$libraries" ] || unset QEMU_SET_ENV
    # shellcheck disable=SC2046,SC2086 # words
    $(guest_field "$1" compiler) -std=gnu11 -O1 -o "$guest" $sources -pthread 2>"$tmp/cc"
}

# seen PID: how many descriptors of the tree's memory, and how many mappings, the process has.
seen()
{
    echo "$(find "/proc/$1/fd" -lname '/memfd:qemu-tb-cache*' | wc -l)" \
        "$(grep -c memfd:qemu-tb-cache "/proc/$1/maps")"
}

# give_capability FILE: CAP_SYS_BOOT, as the kernel keeps it (vfs_cap_data).
give_capability()
{
    python3 -c 'import os, struct, sys
os.setxattr(sys.argv[1], "security.capability", struct.pack("<5I", 0x02000001, 1 << 22, 0, 0, 0))
' "$1"
}

# calls PROGRAM FILE: what it does; looks at each process that waits. A line each in FILE: the call,
# what came of it, what is seen.
calls()
{
    rm -f "$tmp/said" "$tmp/go"
    mkfifo "$tmp/said" "$tmp/go"
    : >"$2"
    QEMU_TB_CACHE=tree,stats timeout 100 "$1" leave "$tmp/errors" \
        >"$tmp/said" <"$tmp/go" 2>/dev/null &
    exec 4<"$tmp/said" 5>"$tmp/go"
    while read -r call pid result <&4; do
        [ "$call" != end ] || continue
        echo "$call|$result|$(seen "$pid")" >>"$2"
        printf x >&5
    done
    exec 4<&- 5>&-
    wait
}

# left CALL SEEN: a point: it is as in a tree, or not.
left()
{
    case $1 in
        nothing | name | vfork) want='1 1' ;;
        # It shares the emulator's memory with its parent, which stays.
        vforked) want='0 1' ;;
        *) want='0 0' ;;
    esac
    is "$2" "$want" "$cpu: after $1, the descriptors and mappings that are left"
    [ "$1" != vforked ] || return 0
    cp "$tmp/errors.$1" "$tmp/err"
    # It says so at its end; one that is in no tree counts nothing. With vfork(), there are two.
    is "$(tail -n 1 "$tmp/err" | grep -c 'tb-cache: ')" 1 "$cpu: $1: the next program runs"
    case $want in
        '1 1') ok "$cpu: and loads $(number loaded)" [ "$(number loaded)" -gt 1000 ] ;;
        *) is "$(number loaded)" 0 "$cpu: and loads nothing" ;;
    esac
}

# all_calls CPU: each call that its guest can make.
all_calls()
{
    cpu=$1
    calls "$guest" "$tmp/calls"
    while IFS='|' read -r call result found; do
        left "$call" "$found"
    done <"$tmp/calls"
}

prepare aarch64 || skip_all "no compiler for aarch64 (Debian: $(guest_field aarch64 packages))"
all_calls aarch64

# Programs with rights of their own.
for rights in none set-user-ID set-group-ID capabilities; do
    cp "$guest" "$tmp/other"
    case $rights in
        set-user-ID) chmod u+s "$tmp/other" ;;
        set-group-ID) chmod g+s "$tmp/other" ;;
        capabilities) give_capability "$tmp/other" 2>"$tmp/log" || {
            cannot "a program with capabilities" "$(tail -n 1 "$tmp/log")"
            continue
        } ;;
    esac
    QEMU_TB_CACHE=tree,stats timeout 60 "$guest" run 4 "$tmp/other" 2>"$tmp/err" </dev/null || :
    is "$(grep -c 'tb-cache: ' "$tmp/err")" 5 \
        "a program with rights of its own ($rights) runs"
    # The last line is that of the parent.
    most=$(sed "\$d" "$tmp/err" | sed -n 's/.*: \([0-9]*\) loaded.*/\1/p' | sort -n |
        tail -n 1)
    case $rights in
        none) ok "and loads $most" [ "$most" -gt 1000 ] ;;
        *) is "$most" 0 "and loads nothing" ;;
    esac
done

# 16 and 32 bits.
if ! have_target arm; then
    cannot "arm" "this tree does not build its emulator (--with-targets)"
elif prepare arm; then
    all_calls arm
    like "$tmp/calls" '^setgroups32|' "arm: these are calls of 32 bits"
else
    skip "arm" "no compiler (Debian: $(guest_field arm packages))"
fi
done_testing
