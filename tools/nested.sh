#!/bin/sh
# SPDX-License-Identifier: MIT
# Configures another build of the emulators below this build tree, with the same answers but for
# some.
#
#   nested.sh DIR OPTION...
#
# DIR is below the build tree, made if it is missing; OPTIONs of configure are added to those of
# this tree, and win. Libraries that this tree has built are copied: the keys of their steps tell
# whether they are the same. It is configured again only when the options have changed. Then
# `make -C DIR stamps/stage` builds.
#
# Input: $top_srcdir, $top_builddir. Exit status: that of configure.

set -eu
cd "${top_builddir:?}"
dir=$1
shift
options=$(./config.status --config)
# The options are words that configure has quoted for the shell. Emulators of another tree are not
# what is wanted here.
eval "set -- $options --with-emulators=no \"\$@\""
mkdir -p "$dir/stamps"
if [ -d deps/glib ] && [ ! -d "$dir/deps" ]; then
    cp -Rp deps "$dir/deps.tmp"
    mkdir -p "$dir/src"
    for step in meson zlib libffi pcre2 glib; do
        cp -p "stamps/$step" "stamps/$step".* "$dir/stamps" 2>/dev/null || :
        # The sources, for a step that has to be done again after all.
        rm -f "$dir/stamps/$step.lock" "$dir/stamps/$step.src"
        for source in "src/$step"-[0-9]*; do
            [ -d "$source" ] || continue
            ln -sfn "../../$source" "$dir/src/${source#src/}"
            cp -p "stamps/$step.src" "$dir/stamps"
        done
    done
    mv "$dir/deps.tmp" "$dir/deps"
fi
printf '%s\n' "$@" >"$dir/.options.new"
if [ ! -f "$dir/Makefile" ] || ! cmp -s "$dir/.options.new" "$dir/.options"; then
    (cd "$dir" && "${top_srcdir:?}/configure" -q "$@")
fi
mv "$dir/.options.new" "$dir/.options"
