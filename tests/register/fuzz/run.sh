#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs each fuzz target of fuzz.c for some seconds. make fuzz.
#
# Usage: run.sh [SECONDS]    CLANG: a clang with libFuzzer. Exit status: 0, or 1 if a target has
# found something.

set -eu
here=$(cd "$(dirname "$0")" && pwd)
top_srcdir=${top_srcdir:-$(cd "$here/../../.." && pwd)}
seconds=${1:-60}
clang=${CLANG:-$(command -v clang-19 || command -v clang || :)}
[ -n "$clang" ] || {
    echo "no clang" >&2
    exit 1
}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
rc=0

# seed TARGET: something to begin with.
seed()
{
    mkdir -p "$tmp/$1"
    case $1 in
        ENTRY)
            printf '%s\n' enabled 'interpreter /usr/bin/qemu-arm' 'flags: POCF' 'offset 0' \
                'magic 7f454c46' 'mask ffffffff' >"$tmp/$1/a"
            printf 'disabled\ninterpreter /x\nflags: \nextension .jar\n' >"$tmp/$1/b"
            ;;
        LIST) printf 'arm64,linux/arm/v7 ALL,i386,qemu-i386' >"$tmp/$1/a" ;;
        OPTIONS)
            printf -- '--systemd\nALL\n-Q\n/x\n--cpu=arm64,alpha\n--list=json\n-p\nyes' >"$tmp/$1/a"
            printf -- '--exec\nid\n' >"$tmp/$1/b"
            ;;
        ELF) head -c 4096 /bin/true >"$tmp/$1/a" ;;
    esac
}

sources=
for name in arguments cpu emulator format message options optiontable parse util; do
    sources="$sources $top_srcdir/register/$name.c"
done
for target in ENTRY LIST OPTIONS ELF; do
    # shellcheck disable=SC2086 # names without spaces
    "$clang" -std=gnu11 -D_GNU_SOURCE -g -O1 -fsanitize=fuzzer,address,undefined \
        -fno-sanitize-recover=all -Wl,--wrap=die -DFUZZ_$target -DQEMU_PATH='"/usr/bin"' \
        -DQEMU_SUFFIX='""' -I "$top_srcdir/register" -DDEBIANDIR='""' -DSYSTEMDDIR='""' \
        "$here/fuzz.c" $sources -o "$tmp/fuzz"
    seed $target
    leaks=1
    [ $target != OPTIONS ] || leaks=0
    if (cd "$tmp" && ASAN_OPTIONS=detect_leaks=$leaks ./fuzz -max_total_time="$seconds" \
        -max_len=8192 -print_final_stats=1 "$tmp/$target") >"$tmp/log" 2>&1; then
        echo "fuzz $target: $(sed -n 's/^stat::number_of_executed_units: *//p' \
            "$tmp/log") runs, nothing found"
    else
        tail -n 40 "$tmp/log"
        echo "fuzz $target: FAILED"
        rc=1
    fi
done
exit $rc
