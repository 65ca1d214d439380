#!/bin/sh
# SPDX-License-Identifier: MIT
# Under limits that a native parent has set, hard ones too, an emulator starts programs that would
# start natively, and the limits are what the program sees.
#
# One point for each limit and CPU. What a program of this machine's own CPU prints there is what is
# wanted.

. "$(dirname "$0")/../lib/lib.sh"
need_topic linux
need_prog timeout
. "$top_srcdir/tools/compilers.sh"
source=$top_srcdir/tests/emulators/guest/limits.c
${CC:-cc} -O1 -static -o "$tmp/native" "$source" 2>"$tmp/log" ||
    skip_all "no static programs of this machine: $(head -n 1 "$tmp/log")"

# under LIMIT COMMAND...: what it prints under that limit (words of ulimit), and its exit status.
under()
{
    rc=0
    # shellcheck disable=SC2016 # the inner shell's
    timeout 60 sh -c 'ulimit $1 && shift && exec "$@"' sh "$@" 2>&1 </dev/null || rc=$?
    echo "status $rc"
}

for cpu in aarch64 arm; do
    have_target "$cpu" || continue
    compiler=$(guest_field "$cpu" compiler)
    if ! command -v "${compiler%% *}" >/dev/null; then
        skip "limits: $cpu" "no $compiler"
        continue
    fi
    # shellcheck disable=SC2086 # words
    $compiler -O1 -static -o "$tmp/guest" "$source" >"$tmp/log" 2>&1 ||
        framework_failure_ "the guest cannot be built: $(cat "$tmp/log")"
    while read -r limit; do
        is "$(under "$limit" "$(qemu "$cpu")" "$tmp/guest")" "$(under "$limit" "$tmp/native")" \
            "ulimit $limit: $cpu"
    done <<END
-v 60000
-v 1000000
-d 8000
-d 50000
-s 64
-S -s 20
-s unlimited
-S -n 3
-n 6
-f 0
-l 0
END
done
done_testing
