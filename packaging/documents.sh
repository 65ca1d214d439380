#!/bin/sh
# SPDX-License-Identifier: MIT
# The documents of a package: ours, and the licence of each source that is in the emulators.
#
#   documents.sh SHARE     writes SHARE/doc/qemu-user-static and SHARE/licenses/qemu-user-static
#
# Input: $top_srcdir, $top_builddir. Exit status: 1 if a source without its licence is among them.

set -eu
umask 022
. "${top_srcdir:?}/tools/manifest.sh"
. "${top_builddir:?}/recipes/settings.sh"
doc=$1/doc/qemu-user-static
licences=$1/licenses/qemu-user-static

mkdir -p "$doc" "$licences"
install -m 644 "$top_srcdir/README.md" "$top_srcdir/NEWS" "$doc"
install -m 644 "$top_srcdir/COPYING" "$licences"
for name in $(manifest_linked); do
    found=false
    for file in "$top_builddir/src/$name-$(manifest_version "$name")"/[CL][OI][PC][YE]*; do
        case ${file##*/} in
            COPYING* | LICEN[CS]E | LICEN[CS]E.*) [ -f "$file" ] || continue ;;
            *) continue ;;
        esac
        mkdir -p "$licences/$name"
        install -m 644 "$file" "$licences/$name"
        found=true
    done
    $found || { echo "documents.sh: $name: no licence in its source folder" >&2; exit 1; }
done
