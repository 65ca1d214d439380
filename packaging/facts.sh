#!/bin/sh
# SPDX-License-Identifier: MIT
# What the emulators of a build tree are made of: facts, a line each, with tabs, for sbom.sh and for
# images/.
#
#   facts.sh --build         of the build: the archives that were fetched, the queue, the compiler
#                            and its libraries
#   facts.sh --files ROOT    of the programs in ROOT
#
# The columns are described where each fact is made, and named in facts.jq. What is of the system is
# asked of its packages. Input: $top_srcdir, $top_builddir, that of the emulators.

set -eu
LC_ALL=C
export LC_ALL
. "${top_builddir:?}/recipes/settings.sh"
. "${top_srcdir:?}/tools/manifest.sh"
. "$top_srcdir/tools/series.sh"

fact()
{
    printf '%s' "$1"
    shift
    printf '\t%s' "$@"
    echo
}

# sources: "source NAME VERSION LICENCE ROLE FILE SHA256 URL ORIGIN", of the archive that was
# unpacked.
sources()
{
    for name in $(manifest_linked) meson; do
        role=linked
        [ "$name" != meson ] || role=tool
        archive=$(cat "$top_builddir/stamps/$name.fetched")
        manifest_origins "$name" | while read -r kind sum location file; do
            [ "$file" = "${archive##*/}" ] || continue
            # The authors' address if these are their bytes, wherever they came from.
            url=$(manifest_origins "$name" |
                awk -v sum="$sum" '$1 == "upstream" && $2 == sum { print $3; exit }')
            fact source "$name" "$(manifest_version "$name")" "$(manifest_licence "$name")" \
                "$role" "$file" "$sum" "${url:-NOASSERTION}" "$kind: $location"
        done | head -n 1
    done
}

# file KIND PATH NAME: "KIND NAME SHA1 SHA256".
file()
{
    fact "$1" "$3" "$(sha1sum <"$2" | cut -d ' ' -f 1)" "$(sha256 "$2")"
}

# system NAME ROLE LICENCE FILE VERSION: "system NAME VERSION LICENCE ROLE PURL" for what FILE is
# of. The version is that of the distribution's package, if there is one.
system()
{
    path=$(readlink -f "$4")
    id=$(sed -n 's/^ID=//p' /etc/os-release 2>/dev/null | tr -d '"')
    if owner=$(dpkg-query -S "$path" 2>/dev/null); then
        found=$(dpkg-query -W -f '${source:Package} ${source:Version}\n' "${owner%%: *}" |
            head -n 1)
        fact system "$1" "${found#* }" "$3" "$2" \
            "pkg:deb/${id:-debian}/${found% *}@${found#* }?arch=source"
    elif owner=$(rpm -qf --qf '%{NAME} %{VERSION}-%{RELEASE}' "$path" 2>/dev/null); then
        fact system "$1" "${owner#* }" "$3" "$2" "pkg:rpm/${id:-fedora}/${owner% *}@${owner#* }"
    else
        fact system "$1" "$5" "$3" "$2" "pkg:generic/$1@$5"
    fi
}

# compiled MACRO...: what the preprocessor makes of them.
compiled()
{
    printf '#include <features.h>\n%s\n' "$*" | $CC -E -P - 2>/dev/null | tail -n 1 | tr -d ' "'
}

# build_facts: all but the files. "product NAME VERSION HOST DATE" is what is made.
build_facts()
{
    fact product qemu-user-static "$(manifest_release)" "$host_cpu" \
        "$(date -u -d "@$("$top_srcdir/tools/date.sh")" +%Y-%m-%dT%H:%M:%SZ)"
    sources
    series_names "$topics" | while read -r patch; do
        file patch "$top_srcdir/patches/$patch" "$patch"
    done
    system libc linked LGPL-2.1-or-later "$($CC -print-file-name=libc.a)" \
        "$(compiled __GLIBC__.__GLIBC_MINOR__)"
    system libgcc linked 'GPL-3.0-or-later WITH GCC-exception-3.1' \
        "$($CC -print-libgcc-file-name)" "$($CC -dumpversion)"
    system compiler tool GPL-3.0-or-later "$(command -v "${CC%% *}")" "$($CC -dumpversion)"
    system binutils tool GPL-3.0-or-later "$(command -v "$($CC -print-prog-name=ld)")" \
        "$($CC -Wl,--version 2>/dev/null | sed -n '1s/.* //p')"
}

# file_facts ROOT: the programs; /register is that of the container images.
file_facts()
{
    (cd "$1" && find . -type f \( -path './usr/bin/*' -o -path './usr/sbin/*' -o \
        -path ./register \) | sed 's,^\./,,' | sort) |
        while read -r path; do file file "$1/$path" "$path"; done
}

case $1 in
    --build) build_facts ;;
    --files) file_facts "$2" ;;
esac
