#!/bin/sh
# SPDX-License-Identifier: MIT
# Every emulator that was built is registered with the real kernel and runs the program that
# --verify makes for its CPU.
#
# In a user namespace of its own. QB_EMULATORS names a folder of emulators without suffix, instead
# of those of this tree.

. "$(dirname "$0")/../lib/lib.sh"
. "$top_srcdir/tests/lib/register.sh"
emulators=${QB_EMULATORS-}
suffix=
[ -n "$emulators" ] || {
    emulators=$QB_BIN suffix=$QB_SUFFIX
}
[ -n "$(find "$emulators" -name "qemu-*$suffix" 2>/dev/null)" ] ||
    cannot_all "this tree has no emulator (--with-targets=none), and QB_EMULATORS names none"
in_namespace "$0"
mount -t binfmt_misc binfmt_misc $misc

rc=0
"$ours" -Q "$emulators" -F "$suffix" -p yes --no-verify -i yes >"$tmp/out" 2>&1 || rc=$?
is $rc 0 "all are registered"
registered=0
for rule in "$misc"/qemu-*; do
    cpu=${rule##*/qemu-}
    registered=$((registered + 1))
    rc=0
    "$ours" --verify --cpu="$cpu" >"$tmp/log" 2>&1 || rc=$?
    grep -q ' ran a program of their CPU$' "$tmp/log" || rc=1
    point $rc "$cpu runs its program"
    [ $rc -eq 0 ] || diag "$(cat "$tmp/log")"
done
is "$("$ours" --status | grep -c ' enabled  *OF  *static  *ours ')" $registered \
    "--status: all are static, and what is on disk"
is "$("$ours" --status=json | tr -d ' \n' |
    grep -o '"build_id":"\([0-9a-f]*\)","registered_build_id":"\1"' | wc -l | tr -d ' ')" \
    $registered "--status=json: the build-ids of both are the same"
done_testing
