# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# For tests of the machinery: an environment of their own, users, tools that are hidden, copies of
# the sources.
#
# Sourced after lib.sh. What the user's make and shell have set does not reach the builds of the
# tests.

unset MAKEFLAGS MFLAGS MAKEOVERRIDES MAKELEVEL MAKE_TERMOUT MAKE_TERMERR DESTDIR V VERBOSE TESTS
unset CC CFLAGS LDFLAGS AR RANLIB STRIP OBJCOPY READELF NM PKG_CONFIG NINJA PYTHON FETCH \
    CONFIG_SITE CI
unset QB_MANIFEST QB_SETTINGS QB_DISTFILES
unset http_proxy HTTP_PROXY https_proxy HTTPS_PROXY all_proxy ALL_PROXY
chmod 755 "$tmp"

# as_user COMMAND...: as somebody who is not root and owns nothing.
as_user()
{
    if [ "$(id -u)" -eq 0 ]; then
        setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
    else
        "$@"
    fi
}

# have_user FOLDER...: true if that user can read the folders; else $reason tells.
have_user()
{
    if [ "$(id -u)" -eq 0 ] && ! command -v setpriv >/dev/null; then
        reason='no setpriv'
        return 1
    fi
    for closed_to; do
        as_user ls "$closed_to/." >/dev/null 2>&1 || {
            reason="$closed_to is closed to other users"
            return 1
        }
    done
}

# have_tmpfs: true if we may mount one in a namespace of our own.
have_tmpfs()
{
    unshare -Urm mount -t tmpfs -o size=64k none "$tmp" 2>/dev/null
}

# on_small_disk SIZE FOLDER COMMAND...: FOLDER is a file system of SIZE, for COMMAND only; what it
# leaves there is listed in $tmp/left.
on_small_disk()
{
    disk_size=$1 disk=$2
    shift 2
    # shellcheck disable=SC2016 # for the inner shell
    unshare -Urm sh -c '
        mount -t tmpfs -o "size=$1" none "$2" || exit 99
        disk=$2 left=$3
        shift 3
        rc=0
        "$@" || rc=$?
        find "$disk" ! -type d | sed "s,^$disk/,," | sort >"$left"
        exit "$rc"' - "$disk_size" "$disk" "$tmp/left" "$@"
}

# tools_without PROGRAM...: a folder with links to all that PATH has, but not these.
tools_without()
{
    tools=$tmp/tools
    rm -rf "$tools"
    mkdir "$tools"
    (
        IFS=:
        for dir in $PATH; do ln -s "$dir"/* "$tools" 2>/dev/null || :; done
    )
    for program; do rm -f "$tools/$program"; done
}

# copy_sources FOLDER: the sources as they are distributed, with their times.
copy_sources()
{
    mkdir -p "$1"
    for part in bench build-aux doc m4 packaging patches recipes register sources tests tools \
        training .ci .clang-format .editorconfig .shellcheckrc COPYING HACKING Makefile.am \
        Makefile.in NEWS README.md aclocal.m4 bootstrap.sh configure configure.ac; do
        [ ! -e "$top_srcdir/$part" ] || cp -Rp "$top_srcdir/$part" "$1"
    done
    chmod -R u+w "$1"
    rm -f "$1/recipes/settings.sh" "$1"/tests/*/*.log "$1"/tests/*/*.trs
    touch "$1/aclocal.m4"
    touch "$1/configure" "$1/Makefile.in"
}

# configure OPTION...: that of $srcdir, in the present folder. Nothing is made anew in the sources
# by Automake. (Automake's makefile gives tests a relative srcdir.)
srcdir=$top_srcdir
configure()
{
    "$srcdir/configure" ACLOCAL=: AUTOCONF=: AUTOHEADER=: AUTOMAKE=: "$@"
}

# find_archives: $archives is the folder where the archives of the manifest are, or empty.
find_archives()
{
    archives=$(
        sed -n "s/^distfiles='\(.*\)'/\1/p" "$top_builddir/recipes/settings.sh" 2>/dev/null || :
    )
    for dir in "$archives" "$top_builddir/distfiles"; do
        archives=
        [ -d "$dir" ] || continue
        archives=$dir
        # shellcheck disable=SC2013 # names without spaces
        for name in $(awk '$1 == "source" { print $2 }' "$top_srcdir/sources/manifest"); do
            top_srcdir=$top_srcdir name=$name dir=$dir sh -c '. "$top_srcdir/tools/manifest.sh"
                manifest_origins "$name" | while read -r kind sum where file; do
                    [ ! -f "$dir/$file" ] || echo there; done | grep -q .' || archives=
        done
        [ -z "$archives" ] || return 0
    done
}

# own_tree: a copy of the sources in $srcdir and a tree configured from it in $b, with an archive of
# zlib at hand in $files and a compiler that fails, or waits, at inflate.c while $tmp/fail, or
# $tmp/wait, exists; $tmp/version is what it says of itself, $tmp/no-answer makes it say nothing,
# $tmp/libc.a is its C library. No network.
own_tree()
{
    need_prog make patch tar gzip flock gcc
    find_archives
    [ -n "$archives" ] || skip_all "the archives are not at hand: run 'make fetch' first"
    srcdir=$tmp/source
    b=$tmp/b
    files="$tmp/at hand"
    mkdir "$b" "$files" "$tmp/bin"
    copy_sources "$srcdir"
    cp "$archives"/zlib[-_]* "$files"
    chmod u+w "$files"/*
    archive=$(echo "$files"/zlib*)
    FETCH=false
    export FETCH
    cat >"$tmp/bin/compiler" <<END
#!/bin/sh
case "\$*" in *inflate.c*)
    [ ! -e "$tmp/fail" ] || { seq -f 'line %g of the log' 60; exit 1; }
    [ ! -e "$tmp/wait" ] || { : >"$tmp/waiting"; while [ -e "$tmp/wait" ]; do sleep 0.1; done; } ;;
--version)
    [ ! -e "$tmp/no-answer" ] || exit 1
    [ ! -e "$tmp/version" ] || exec cat "$tmp/version" ;;
-print-file-name=libc.a)
    [ ! -e "$tmp/libc.a" ] || { echo "$tmp/libc.a"; exit; } ;;
esac
exec gcc "\$@"
END
    chmod +x "$tmp/bin/compiler"
    # shellcheck disable=SC2119
    own_configure >"$tmp/configure.out" 2>&1 || {
        cat "$tmp/configure.out"
        framework_failure_ "configure failed"
    }
}
# shellcheck disable=SC2120 # the tests have options
own_configure()
{
    (cd "$b" && configure -q --disable-ccache --with-targets=none --with-distfiles="$files" \
        CC="$tmp/bin/compiler" "$@")
}

# in_tree TARGET...: make in that tree.
in_tree()
{
    make --no-print-directory -C "$b" "$@"
}

# listed FOLDER: its files, with their sizes.
listed()
{
    (cd "$1" && find . -type f -exec wc -c {} + | grep -v ' total$' | sort -k 2)
}

# until_true COMMAND...: waits for it, at most 20 s.
until_true()
{
    for tenth in $(seq 200); do
        ! "$@" || return 0
        sleep 0.1
    done
    framework_failure_ "waited in vain for: $*"
}
