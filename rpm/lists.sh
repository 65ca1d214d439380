#!/bin/sh
# SPDX-License-Identifier: MIT
# Sorts what is installed into the RPM packages: lists for %files -f.
#
#   lists.sh ROOT FOLDER     writes FOLDER/PACKAGE.files for every package of what is below ROOT
#
# A file belongs to the family of the CPU in its name; there is no other list. Exit status: 1 if a
# file belongs to no package.

set -eu
LC_ALL=C
export LC_ALL
top_srcdir=$(cd "$(dirname "$0")/.." && pwd)

rm -f "$2"/*.files
{
    "$top_srcdir/tools/cpus.sh" packages
    (cd "$1" && find . -type d -printf 'dir %P\n' -o -printf 'file %P\n' | sort)
} | awk -v folder="$2" '
    $1 != "dir" && $1 != "file" { package[$2] = $1; next }
    {
        path = "/" $2
        name = path
        sub(/.*\//, "", name)
    }
    # Folders that are ours, and those of others that need not be there when we come.
    $1 == "dir" {
        if (name == "qemu-user-static" || path ~ /\/qemu-user-static\// || name == "binfmt.d")
            print "%dir " path > (folder "/common.files")
        if (path ~ /\/bash-completion/) print "%dir " path > (folder "/qemu-binfmt-conf.files")
        next
    }
    {
        sub(/\.gz$/, "", name)
        cpu = name
        sub(/^qemu-/, "", cpu)
        sub(/\.(1|conf)$/, "", cpu)
        sub(/-static$/, "", cpu)
        if (path ~ /\/licenses\/qemu-user-static\//) { path = "%license " path; to = "common" }
        else if (path ~ /\/doc\/qemu-user-static\//) { path = "%doc " path; to = "common" }
        else if (name ~ /^qemu-user-(static\.1|seed(\.8)?)$/) to = "common"
        else if (name ~ /^qemu-binfmt-conf(\.8)?$/) to = "qemu-binfmt-conf"
        else if (name ~ /^qemu-/ && cpu in package) to = package[cpu]
        else { print "lists.sh: no package for " path > "/dev/stderr"; bad = 1; next }
        print path > (folder "/" to ".files")
    }
    END { exit bad }'
