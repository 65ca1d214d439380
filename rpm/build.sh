#!/bin/sh
# SPDX-License-Identifier: MIT
# make rpm: the RPM packages of this tree's emulators, in packages/.
#
# Everything of rpm's own stays below packages/rpm: the build needs no root and leaves this
# machine's databases alone.
# Input: $top_srcdir, $top_builddir, $MAKE. Exit status: that of what failed; the log is
# packages/rpm/log.

set -eu
umask 022
. "${top_builddir:?}/recipes/settings.sh"
packages=$top_builddir/packages
top=$packages/rpm

command -v rpmbuild >/dev/null || {
    echo "make rpm: no rpmbuild; Debian has it in the package rpm, Fedora in rpm-build" >&2
    exit 1
}
# RPM calls the machine as QEMU does.
host=$("$top_srcdir/tools/cpus.sh" platform "$host_cpu") host=${host%% *}
SOURCE_DATE_EPOCH=$("$top_srcdir/tools/date.sh")
export SOURCE_DATE_EPOCH deps
. "$top_srcdir/packaging/lock.sh"
lock_packages "make rpm"
rm -rf "$top" "$packages"/*.rpm
mkdir -p "$top"
"$top_srcdir/packaging/root.sh" "$packages/root"
"$top_srcdir/rpm/spec.sh" "$targets" >"$top/qemu-user-static.spec"
# Fedora's compression. No name of a distribution, which would be that of the build machine, in the
# release.
rpmbuild -bb --nodeps --target "$host-linux" --define "_topdir $top" --define \
    "_dbpath $top/db" --undefine dist --define '_binary_payload w19.zstdio' --define \
    "staged $packages/root" --define "top_srcdir $top_srcdir" "$top/qemu-user-static.spec" \
    >"$top/log" 2>&1 || {
    rc=$?
    tail -n 40 "$top/log" >&2
    exit "$rc"
}
mv "$top"/RPMS/*/*.rpm "$packages"
echo "  RPM        $(find "$packages" -name '*.rpm' | wc -l) packages in $packages"
