#!/bin/sh
# SPDX-License-Identifier: MIT
# The tests of qemu-binfmt-conf with a program that was compiled to watch itself. make
# check-sanitized, make coverage.
#
# Usage: sanitized.sh sanitized|coverage. Exit status: 1 if a test fails, or if less than 90 % of
# the lines were run.

set -eu
here=$(cd "$(dirname "$0")" && pwd)
top_srcdir=${top_srcdir:-$(cd "$here/../.." && pwd)}
export top_srcdir
. "$top_srcdir/tools/manifest.sh"
kind=${1:?sanitized or coverage}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 777 "$work"

case $kind in
    sanitized)
        QB_SANITIZED=1
        export QB_SANITIZED
        flags='-O1 -fsanitize=address,undefined -fno-sanitize-recover=all'
        ;;
    coverage) flags='-O0 --coverage' ;;
    *)
        echo "sanitized.sh: unknown kind: $kind" >&2
        exit 1
        ;;
esac
cd "$work"
# The names of the object files are those of the sources, which gcov wants. Flags are words.
# shellcheck disable=SC2086
for source in "$top_srcdir"/register/*.c; do
    ${CC:-cc} -std=gnu11 -D_GNU_SOURCE -g $flags -DQEMU_PATH='"/usr/local/bin"' \
        -DQEMU_SUFFIX='"-static"' -DVERSION="\"$(manifest_release)\"" \
        -DDEBIANDIR='"/usr/share/binfmts"' -DSYSTEMDDIR='"/etc/binfmt.d"' -c "$source"
done
# shellcheck disable=SC2086
${CC:-cc} $flags ./*.o -o qemu-binfmt-conf
chmod -R a+rwX .

rc=0
for test in cli fake-proc rules replace lasting kernels exec containers matching; do
    QB_REGISTER=$work/qemu-binfmt-conf sh "$here/$test.t" >"$work/$test.log" 2>&1 || {
        rc=1
        grep -A 9 '^not ok\|^Bail' "$work/$test.log" || :
    }
    ! grep '^1\.\.0 # SKIP' "$work/$test.log" >"$work/skip" || {
        echo "$kind: $test.t: skipped: $(cat "$work/skip")"
        continue
    }
    echo "$kind: $test.t: $(grep -c '^ok' "$work/$test.log") ok, $(grep -c '^not ok' \
        "$work/$test.log" || :) not ok"
done
[ "$kind" = coverage ] || exit $rc

for counters in *.gcda; do
    gcov -n "$counters" 2>/dev/null | grep -A 1 "register/${counters%.gcda}\.c'" |
        sed -n "s/^Lines executed:\([0-9.]*\)% of \([0-9]*\)/${counters%.gcda}.c \1 \2/p"
done | awk '{ all += $3; run += $2 * $3 / 100; printf "%-14s %6.1f %% of %4d lines\n", $1, $2, $3 }
    END {
        printf "%-14s %6.1f %% of %4d lines\n", "all", 100 * run / all, all
        exit 100 * run / all < 90
    }' || rc=1
exit $rc
