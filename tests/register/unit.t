#!/bin/sh
# SPDX-License-Identifier: MIT
# Functions of the registrar that no command line reaches as far as here (unit.c), watched by the
# compiler's sanitizers.

. "$(dirname "$0")/../lib/lib.sh"
. "$top_srcdir/tests/lib/register.sh"
need_prog cc timeout
flags='-fsanitize=address,undefined -fno-sanitize-recover=all'
echo 'int main(void) { return 0; }' >"$tmp/main.c"
# shellcheck disable=SC2086 # words
if ! ${CC_FOR_BUILD:-${CC:-cc}} $flags -o "$tmp/main" "$tmp/main.c" 2>"$tmp/err"; then
    skip "with sanitizers" \
        "the compiler has no AddressSanitizer (Debian: libgcc-12-dev; Fedora: libasan libubsan)"
    flags=
fi
build_sources="$top_srcdir/register/cpu.c $top_srcdir/register/emulator.c
    $top_srcdir/register/message.c $top_srcdir/register/util.c"
# shellcheck disable=SC2086 # words
build_program "$tmp/unit" $flags "$top_srcdir/tests/register/unit.c"
rc=0
timeout 60 "$tmp/unit" >"$tmp/out" 2>"$tmp/err" || rc=$?
while read -r line; do
    case $line in 'ok '*) point 0 "${line#ok }" ;; *) point 1 "${line#not ok }" ;; esac
done <"$tmp/out"
is "$rc $(cat "$tmp/err")" "0 " "it ends, and no sanitizer has found anything"
done_testing
