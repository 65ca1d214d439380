#!/bin/sh
# SPDX-License-Identifier: MIT
# arm64 pointers with a tag in the top byte: as the CPU does, however a block is found and an access
# made; and that code which uses none pays nothing for them (x-tbi-on-fault of the CPU, on by
# default).
#
# The guests are tests/emulators/guest/tags.c and tags-access.c, which know what is right, and
# tags-kinds.c, which accesses memory in 60 ways: what these leave does not depend on when tags are
# removed, or how a block is found.

. "$(dirname "$0")/../lib/lib.sh"
need_topic arm
need_qemu aarch64
. "$top_srcdir/tools/compilers.sh"
cc=$(guest_field aarch64 compiler)
for guest in 'tags tags-access' tags-kinds jumps; do
    # shellcheck disable=SC2046,SC2086 # words
    $cc -std=gnu11 -O1 -static -pthread $(printf "$top_srcdir/tests/emulators/guest/%s.c " $guest) \
        -o "$tmp/${guest%% *}" 2>"$tmp/cc" ||
        skip_all "no compiler for aarch64 (Debian: gcc-aarch64-linux-gnu libc6-dev-arm64-cross)"
done
unset QEMU_CPU QEMU_TB_JUMP QEMU_LOG

# known OPTION...: this tree's emulators have these options; those of topic jumps may be left out.
known()
{
    case $* in *-tb-jump*) have_topic jumps ;; esac
}
# all OPTION...: every case of the guest is right.
all()
{
    known "$@" || return 0
    rc=0
    timeout 300 "$(qemu aarch64)" "$@" "$tmp/tags" >"$tmp/out" 2>&1 </dev/null || rc=$?
    is "$rc $(grep -c '^ok ' "$tmp/out") $(grep -cv '^ok ' "$tmp/out")" "0 13 0" \
        "tags with ${*:-no option}"
    grep -v '^ok ' "$tmp/out" | sed 's/^/# | /'
}
all
all -cpu max,x-tbi-on-fault=off
all -cpu max,pauth=on
all -cpu max,x-tbi-on-fault=off -tb-jump check
for option in '-tb-jump helper' '-tb-jump check' -one-insn-per-tb '-d nochain -D /dev/null' \
    '-R 0x100000000000' '-B 0x10000000'; do
    # shellcheck disable=SC2086 # words
    all $option
done
# kinds OPTION...: what tags-kinds prints.
kinds()
{
    timeout 300 "$(qemu aarch64)" "$@" "$tmp/tags-kinds" </dev/null 2>&1 || echo "status $?"
}
kinds -cpu max,x-tbi-on-fault=off >"$tmp/always"
ok "accesses of all kinds, tags removed before each" [ "$(wc -l <"$tmp/always")" -ge 5000 ]
for option in '-cpu max' '-tb-jump check' '-tb-jump helper -one-insn-per-tb' '-R 0x100000000000'; do
    known "$option" || continue
    # shellcheck disable=SC2086 # words
    kinds $option >"$tmp/kinds"
    ok "accesses of all kinds, tags removed by faults, $option" diff "$tmp/always" "$tmp/kinds"
done
fails 1 "an unknown setting is an error" \
    "$(qemu aarch64)" -cpu max,x-tbi-on-fault=perhaps "$tmp/tags"

# cleaned OPTION...: of a hundred loads of a guest without tags, those whose address is extended
# from its bit 55 first.
cleaned()
{
    "$(qemu aarch64)" "$@" -d op -D "$tmp/ops" "$tmp/jumps" direct 1 >"$tmp/out"
    awk '$1 == "and_i64" && before == "sar_i64" { sub(/,.*/, "", $2); address = $2 }
         $1 == "qemu_ld_i64" { loads++; split($2, arg, ","); if (arg[2] == address) cleaned++ }
         { before = $1; if ($1 != "and_i64" && $1 != "qemu_ld_i64") address = "" }
         END { print loads < 500 ? "too few loads" : int(100 * cleaned / loads) }' "$tmp/ops"
}
before=$(cleaned -cpu max,x-tbi-on-fault=off) || before=0
after=$(cleaned)
diag "$before % of the loads clear the tag with x-tbi-on-fault=off, $after % without"
ok "nearly all do when they are told to" [ "$before" -ge 90 ]
case $(uname -m) in
    x86_64 | aarch64) ok "nearly none does unless a tag was seen" [ "$after" -le 3 ] ;;
    *) cannot "nearly none does unless a tag was seen" "on this host each address is cleaned" ;;
esac
done_testing
