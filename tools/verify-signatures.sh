#!/bin/sh
# SPDX-License-Identifier: MIT
# Checks OpenPGP signatures of the fetched archives where a key and a signature are at hand: in
# addition to the sums of the manifest, never instead of them.
#
#   verify-signatures.sh NAME...
#
# Two ways for each archive:
#   upstream  FILE.sig or FILE.asc beside the archive, and the author's key in $QB_KEYRING (a
#             keyring for gpgv)
#   debian    Debian's own chain: InRelease of a suite, signed by Debian's archive key, names the
#             sum of the index (Sources, Packages), and the index names the sum of the archive
# One line for each source. Exit status: 0 if no signature is bad (a source without one is told, and
# counted), 1 if one is bad or an index does not have the signed sum, 2 if there is nothing to check
# with.

set -eu
LC_ALL=C
export LC_ALL
. "${top_srcdir:?}/tools/common.sh"
. "$top_srcdir/tools/manifest.sh"
. "$top_srcdir/recipes/transfer.sh"
# shellcheck source=recipes/settings.sh.in
. "${top_builddir:?}/recipes/settings.sh"
program=$(transfer_program)
keyring=${QB_DEBIAN_KEYRING:-/usr/share/keyrings/debian-archive-keyring.gpg}
suites=${QB_DEBIAN_SUITES:-unstable testing stable}

command -v gpgv >/dev/null 2>&1 || die 2 'there is no gpgv (Debian: gpgv; Fedora: gnupg2)'
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
bad=0
unsigned=0

# get URL FILE: quietly; for indexes, which are verified by their signature.
get()
{
    rm -f "$2"
    transfer "$1" "$2" >/dev/null 2>&1 </dev/null
}

# index MIRROR SUITE PATH: the verified, unpacked index in $dir/SUITE-PATH; the file is empty if it
# cannot be had. Status 1 if a signature or a sum is bad.
index()
{
    index_file=$dir/$2-$(echo "$3" | tr / _)
    [ ! -f "$index_file" ] || return 0
    : >"$index_file"
    if [ ! -f "$dir/$2.release" ]; then
        get "$1/dists/$2/InRelease" "$dir/$2.InRelease" || return 0
        if ! gpgv --quiet --keyring "$keyring" --output "$dir/$2.release" "$dir/$2.InRelease" \
            2>"$dir/gpgv"; then
            echo "BAD signature: $1/dists/$2/InRelease: $(tail -n 1 "$dir/gpgv")" >&2
            return 1
        fi
    fi
    get "$1/dists/$2/$3.xz" "$dir/index.xz" || return 0
    signed=$(awk -v path="$3.xz" \
        '/^SHA256:/ { on = 1; next } /^[^ ]/ { on = 0 } on && $3 == path { print $1 }' \
        "$dir/$2.release")
    if [ "$(sha256 "$dir/index.xz")" != "$signed" ]; then
        echo "BAD sum: $1/dists/$2/$3.xz is not what the signed InRelease names" >&2
        return 1
    fi
    xz -dc "$dir/index.xz" >"$index_file"
}

# debian_chain SUM FILE: prints how the archive was verified, or nothing; status 1 if something is
# bad.
debian_chain()
{
    [ -f "$keyring" ] || return 0
    case $2 in *.deb) path=main/binary-amd64/Packages ;; *) path=main/source/Sources ;; esac
    for mirror in ${debian_mirror:-$("$top_srcdir/tools/mirror.sh")}; do
        case $mirror in *security*) continue ;; esac
        for suite in $suites; do
            index "${mirror%/}" "$suite" "$path" || return 1
            if grep -q "$1" "$index_file"; then
                echo "in Debian's index of $suite, signed by $(key_of "$dir/$suite.InRelease")"
                return 0
            fi
        done
    done
}

# key_of FILE: the name of a key that signed it.
key_of()
{
    gpgv --keyring "$keyring" "$1" 2>&1 >/dev/null |
        sed -n 's/.*Good signature from "\([^"]*\)".*/\1/p' | head -n 1
}

for name; do
    archive=$(cat "$top_builddir/stamps/$name.fetched")
    sum=$(sha256 "$archive")
    how=
    for signature in "$archive.sig" "$archive.asc"; do
        if [ ! -f "$signature" ] || [ -z "${QB_KEYRING-}" ]; then continue; fi
        if gpgv --quiet --keyring "$QB_KEYRING" "$signature" "$archive" 2>"$dir/gpgv"; then
            how="signed by its author ($(sed -n 's/.*Good signature from "\([^"]*\)".*/\1/p' \
                "$dir/gpgv" | head -n 1))"
        else
            printf '%s: BAD signature %s\n' "$name" "$signature" >&2
            sed 's/^/    /' "$dir/gpgv" >&2
            bad=1
        fi
    done
    [ -n "$how" ] || how=$(debian_chain "$sum" "${archive##*/}") || bad=1
    if [ -n "$how" ]; then
        printf '  %-9s%s: %s\n' "$name" "${archive##*/}" "$how"
    else
        unsigned=$((unsigned + 1))
        printf '  %-9s%s: no signature at hand; only its sum was verified\n' "$name" \
            "${archive##*/}"
    fi
done
[ "$bad" -eq 0 ] || exit 1
echo "$(($# - unsigned)) of $# verified by signature"
