#!/bin/sh
# SPDX-License-Identifier: MIT
# glib: libglib-2.0.a, its headers and its .pc file, and gmodule.h; not the object, module, thread
# and I/O libraries.
#
# uses: lib flags recipes/glib-install.py | cross PYTHON

. "${top_srcdir:?}/recipes/lib.sh"
. "$top_srcdir/recipes/flags.sh"
begin "$@"
! $up_to_date || exit 0
enter
meson=$top_builddir/deps/meson/meson.py

# glib remembers its prefix (for translations), so it gets that of every system, and the .pc file
# the real one.
meson_machine machine.ini
kind=${cross:+cross}
step CONFIGURE "$meson" setup "--${kind:-native}-file" machine.ini build "$src" \
    --prefix=/usr --libdir=lib --buildtype=plain --default-library=static --wrap-mode=nofallback \
    -Db_staticpic=false -Db_pie=true -Dauto_features=disabled -Dtests=false -Dxattr=false \
    -Dglib_debug=disabled
ninja_step BUILD build glib/libglib-2.0.a gmodule/gmodule-visibility.h
rm -rf "$prefix"
step INSTALL "$PYTHON" "$top_srcdir/recipes/glib-install.py" build "$prefix"
finish
