#!/bin/sh
# SPDX-License-Identifier: MIT
# The licences in a package: ours, and that of each source linked into the emulators.
#
#   licences.sh SHARE     writes SHARE/licenses/qemu-user-static
#
# Input: $top_srcdir, $top_builddir. Exit status: 1 if the licence of a source is missing.

set -eu
umask 022
. "${top_srcdir:?}/tools/manifest.sh"
. "${top_builddir:?}/recipes/settings.sh"
licences=$1/licenses/qemu-user-static

mkdir -p "$licences"
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
    $found || {
        echo "licences.sh: $name: no licence in its source directory" >&2
        exit 1
    }
done
