# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# The compiler and the flags that every recipe shares, made from configure's answers.
#
# Sets: cc (with ccache), flags (for each compilation), prefix_maps, pkgdirs (where our static
# libraries say what they need).
#
# uses: | CC ccache CFLAGS LDFLAGS debug_cflags harden_cflags size_cflags deps
# uses: | AR STRIP PKG_CONFIG cross host_cpu host_endian

cc="${ccache:+$ccache }$CC"

# The paths of this machine stay out of the objects: two builds in different folders are alike, and
# one with ccache, which makes paths relative to work/NAME or work/NAME/build, is as one without.
# The last map that fits counts.
prefix_maps="-ffile-prefix-map=$top_builddir=. -ffile-prefix-map=../..=."
prefix_maps="$prefix_maps -ffile-prefix-map=../../..=."
flags="$CFLAGS $debug_cflags $harden_cflags $size_cflags $prefix_maps"

# ccache finds objects again that were compiled in another folder.
CCACHE_BASEDIR=$top_builddir
CCACHE_NOHASHDIR=1
export CCACHE_BASEDIR CCACHE_NOHASHDIR

# Only our own libraries are seen by pkg-config, unless the distribution's were asked for.
if [ "$deps" = bundled ]; then
    pkgdirs=
    for dep in zlib libffi pcre2 glib; do
        pkgdirs=${pkgdirs:+$pkgdirs:}$top_builddir/deps/$dep/lib/pkgconfig
    done
    PKG_CONFIG_LIBDIR=$pkgdirs
    export PKG_CONFIG_LIBDIR
fi

# meson_list WORD...: the words as a list in meson's syntax.
meson_list()
{
    list=
    for word; do list=$list${list:+, }\'$word\'; done
    echo "[$list]"
}

# meson_family: the host's CPU as meson calls it.
meson_family()
{
    case $host_cpu in powerpc64le) echo ppc64 ;; *) echo "$host_cpu" ;; esac
}

# meson_machine FILE: configure's answers as a machine file for meson: native, or for the cross
# host.
meson_machine()
{
    # shellcheck disable=SC2086 # words of a command
    {
        printf '[binaries]\nc = %s\nar = %s\n' "$(meson_list $cc)" "$(meson_list $AR)"
        printf 'strip = %s\npkg-config = %s\n' "$(meson_list $STRIP)" "$(meson_list $PKG_CONFIG)"
        printf '[built-in options]\nc_args = %s\nc_link_args = %s\n' "$(meson_list $flags)" \
            "$(meson_list $LDFLAGS)"
        [ -z "$cross" ] ||
            printf '[host_machine]\nsystem = %s\ncpu_family = %s\ncpu = %s\nendian = %s\n' \
                "'linux'" "'$(meson_family)'" "'$host_cpu'" "'$host_endian'"
    } >"$1"
}
