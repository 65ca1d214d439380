#!/bin/sh
# SPDX-License-Identifier: MIT
# Fetches packages of Debian of any suite and architecture, verified by apt against Debian's archive
# keys.
#
#   debian.sh SUITE,... ARCHITECTURE FOLDER PACKAGE...
#
# Prints the path of each package in FOLDER, in the order of the arguments. The first of the suites,
# and of the mirrors of tools/mirror.sh, that has all of them is taken: a port is not in every
# suite, and a mirror may be between two states of one. A package that is already in FOLDER with the
# right checksum is not fetched again. apt has a state of its own for this; of the machine's
# configuration it keeps only how to reach the network. A suite without a valid signature, and an
# index or a package that does not match it, is refused.
#
# Exit status: 0; 1 if no suite on no mirror has all packages, with what apt said on standard error;
# 2 for a wrong call; 3 if apt, dpkg or the keys are missing. Environment: QB_DEBIAN_KEYRING, the
# keys (default: those of debian-archive-keyring); QB_DEBIAN_MIRROR, see mirror.sh.

set -eu
LC_ALL=C
export LC_ALL
here=$(cd "$(dirname "$0")" && pwd)
. "$here/common.sh"
[ $# -ge 4 ] || die 2 'debian.sh SUITE,... ARCHITECTURE FOLDER PACKAGE...'
suites=$1 arch=$2 folder=$3
shift 3
keyring=${QB_DEBIAN_KEYRING:-/usr/share/keyrings/debian-archive-keyring.gpg}
for program in apt-get dpkg-deb; do
    command -v "$program" >/dev/null 2>&1 || die 3 "there is no $program on this machine"
done
[ -r "$keyring" ] || die 3 "there is no $keyring (package debian-archive-keyring)"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 130' HUP INT TERM

# apt ARGUMENT...: apt-get for that architecture alone, with nothing of this machine's sources, keys
# and packages.
apt()
{
    apt-get -q -o Dir::State="$tmp/state" -o Dir::State::status="$tmp/status" \
        -o Dir::Cache="$tmp/cache" -o Dir::Etc::SourceList="$tmp/sources.list" \
        -o Dir::Etc::SourceParts=/dev/null -o Dir::Etc::Preferences=/dev/null \
        -o Dir::Etc::PreferencesParts=/dev/null -o Dir::Etc::Trusted=/dev/null \
        -o Dir::Etc::TrustedParts=/dev/null -o APT::Architecture="$arch" \
        -o APT::Architectures="$arch" -o APT::Default-Release= \
        -o APT::Get::AllowUnauthenticated=false -o Acquire::AllowInsecureRepositories=false \
        -o Acquire::AllowWeakRepositories=false \
        -o Acquire::AllowDowngradeToInsecureRepositories=false -o Acquire::Languages=none \
        -o Acquire::Retries=2 -o APT::Sandbox::User=root "$@"
}

# update MIRROR SUITE: the verified index of that suite.
update()
{
    rm -rf "$tmp/state" "$tmp/cache"
    mkdir -p "$tmp/state/lists/partial" "$tmp/cache/archives/partial"
    : >"$tmp/status"
    echo "deb [signed-by=$keyring] $1 $2 main" >"$tmp/sources.list"
    apt update >>"$tmp/log" 2>&1
}

# download PACKAGE: prints its path; it is there under its name only with the checksum that the
# index has.
download()
{
    apt download --print-uris "$1" >"$tmp/uri" 2>>"$tmp/log" || return 1
    # 'ADDRESS' FILE SIZE SHA256:CHECKSUM; in FILE the epoch of the version is escaped, in ADDRESS
    # there is none.
    read -r address file size checksum <"$tmp/uri" || return 1
    case $checksum in SHA256:*) ;; *) return 1 ;; esac
    name=${address##*/} name=${name%\'}
    checksum="${checksum#SHA256:}  $folder/$name"
    if ! echo "$checksum" | sha256sum --check --quiet >/dev/null 2>&1; then
        rm -rf "$tmp/new"
        mkdir "$tmp/new"
        (cd "$tmp/new" && apt download "$1") >>"$tmp/log" 2>&1 || return 1
        cp "$tmp/new/$file" "$folder/$name.$$" && mv "$folder/$name.$$" "$folder/$name"
        echo "$checksum" | sha256sum --check --quiet >>"$tmp/log" 2>&1 || {
            rm -f "$folder/$name"
            return 1
        }
    fi
    echo "$folder/$name"
}

# download_all PACKAGE...
download_all()
{
    for package; do download "$package" || return 1; done
}

mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
: >"$tmp/log"
"$here/mirror.sh" >"$tmp/mirrors"
for suite in $(echo "$suites" | tr ',' ' '); do
    while read -r mirror; do
        case $mirror in *security*) continue ;; esac
        if update "$mirror" "$suite" </dev/null && download_all "$@" >"$tmp/files" </dev/null; then
            cat "$tmp/files"
            exit 0
        fi
    done <"$tmp/mirrors"
done
die 1 "no $* of Debian ($suites) for $arch" "$(grep "^[EW]: " "$tmp/log" | tail -n 3)"
