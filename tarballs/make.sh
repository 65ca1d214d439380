#!/bin/sh
# SPDX-License-Identifier: MIT
# make tarballs: what is published beside the packages, in packages/.
#
#   qemu-CPU-static.tar.gz         one emulator, the file at the top, as the releases of
#                                  multiarch/qemu-user-static
#   HOST_qemu-CPU-static.tar.gz    the same file under the name with the host's CPU, QEMU's
#                                  name of it
#   qemu-user-static-VERSION-HOST.tar.xz          all that make install installs, from / on
#   qemu-user-static-VERSION-HOST.spdx.json       what it is made of
#   SHA256SUMS                     of these
#
# The same sources give the same files: sorted, without owners, with the date of the sources.
# Input: $top_srcdir, $top_builddir, $MAKE.

set -eu
umask 022
LC_ALL=C
export LC_ALL
. "${top_builddir:?}/recipes/settings.sh"
. "${top_srcdir:?}/tools/manifest.sh"
packages=$top_builddir/packages
root=$packages/root
date=$("$top_srcdir/tools/date.sh")
host=$("$top_srcdir/tools/cpus.sh" platform "$host_cpu") host=${host%% *}
all=qemu-user-static-$(manifest_release)-$host

# archive FOLDER NAME: NAME in FOLDER, as an uncompressed archive on standard output.
archive()
{
    tar --format=ustar --sort=name --mtime="@$date" --owner=0 --group=0 --numeric-owner -C "$1" \
        -cf - "$2"
}

. "$top_srcdir/packaging/lock.sh"
lock_packages "make tarballs"
"$top_srcdir/packaging/root.sh" "$root"
new=$packages/tarballs
rm -rf "$new"
mkdir "$new"
for target in $targets; do
    program=qemu-$target-static
    archive "$root/usr/bin" "$program" | gzip -9n >"$new/$program.tar.gz"
    ln "$new/$program.tar.gz" "$new/${host}_$program.tar.gz"
done
archive "$root" usr | xz -6 -T1 >"$new/$all.tar.xz"
"$top_srcdir/packaging/sbom.sh" "$root" >"$new/$all.spdx.json"
(cd "$new" && sha256sum -- *) >"$packages/SHA256SUMS.new"
rm -f "$packages"/*qemu-*-static.tar.gz "$packages"/qemu-user-static-*.tar.xz \
    "$packages"/*.spdx.json
mv "$new"/* "$packages"
mv "$packages/SHA256SUMS.new" "$packages/SHA256SUMS"
rmdir "$new"
echo "  TARBALLS   $(wc -l <"$packages/SHA256SUMS") files in $packages"
