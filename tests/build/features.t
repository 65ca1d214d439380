#!/bin/sh
# SPDX-License-Identifier: MIT
# linux-user has all the features here that a default configure of the same QEMU gives it.
#
# Configures QEMU once more, with the same compiler and libraries and no choice of features, and
# compares what the two configurations define. features.def lists the differences, with reasons.

. "$(dirname "$0")/../lib/lib.sh"
need_source
need_prog python3 ninja
ours=$top_builddir/work/qemu/config-host.h
[ -f "$ours" ] || cannot_all "QEMU was not configured in this tree (--with-emulators)"

. "$top_builddir/recipes/settings.sh"
. "$top_srcdir/recipes/flags.sh"

# configure_default: in the current directory; whatever libraries the machine has beside ours are
# not seen by pkg-config, in both. The blobs, which Debian's archive lacks, are firmware.
configure_default()
{
    MESON=$top_builddir/deps/meson/meson.py PYTHONDONTWRITEBYTECODE=1 PKG_CONFIG="$PKG_CONFIG" \
        "$QB_QEMU/configure" --python="$PYTHON" --ninja="$NINJA" --cc="$cc" \
        --host-cc="$CC_FOR_BUILD" ${cross:+--cross-prefix="$cross_prefix-"} --static \
        --disable-download --disable-install-blobs --target-list="${targets%% *}-linux-user"
}

# defined FILE: the names that it defines.
defined()
{
    sed -n 's/^#define \([A-Za-z0-9_]*\).*/\1/p' "$1" | sort -u
}

mkdir "$tmp/default"
cd "$tmp/default"
rc=0
configure_default >"$tmp/log" 2>&1 || rc=$?
[ "$rc" -eq 0 ] || framework_failure_ "QEMU's default configuration: $(tail -n 20 "$tmp/log")"

# unexplained: the names on standard input that no row of features.def fits.
unexplained()
{
    while read -r name; do
        sed '/^#/d; s/ .*//' "$top_srcdir/tests/build/features.def" >"$tmp/patterns"
        explained=false
        while read -r pattern; do
            # shellcheck disable=SC2254 # a pattern
            case $name in $pattern) explained=true ;; esac
        done <"$tmp/patterns"
        $explained || echo "$name"
    done
}

defined config-host.h >"$tmp/theirs"
defined "$ours" >"$tmp/ours"
ok "both define most names" test "$(comm -12 "$tmp/theirs" "$tmp/ours" | wc -l)" -ge 90
is "$(comm -23 "$tmp/theirs" "$tmp/ours" | unexplained)" "" \
    "a default configure of QEMU defines nothing that ours lacks without a reason"
is "$(comm -13 "$tmp/theirs" "$tmp/ours" | unexplained)" "" "ours defines nothing besides"
for config in *-linux-user-config-target.h; do
    ok "$config is the same" cmp "$config" "$top_builddir/work/qemu/$config"
done
is "$(sed '/^#/d; s/ .*//' "$top_srcdir/tests/build/features.def" | sort | uniq -d)" "" \
    "features.def has each name once"
ok "extended attributes are there" grep -qx CONFIG_ATTR "$tmp/ours"
done_testing
