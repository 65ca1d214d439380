#!/bin/sh
# SPDX-License-Identifier: MIT
# Prints the steps of the build in their order, with versions: show-plan.sh NAME...

set -eu
. "${top_srcdir:?}/tools/manifest.sh"
. "$top_srcdir/tools/series.sh"
# shellcheck source=recipes/settings.sh.in
. "${top_builddir:?}/recipes/settings.sh"

# shellcheck disable=SC2154 # a setting
[ -n "$targets" ] || {
    echo 'nothing is built: --with-targets=none'
    exit 0
}
for name; do
    printf 'fetch   %s %s\nunpack  %s\n' "$name" "$(manifest_version "$name")" "$name"
    [ "$name" != qemu ] || series_names "$topics" | sed 's/^/  patch /'
done
# shellcheck disable=SC2154
[ -z "$training" ] || printf 'train   %s\n' "$training"
for name in meson zlib libffi pcre2 glib qemu; do
    case " $* " in *" $name "*) printf 'build   %s %s\n' "$name" \
        "$(manifest_version "$name")" ;; esac
done
printf 'stage   %s\n' "$(echo "$targets" | wc -w | tr -d ' ') emulators in bin/: $targets"
