#!/bin/sh
# SPDX-License-Identifier: MIT
# QEMU: one configured tree, the linux-user emulators of the chosen targets and nothing else.

. "${top_srcdir:?}/recipes/lib.sh"
. "$top_srcdir/recipes/flags.sh"
begin "$@"
enter

list=''
programs=''
for target in $targets; do
    list=${list:+$list,}$target-linux-user
    programs="$programs qemu-$target"
done

# MESON: ours, without a Python environment (see patches/). PYTHONHASHSEED: generators write the same each time.
MESON=$top_builddir/deps/meson/meson.py
PYTHONHASHSEED=0
PYTHONDONTWRITEBYTECODE=1
export MESON PYTHONHASHSEED PYTHONDONTWRITEBYTECODE

if $fresh; then
    # The word lists are for QEMU's configure to split.
    step CONFIGURE env CFLAGS="$CFLAGS" LDFLAGS="$LDFLAGS" PKG_CONFIG="$PKG_CONFIG" \
        AR="$AR" RANLIB="$RANLIB" STRIP="$STRIP" NM="$NM" OBJCOPY="$OBJCOPY" READELF="$READELF" \
        "$src/configure" --prefix=/usr --python="$PYTHON" --ninja="$NINJA" \
        --cc="$cc" --host-cc="$CC_FOR_BUILD" ${cross:+--cross-prefix="$cross_prefix-"} \
        --extra-cflags="$debug_cflags $harden_cflags $size_cflags $speed_cflags -ffile-prefix-map=$top_builddir=." \
        --extra-ldflags="$size_ldflags" \
        --target-list="$list" --static --enable-pie --enable-linux-user --disable-system \
        --without-default-features --enable-stack-protector --disable-debug-info --disable-werror \
        --disable-docs --disable-tools --disable-guest-agent --disable-plugins --disable-install-blobs \
        --disable-download --disable-containers --disable-rust ${lto:+--enable-lto} \
        -Dhexagon_idef_parser="$idef_parser"
    configured
fi
# shellcheck disable=SC2086 # a list of names
ninja_step BUILD . $programs
finish
