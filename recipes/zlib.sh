#!/bin/sh
# SPDX-License-Identifier: MIT
# zlib: the static library only. QEMU's build asks for it even where no emulator calls it.
#
# uses: lib flags | cross_prefix AR RANLIB

. "${top_srcdir:?}/recipes/lib.sh"
. "$top_srcdir/recipes/flags.sh"
begin "$@"
! $up_to_date || exit 0
enter

# Debian's archive lacks what zlib has of its own for vectors of s390x.
step CONFIGURE env CHOST="$cross_prefix" CC="$cc" AR="$AR" RANLIB="$RANLIB" CFLAGS="$flags -fPIE" \
    "$src/configure" --static --disable-crcvx --prefix="$prefix"
step BUILD run_make libz.a
rm -rf "$prefix"
step INSTALL run_make install
finish
