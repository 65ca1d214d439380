#!/bin/sh
# SPDX-License-Identifier: MIT
# libffi: the static library only. glib's build asks for it (its object system, which no emulator
# contains).
#
# uses: lib flags | build host AR RANLIB LDFLAGS

. "${top_srcdir:?}/recipes/lib.sh"
. "$top_srcdir/recipes/flags.sh"
begin "$@"
! $up_to_date || exit 0
enter

# The tag of the repository has no configure script, the release file has.
if [ ! -x "$src/configure" ]; then
    cp -R "$src" source
    step AUTORECONF autoreconf -fi source
    src=$work/source
fi
mkdir -p build
cd build
step CONFIGURE "$src/configure" --build="$build" --host="$host" --prefix="$prefix" \
    --libdir="$prefix/lib" --disable-shared --enable-static --with-pic=no --disable-docs \
    --disable-multi-os-directory CC="$cc" AR="$AR" RANLIB="$RANLIB" CFLAGS="$flags -fPIE" \
    LDFLAGS="$LDFLAGS"
step BUILD run_make
rm -rf "$prefix"
step INSTALL run_make install
rm -f "$prefix"/lib/*.la
finish
