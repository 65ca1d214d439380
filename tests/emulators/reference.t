#!/bin/sh
# SPDX-License-Identifier: MIT
# Random code: the same result as by the emulators of the same QEMU without the patches, which
# `make check-reference` builds. fuzz/known.def has what is known to differ, with reasons.

. "$(dirname "$0")/../lib/lib.sh"
[ -n "$QB_TARGETS" ] || cannot_all "this tree has no emulator (--with-targets=none)"
need_prog python3 timeout
need_source
. "$top_srcdir/tests/emulators/fuzz/rounds.sh"
ls "$QB_REFERENCE"/qemu-* >/dev/null 2>&1 ||
    skip_all "no emulators without the patches (make reference)"

fuzz_rows >"$tmp/rows"
while read -r row; do
    target=$(echo "$row" | cut -d '|' -f 2)
    have_target "$target" || continue
    [ -x "$QB_REFERENCE/qemu-$target$QB_SUFFIX" ] || continue
    if fuzz_build "$row"; then
        rc=0
        fuzz_round reference "$name" "$target" --seed 2 --pool 4000 --blocks 150 || rc=$?
        point "$rc" "$name: random code as without the patches"
        sed 's/^/# /' "$tmp/$name.log"
    else
        skip "${row%%|*}" "$reason"
    fi
done <"$tmp/rows"

cc=$(guest_field aarch64 compiler)
if have_target aarch64 && [ -x "$QB_REFERENCE/qemu-aarch64$QB_SUFFIX" ] &&
    $cc -std=gnu11 -O1 -static -pthread -o "$tmp/kinds" \
        "$top_srcdir/tests/emulators/guest/tags-kinds.c" 2>"$tmp/cc.log"; then
    other=$QB_REFERENCE/qemu-aarch64$QB_SUFFIX
    timeout 300 "$(qemu aarch64)" "$tmp/kinds" >"$tmp/kinds.ours" 2>&1 </dev/null || :
    timeout 300 "$other" "$tmp/kinds" >"$tmp/kinds.other" 2>&1 </dev/null || :
    ok "aarch64: accesses by addresses with tags" [ "$(wc -l <"$tmp/kinds.ours")" -ge 5000 ]
    ok "aarch64: they leave the same as without the patches" \
        cmp "$tmp/kinds.other" "$tmp/kinds.ours"
fi
done_testing
