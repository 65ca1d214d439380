#!/bin/sh
# SPDX-License-Identifier: MIT
# Writes what the emulators are made of, as SPDX 2.3 in JSON, to standard output.
#
#   sbom.sh ROOT                ROOT is what make install has installed
#   sbom.sh --document FACTS    what a file of facts says
#
# packaging/facts.sh finds the facts, packaging/sbom.jq gives them their form. Input: $top_srcdir,
# $top_builddir.

set -eu
LC_ALL=C
export LC_ALL
me=sbom.sh
. "${top_srcdir:?}/tools/common.sh"
. "$top_srcdir/tools/manifest.sh"
command -v jq >/dev/null || die 1 "jq is missing (package jq)"

# document FACTS
document()
{
    jq -R -n -S -L "$top_srcdir/packaging" --arg content "$(sha256 "$1")" \
        --arg verification "$(awk -F '\t' '$1 == "file" { print $3 }' "$1" | sort | tr -d '\n' |
            sha1sum | cut -d ' ' -f 1)" \
        -f "$top_srcdir/packaging/sbom.jq" "$1"
}

case $1 in
    --document) document "$2" ;;
    *)
        facts=$(mktemp)
        trap 'rm -f "$facts"' EXIT
        "$top_srcdir/packaging/facts.sh" --build >"$facts"
        "$top_srcdir/packaging/facts.sh" --files "$1" >>"$facts"
        document "$facts"
        ;;
esac
