#!/bin/sh
# SPDX-License-Identifier: MIT
# make provenance: how the packages and archives in packages/ were built, as an in-toto statement
# (SLSA 1): their checksums; all sources and patches, the compiler, the revision.
#
# Output: packages/qemu-user-static-VERSION-HOST.provenance.json. It is not signed itself; `make
# repository` signs the sums of all that it publishes. Input: $top_srcdir, $top_builddir;
# $BUILDER, a URI of who builds, such as that of a run of CI. Exit status: 1 if there is nothing
# that it could be about.

set -eu
umask 022
LC_ALL=C
export LC_ALL
. "${top_builddir:?}/recipes/settings.sh"
. "${top_srcdir:?}/tools/common.sh"
. "$top_srcdir/tools/manifest.sh"
. "$top_srcdir/packaging/statement.sh"
# shellcheck disable=SC2034 # for die
me='make provenance'
command -v jq >/dev/null || die 1 "jq is missing (package jq)"
packages=$top_builddir/packages
. "$top_srcdir/packaging/lock.sh"
lock_packages "$me"

# subjects: "SHA256  NAME" of what is published.
subjects()
{
    (cd "$packages" && find . -maxdepth 1 -type f \( -name '*.deb' -o -name '*.rpm' -o \
        -name '*.tar.[gx]z' -o -name '*.spdx.json' \) | sed 's,^\./,,' | sort |
        xargs -r sha256sum --)
}

subjects=$(subjects)
[ -n "$subjects" ] || die 1 "nothing is in $packages" 'make deb rpm tarballs'
host=$("$top_srcdir/tools/cpus.sh" platform "$host_cpu")
facts=$(mktemp)
trap 'rm -f "$facts"' EXIT
"$top_srcdir/packaging/facts.sh" --build >"$facts"
out=$packages/qemu-user-static-$(manifest_release)-$host_cpu.provenance.json
# shellcheck disable=SC2016 # $ is jq's
echo "$subjects" | jq -R -n --arg version "$(manifest_release)" --arg revision "$(revision)" \
    --argjson host "$(build_of "${host#* }")" \
    --arg builder "${BUILDER:-urn:qemu-user-static:unknown-builder}" '{
        subjects: [inputs | split("  ") | {name: .[1], digest: .[0]}],
        type: "packages", parameters: {$version, hosts: [$host]}, $revision, $builder
    }' | statement "$facts" >"$out.new"
mv "$out.new" "$out"
echo "  PROVENANCE $(echo "$subjects" | wc -l) files, in $out"
