#!/bin/sh
# SPDX-License-Identifier: MIT
# What the packages hold: this tree's emulators and all else that `make install` installs, below
# /usr.
#
#   root.sh ROOT
#
# ROOT is made anew. A second configured tree, packages/tree, takes the emulators of this one: none
# is built again, and it does not matter for which prefix this tree was configured.
# Input: $top_srcdir, $top_builddir, $MAKE; the caller holds the lock of packaging/lock.sh. Exit
# status: 1 if this tree cannot be packed.

set -eu
umask 022
. "${top_srcdir:?}/tools/common.sh"
. "${top_builddir:?}/recipes/settings.sh"
tree=$top_builddir/packages/tree
root=$1

[ -n "$targets" ] || die 1 "this tree builds no emulators (--with-targets)"
[ "$suffix" = -static ] ||
    die 1 "the packages are for emulators that end in -static (--with-suffix)"
[ "$(cd "$top_srcdir" && pwd -P)" != "$(cd "$top_builddir" && pwd -P)" ] ||
    die 1 "packages are made in a build folder of its own" \
        "make distclean; mkdir b; cd b; ../configure"

if [ ! -f "$tree/Makefile" ] ||
    [ -n "$(find "$top_builddir/config.status" -newer "$tree/Makefile")" ]; then
    rm -rf "$tree"
    mkdir -p "$tree"
    cd "$tree"
    eval "set -- $("$top_builddir/config.status" --config)"
    # shellcheck disable=SC2016 # for make
    "$top_srcdir/configure" "$@" -q ${distfiles:+"--with-distfiles=$distfiles"} \
        --with-emulators="$top_builddir/bin" --prefix=/usr --exec-prefix=/usr --bindir=/usr/bin \
        --sbindir=/usr/sbin --datarootdir=/usr/share --datadir=/usr/share --mandir=/usr/share/man \
        --with-binfmt=systemd >configure.log 2>&1 || {
        cat configure.log >&2
        die 1 "configure failed in $tree"
    }
fi
rm -rf "$root"
mkdir -p "$root"
${MAKE:-make} -C "$tree" -s --no-print-directory install-strip DESTDIR="$root" \
    >"$tree/install.log" 2>&1 ||
    {
        cat "$tree/install.log" >&2
        die 1 "make install-strip failed in $tree"
    }
"$top_srcdir/packaging/licences.sh" "$root/usr/share"
