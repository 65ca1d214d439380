#!/bin/sh
# SPDX-License-Identifier: MIT
# make check-roots: tests/packages/roots.t for what Debian 13 and 12 are released for and this
# machine is not, by both tools, one root after the other, so that other tests can have the machine
# in between. i386 in 13 and mips64el in 12 are the last of their kind; riscv64 came with 13.
#
# Input: that of tests/lib/lib.sh; $QB_ROOTS for other roots. Output: the table of roots.t;
# logs/roots/*.log in the build tree. Exit status: 1 if a point of a root failed.

set -eu
here=$(cd "$(dirname "$0")" && pwd)
logs=${top_builddir:?}/logs/roots
native=$(dpkg --print-architecture)

# roots: as words TOOL:SUITE:ARCHITECTURE.
roots()
{
    for row in bookworm:'arm64 armhf armel i386 ppc64el s390x mips64el amd64' \
        trixie:'arm64 armhf armel i386 ppc64el s390x riscv64 amd64'; do
        for arch in ${row#*:}; do
            # The mirror may have the lists of one suite only by half.
            case ${row%%:*} in bookworm) suites=bookworm ;; *) suites=${row%%:*},sid ;; esac
            [ "$arch" = "$native" ] || echo "debootstrap:$suites:$arch mmdebstrap:$suites:$arch"
        done
    done
}

mkdir -p "$logs"
failed=0
for row in ${QB_ROOTS:-$(roots)}; do
    log=$logs/$row.log
    QB_ROOTS=$row "$here/roots.t" >"$log" 2>&1 || {
        failed=1
        grep -E '^(not ok|Bail)' "$log" || :
    }
    : "${first=$row}"
    sed -n 's/^# table: //p' "$log" | if [ "$row" = "$first" ]; then cat; else sed 1d; fi
    grep '^ok .* # SKIP' "$log" | sed 's/^ok [0-9]* - //' || :
done
exit "$failed"
