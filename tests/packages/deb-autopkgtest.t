#!/bin/sh
# SPDX-License-Identifier: MIT
# debian/tests by autopkgtest's null runner, on a copy of this machine.

. "$(dirname "$0")/../lib/lib.sh"
. "$(dirname "$0")/../lib/machine.sh"
. "$(dirname "$0")/deb.sh"
need_deb
need_prog autopkgtest
machine
mkdir "$tmp/source"
cp -R "$top_srcdir/debian" "$top_srcdir/tests" "$tmp/source/"
rc=0
on autopkgtest --no-built-binaries "$deb" "$tmp/source/" -- null >"$tmp/autopkgtest" 2>&1 || rc=$?
is "$rc" 0 "autopkgtest -- null"
[ "$rc" -eq 0 ] || sed 's/^/# | /' "$tmp/autopkgtest" | tail -n 40
like "$tmp/autopkgtest" '^installed +PASS' "the test of the installed package passes"
like "$tmp/autopkgtest" '^ok [0-9]+ - each rule runs a program of its CPU' "it has been run"
ok "apt purge" apt purge qemu-user-static
is "$(rule_names)" "" "the kernel has no rule of an emulator"
done_testing
