#!/bin/sh
# SPDX-License-Identifier: MIT
# Prints the base URLs of the Debian mirrors that this machine's own apt configuration names, one
# per line.
#
# Environment: QB_DEBIAN_MIRROR, one or more URLs to print instead, separated by blanks.
# Output: nothing (and status 0) where there is no apt. A base URL ends without a slash and is
# followed by "/pool/main/...". Mirrors of security updates come last: they have no main pool for
# most sources.

set -eu
if [ -n "${QB_DEBIAN_MIRROR-}" ]; then
    printf '%s\n' "$QB_DEBIAN_MIRROR" | tr ' ' '\n' | sed 's,/*$,,; /^$/d'
    exit 0
fi
command -v apt-get >/dev/null 2>&1 || exit 0

# shellcheck disable=SC2016 # $(…) is apt's own syntax
apt-get indextargets --format '$(REPO_URI)' 2>/dev/null |
    sed -n 's,/*$,,; /^\(https\{0,1\}\|file\):/p' | awk '!seen[$0]++' |
    awk '/security/ { later = later $0 "\n"; next } { print } END { printf "%s", later }'
