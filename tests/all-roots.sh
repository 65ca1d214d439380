#!/bin/sh
# SPDX-License-Identifier: MIT
# The roots of make check-roots, as words TOOL:SUITE:ARCHITECTURE: what Debian 13 and 12 are released for and this machine is
# not. i386 in 13 and mips64el in 12 are the last of their kind; riscv64 came with 13.

set -eu
native=$(dpkg --print-architecture)
for row in trixie:'arm64 armhf armel i386 ppc64el s390x riscv64 amd64' bookworm:'arm64 armhf armel i386 ppc64el s390x mips64el amd64'; do
    for arch in ${row#*:}; do
        [ "$arch" = "$native" ] || printf 'debootstrap:%s:%s mmdebstrap:%s:%s ' "${row%%:*}" "$arch" "${row%%:*}" "$arch"
    done
done
