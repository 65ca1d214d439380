#!/bin/sh
# SPDX-License-Identifier: MIT
# Writes the spec file of the RPM packages to standard output.
#
#   spec.sh TARGET...     QEMU's names of the emulators, or ALL
#
# Versions, licences and archives come from sources/manifest, CPUs and their packages from
# register/cpus.def, what a build needs from tools/prerequisites. Input: $deps, if it is not
# 'bundled', as in recipes/settings.sh.

set -eu
LC_ALL=C
export LC_ALL
top_srcdir=$(cd "$(dirname "$0")/.." && pwd)
. "$top_srcdir/tools/manifest.sh"
cpus=$top_srcdir/tools/cpus.sh
list=$*
targets=$("$cpus" resolve "$list")
packages=$("$cpus" packages "$targets")

# tag NAME VALUE: a line of the preamble.
tag()
{
    printf '%-15s %s\n' "$1:" "$2"
}

licence()
{
    {
        echo MIT
        for name in $(manifest_linked); do manifest_licence "$name"; done
    } | all_licences
}

# sources: the authors' archives, each under the name that `configure --with-distfiles` looks for.
sources()
{
    number=1
    for name in $(manifest_names); do
        tag "Source$number" "$(manifest_origins "$name" |
            awk '$1 == "upstream" { print $3; exit }')"
        number=$((number + 1))
    done
}

# build_requires: Fedora's names of what configure and the recipes need.
build_requires()
{
    awk '$1 == "build" && $4 != "-" { print $4 }' "$top_srcdir/tools/prerequisites" | tr ',' '\n' |
        sort -u |
        while read -r package; do tag BuildRequires "$package"; done
}

families()
{
    echo "$packages" | awk '{ print $1 }' | uniq
}

# members FAMILY: what of it is a target, and what is a rule; both by name.
members()
{
    echo "$packages" | awk -v family="$1" '$1 == family { print $2 }'
}
programs()
{
    for name in $(members "$1"); do
        case " $targets " in *" $name "*) echo "$name" ;; esac
    done
}
rules()
{
    for name in $(members "$1"); do
        ! grep -q "^CPU($name," "$top_srcdir/register/cpus.def" || echo "qemu-$name"
    done | paste -s -d ' '
}

# family NAME: its sections.
family()
{
    echo
    echo "%package $1"
    tag Summary "QEMU user mode emulators of the CPU family $1, static"
    for name in $(manifest_linked); do
        [ "$name" = qemu ] || tag Provides "bundled($name) = $(manifest_version "$name")"
    done
    tag Requires '%{name}-common = %{evr}'
    # An older metapackage, also one that has the files themselves.
    tag Conflicts '%{name} < %{evr}'
    printf '\n%%description %s\n' "$1"
    echo "QEMU's user mode emulators for Linux programs of this family of CPUs, as static"
    echo "files, with the rules that make the kernel use them:"
    for program in $(programs "$1"); do echo "qemu-$program-static"; done
    printf '\n%%post %s\n%%{register %s}\n' "$1" "$(rules "$1")"
    printf '\n%%preun %s\n%%{unregister %s}\n' "$1" "$(rules "$1")"
    printf '\n%%files %s -f %s.files\n' "$1" "$1"
}

date=$(LC_ALL=C date -u -d "@$("$top_srcdir/tools/date.sh")" '+%a %b %d %Y')
options=
[ "$targets" = "$("$cpus" targets)" ] || options="--with-targets='$targets'"
while IFS= read -r line; do
    case $line in
        @SOURCES@) sources ;;
        @BUILDREQUIRES@) build_requires ;;
        @REQUIRES@)
            for name in $(families); do tag Requires "%{name}-$name%{?_isa} = %{evr}"; done
            ;;
        @FAMILIES@) for name in $(families); do family "$name"; done ;;
        *) printf '%s\n' "$line" ;;
    esac
done <"$top_srcdir/rpm/qemu-user-static.spec.in" |
    sed "s|@QEMU@|$(manifest_version qemu)|; s|@LICENSE@|$(licence)|
    s|@REVISION@|$(manifest_revision)|; s|@DATE@|$date|; s|@TARGETS@|$options|; s/ *\$//"
