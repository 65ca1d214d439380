#!/bin/sh
# SPDX-License-Identifier: MIT
# Makes src/qemu-quilt: pristine QEMU with quilt set up over patches/, to change the queue in. See HACKING.
#
# A tree that is already there is kept: it may hold somebody's work. Exit status 1 without quilt or archive.

set -eu
. "${top_srcdir:?}/tools/manifest.sh"
tree=${top_builddir:?}/src/qemu-quilt
archive=$(cat "$top_builddir/stamps/qemu.fetched")

command -v quilt >/dev/null 2>&1 || { echo 'patch-tree: there is no quilt (Debian and Fedora: quilt)' >&2; exit 1; }
if [ -d "$tree" ]; then
    echo "$tree is already there; remove it to begin anew"
    exit 0
fi
rm -rf "$tree.tmp"
mkdir -p "$tree.tmp/.pc"
tar -xf "$archive" -C "$tree.tmp" --strip-components=1 --no-same-owner
echo "$top_srcdir/patches" >"$tree.tmp/.pc/.quilt_patches"
echo series >"$tree.tmp/.pc/.quilt_series"
echo 2 >"$tree.tmp/.pc/.version"
mv "$tree.tmp" "$tree"
(cd "$tree" && quilt push -a -q --fuzz=0)
echo "edit in $tree; each change to a patch ends with: quilt refresh -p ab --no-timestamps --no-index"
