#!/bin/sh
# SPDX-License-Identifier: MIT
# Meson, a build tool: deps/meson/meson.py with its modules beside it, whichever origin it came
# from.
#
# uses: lib | PYTHON

. "${top_srcdir:?}/recipes/lib.sh"
begin "$@"
! $up_to_date || exit 0
enter

# arrange: the release file has this shape already; Debian's package spreads it over /usr.
arrange()
{
    if [ -f "$src/meson.py" ]; then
        main=$src/meson.py modules=$src/mesonbuild
    else
        main=$src/usr/bin/meson modules=$src/usr/lib/python3/dist-packages/mesonbuild
    fi
    {
        echo "#!$PYTHON"
        sed 1d "$main"
    } >meson.py
    chmod +x meson.py
    cp -R "$modules" .
    ./meson.py --version | grep -qx "$version"
}

step INSTALL arrange
rm -rf "$prefix"
mkdir -p "${prefix%/*}"
mv "$work" "$prefix"
finish
