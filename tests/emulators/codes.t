#!/bin/sh
# SPDX-License-Identifier: MIT
# Programs that write code while they run, in threads and in children: no call runs what is no
# longer there.
#
# The guest is guest/codes.c. QB_CODES: how much it does; 1 is a second or two for each CPU.

. "$(dirname "$0")/../lib/lib.sh"
. "$top_srcdir/tools/compilers.sh"
[ -n "$QB_TARGETS" ] || cannot_all "this tree has no emulator (--with-targets=none)"
need_prog timeout
: "${QB_CODES:=1}"
unset QEMU_CPU QEMU_TB_JUMP QEMU_LOG

for cpu in $(guest_list cross); do
    have_target "$cpu" || continue
    need_qemu "$cpu"
    source=$(guest_field "$cpu" compiler)
    # shellcheck disable=SC2086 # words
    $source -std=gnu11 -O1 -Wall -Wextra -static -pthread -o "$tmp/codes" \
        "$top_srcdir/tests/emulators/guest/codes.c" 2>"$tmp/cc" || {
        packages=$(guest_field "$cpu" packages)
        skip "$cpu" "$source cannot compile a static program (apt install $packages)"
        continue
    }
    rc=0
    timeout 600 "$(qemu "$cpu")" "$tmp/codes" "$QB_CODES" >"$tmp/out" 2>&1 </dev/null || rc=$?
    is "$rc $(tr '\n' ',' <"$tmp/out")" "0 ok rewrite,ok come and go,ok change one,ok threads," \
        "$cpu: code that changes"
done
done_testing
