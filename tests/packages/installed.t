#!/bin/sh
# SPDX-License-Identifier: MIT
# The installed package, wherever it is: as autopkgtest runs it, and tests/packages/deb.t on a copy
# of this machine. It needs neither a build nor this tree's emulators; it changes nothing but for a
# rule that it disables and enables.

. "$(dirname "$0")/../lib/lib.sh"
rules=/proc/sys/fs/binfmt_misc
[ "$(id -u)" = 0 ] || cannot_all "not root"
dpkg-query -W qemu-user-static >/dev/null 2>&1 || cannot_all "the package is not installed"

ok "the files are those of the package" dpkg --verify qemu-user-static
dpkg -L qemu-user-static | sed -n 's,^/usr/share/qemu-user-static/binfmt.d/\(.*\)\.conf$,\1,p' |
    sort >"$tmp/wanted"
is "$(while read -r name; do [ -e "$rules/$name" ] || echo "$name"; done <"$tmp/wanted")" "" \
    "each rule is registered"
sed -n 's/^flags: //p' "$rules"/qemu-* >"$tmp/flags"
unlike "$tmp/flags" '^[^F]*$' "each rule keeps its emulator open (flag F)"
# 9: as it should be, but the rules end with this copy of a machine.
rc=0
qemu-binfmt-conf --verify >"$tmp/verify" 2>&1 || rc=$?
like "$tmp/verify" "registered and running \\($(wc -l <"$tmp/wanted")\\)" \
    "each rule runs a program of its CPU"
ok "and qemu-binfmt-conf --verify exits with 0, or 9" expr "$rc" : "[09]$"
qemu-binfmt-conf --status >"$tmp/status" || :
unlike "$tmp/status" stale "no rule has an older file"

# One mechanism: binfmt-support's, or files for systemd.
files=$(find /usr/lib/binfmt.d -name 'qemu-*.conf' | wc -l)
if command -v update-binfmts >/dev/null; then
    is "$files" 0 "binfmt-support has the rules, systemd has none"
    update-binfmts --display >"$tmp/display"
    is "$(grep -c '^qemu-.* (enabled):$' "$tmp/display")" "$(wc -l <"$tmp/wanted")" \
        "binfmt-support has them enabled"
else
    is "$files" "$(wc -l <"$tmp/wanted")" "systemd has the rules"
fi

# Programs of a compiler, where one is installed.
while read -r target arch compiler; do
    if ! command -v "$compiler" >/dev/null 2>&1; then
        cannot "a program of $arch" "no $compiler"
        continue
    fi
    printf '%s\n' '#include <stdio.h>' '#include <sys/utsname.h>' \
        'int main(void) { struct utsname n; uname(&n); return puts(n.machine) < 0; }' >"$tmp/p.c"
    "$compiler" -static -o "$tmp/p" "$tmp/p.c" || framework_failure_ "no program of $arch"
    is "$("$tmp/p" 2>&1)" "$target" "a program of $arch runs"
    mkdir -p "$tmp/root"
    cp "$tmp/p" "$tmp/root/p"
    is "$(chroot "$tmp/root" /p 2>&1)" "$target" "and in a root with nothing else"
done <<'CPUS'
aarch64 arm64 aarch64-linux-gnu-gcc
armv7l armhf arm-linux-gnueabihf-gcc
riscv64 riscv64 riscv64-linux-gnu-gcc
s390x s390x s390x-linux-gnu-gcc
ppc64le ppc64el powerpc64le-linux-gnu-gcc
CPUS
done_testing
