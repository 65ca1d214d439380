# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# How a tree of QEMU is configured: the emulators of some targets and nothing else. For qemu.sh and
# profile.sh.
#
# uses: | CC_FOR_BUILD CFLAGS LDFLAGS debug_cflags harden_cflags size_cflags speed_cflags
# uses: | size_ldflags AR RANLIB STRIP NM OBJCOPY READELF PKG_CONFIG PYTHON NINJA cross cross_prefix
# uses: | idef_parser pie

# MESON: ours, without a Python environment (see patches/). PYTHONHASHSEED: generators write the
# same each time.
MESON=$top_builddir/deps/meson/meson.py
PYTHONHASHSEED=0
PYTHONDONTWRITEBYTECODE=1
export MESON PYTHONHASHSEED PYTHONDONTWRITEBYTECODE

# configure_tree TARGETS CFLAGS OPTION...: in the current folder.
configure_tree()
{
    list=
    for target in $1; do list=${list:+$list,}$target-linux-user; done
    qemu_cflags="$debug_cflags $harden_cflags $size_cflags $speed_cflags $prefix_maps $2"
    if [ -n "$pie" ]; then pie_option=--enable-pie; else pie_option=--disable-pie; fi
    shift 2
    # The word lists are for QEMU's configure to split.
    step CONFIGURE env CFLAGS="$CFLAGS" LDFLAGS="$LDFLAGS" PKG_CONFIG="$PKG_CONFIG" \
        AR="$AR" RANLIB="$RANLIB" STRIP="$STRIP" NM="$NM" OBJCOPY="$OBJCOPY" READELF="$READELF" \
        "$src/configure" --prefix=/usr --python="$PYTHON" --ninja="$NINJA" \
        --cc="$cc" --host-cc="$CC_FOR_BUILD" ${cross:+--cross-prefix="$cross_prefix-"} \
        --extra-cflags="$qemu_cflags" \
        --extra-ldflags="$size_ldflags" \
        --target-list="$list" --static "$pie_option" --enable-linux-user --disable-system \
        --without-default-features --enable-stack-protector --disable-debug-info --disable-werror \
        --disable-docs --disable-tools --disable-guest-agent --disable-plugins \
        --disable-install-blobs --disable-download --disable-containers --disable-rust \
        --enable-attr -Dhexagon_idef_parser="$idef_parser" "$@"
}

# programs_of TARGETS: what ninja is to build.
programs_of()
{
    for target in $1; do echo "qemu-$target"; done
}
