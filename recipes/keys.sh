#!/bin/sh
# SPDX-License-Identifier: MIT
# Writes down what each step is made from, so that make sees by content what has changed.
#
#   keys.sh NAME...
#
# For each NAME two small files in stamps/, written only when their content changes:
#   NAME.source   the row of the manifest; for qemu also the patch queue, a sum a patch
#   NAME.how      the sum of the recipe and of what it sources, and each setting that they name

set -eu
. "${top_srcdir:?}/tools/manifest.sh"
settings=${top_builddir:?}/recipes/settings.sh
stamps=$top_builddir/stamps
recipes=$top_srcdir/recipes
if ! mkdir -p "$stamps" 2>/dev/null || [ ! -w "$stamps" ]; then
    echo "cannot write to $stamps: give the build tree to this user, or build elsewhere" >&2
    exit 1
fi

# keep FILE: standard input becomes FILE unless it is that already.
keep()
{
    cat >"$1.$$"
    if cmp -s "$1.$$" "$1"; then rm -f "$1.$$"; else mv "$1.$$" "$1"; fi
}

# source_of NAME
source_of()
{
    manifest_row "$1"
    [ "$1" != qemu ] || (cd "$top_srcdir/patches" && sed '/^#/d; /^$/d' series | xargs sha256sum series)
}

# how_of NAME
how_of()
{
    set -- "$recipes/$1.sh" "$recipes/$1"-*.py
    [ -f "$2" ] || set -- "$1"
    for shared in flags qemu-tree; do
        ! grep -q "recipes/$shared\.sh" "$1" || set -- "$@" "$recipes/$shared.sh"
    done
    [ "${1##*/}" != profile.sh ] || set -- "$@" "$top_srcdir/training/train.sh" "$top_srcdir/training/guest.c"
    cat "$@" | sha256sum
    grep '^[A-Za-z_]*=' "$settings" | while IFS= read -r line; do
        ! cat "$@" | grep -Eq "\\$\{?${line%%=*}([^A-Za-z_]|\$)" || printf '%s\n' "$line"
    done
}

for name; do
    case $name in profile | stage) ;; *) source_of "$name" | keep "$stamps/$name.source" ;; esac
    how_of "$name" | keep "$stamps/$name.how"
done
