#!/bin/sh
# SPDX-License-Identifier: MIT
# QEMU's own tests of user-mode emulation for one CPU; `make check-tcg` runs them for every CPU with
# a compiler.

. "$(dirname "$0")/../lib/lib.sh"

cpu=aarch64
need_qemu "$cpu"
need_source
need_prog make
: "${QB_TCG:=$top_builddir/check-tcg}"
export QB_TCG QB_BIN QB_SUFFIX QB_QEMU top_srcdir top_builddir

rc=0
sh "$here/check-tcg.sh" "$cpu" >"$tmp/out" 2>&1 || rc=$?
[ "$rc" -ne 77 ] ||
    skip_all "no compiler for $cpu (Debian: gcc-aarch64-linux-gnu libc6-dev-arm64-cross)"
[ "$rc" -le 1 ] || framework_failure_ "check-tcg.sh: $(tail -n 1 "$tmp/out")"

while read -r test result reason; do
    case $result in
        pass) point 0 "$test" ;;
        skip) cannot "$test" "$reason" ;;
        known)
            points=$((points + 1))
            echo "not ok $points - $test # TODO $reason"
            ;;
        *)
            point 1 "$test"
            diag "$result: $reason"
            ;;
    esac
done <"$QB_TCG/$cpu/results"
[ "$failures" -eq 0 ] || sed 's/^/# | /' "$tmp/out"
is "$rc" "$([ "$failures" -eq 0 ] && echo 0 || echo 1)" \
    "check-tcg.sh $cpu sums that up: $(tail -n 1 "$tmp/out")"
done_testing
