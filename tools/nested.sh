#!/bin/sh
# SPDX-License-Identifier: MIT
# Configures another build of the emulators below this build tree, with the same answers but for
# some.
#
#   nested.sh DIR OPTION...
#
# DIR is below the build tree, made if it is missing; OPTIONs of configure are added to those of
# this tree, and win. What this tree has fetched is found there. Sources that it has unpacked are
# there, too, as links to the same files, and libraries that it has built are copied, if they are by
# the same compiler: the keys of their steps tell whether they are the same. It is configured again
# only when the options have changed. Then `make -C DIR stamps/stage` builds.
#
# Input: $top_srcdir, $top_builddir. Exit status: that of configure.

set -eu
cd "${top_builddir:?}"
dir=$1
shift

# setting NAME TREE: an answer of configure there.
setting()
{
    sed -n "s/^$1='\(.*\)'\$/\1/p" "$2/recipes/settings.sh"
}

# share_source STEP: what this tree has unpacked for that step, unless it is there.
share_source()
{
    [ -f "stamps/$1.src" ] || return 0
    ! cmp -s "stamps/$1.src" "$dir/stamps/$1.src" || return 0
    rm -f "$dir/stamps/$1.src"
    for source in "src/$1"-[0-9]*; do
        case $source in *.tmp) continue ;; esac
        [ -d "$source" ] || continue
        # Links to files, not to the directory: the paths that get into objects stay the same.
        rm -rf "${dir:?}/$source"
        cp -Rpl "$source" "$dir/$source" 2>/dev/null || {
            rm -rf "${dir:?}/$source"
            cp -Rp "$source" "$dir/$source"
        }
        cp -p "stamps/$1.source" "stamps/$1.fetched" "stamps/$1.src" "$dir/stamps"
    done
}

# share_result STEP: what this tree has made in that step, unless something is there.
share_result()
{
    [ -f "stamps/$1" ] && [ -d "deps/$1" ] && [ ! -d "$dir/deps/$1" ] || return 0
    rm -rf "$dir/deps.tmp"
    cp -Rp "deps/$1" "$dir/deps.tmp"
    mv "$dir/deps.tmp" "$dir/deps/$1"
    cp -p "stamps/$1" "stamps/$1.how" "$dir/stamps"
}

# The options are words that configure has quoted for the shell. Emulators of another tree are not
# what is wanted here; a directory may be named as seen from this tree.
options=$(./config.status --config)
distfiles=$(setting distfiles .)
[ -n "$distfiles" ] || {
    distfiles=$PWD/distfiles
    mkdir -p "$distfiles"
}
eval "set -- $options --with-emulators=no --with-distfiles='$distfiles' \"\$@\""
mkdir -p "$dir/stamps" "$dir/src" "$dir/deps"
printf '%s\n' "$@" >"$dir/.options.new"
if [ ! -f "$dir/Makefile" ] || ! cmp -s "$dir/.options.new" "$dir/.options"; then
    (cd "$dir" && "${top_srcdir:?}/configure" -q "$@")
fi
mv "$dir/.options.new" "$dir/.options"

# Of QEMU's source the patches are a part.
same=
[ "$(setting topics .)" != "$(setting topics "$dir")" ] || same=qemu
for step in meson zlib libffi pcre2 glib $same; do share_source "$step"; done
same='zlib libffi pcre2 glib'
[ "$(setting CC .)" = "$(setting CC "$dir")" ] || same=
for step in meson $same; do share_result "$step"; done
