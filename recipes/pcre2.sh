#!/bin/sh
# SPDX-License-Identifier: MIT
# pcre2: the 8-bit static library only, for glib's GRegex.
#
# uses: lib flags | build host AR RANLIB LDFLAGS

. "${top_srcdir:?}/recipes/lib.sh"
. "$top_srcdir/recipes/flags.sh"
begin "$@"
! $up_to_date || exit 0
enter

step CONFIGURE "$src/configure" --build="$build" --host="$host" --prefix="$prefix" \
    --libdir="$prefix/lib" --disable-shared --enable-static --with-pic=no --disable-jit \
    --disable-pcre2grep-libz CC="$cc" AR="$AR" RANLIB="$RANLIB" CFLAGS="$flags -fPIE" \
    LDFLAGS="$LDFLAGS"
step BUILD run_make libpcre2-8.la
rm -rf "$prefix"
step INSTALL run_make install-libLTLIBRARIES install-nodist_includeHEADERS install-pkgconfigDATA \
    lib_LTLIBRARIES=libpcre2-8.la pkgconfig_DATA=libpcre2-8.pc
rm -f "$prefix"/lib/*.la
finish
