#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs a real foreign program with an emulator of this tree, and reports what it prints.
#
# Where there is apt: Debian's busybox-static for the first built target that is a port of Debian,
# kept in $QB_CACHE. Elsewhere, or without network: the smallest program of the first target, made
# from register/guests.def, which needs no compiler for that CPU. Input: $top_srcdir, $top_builddir.
# Exit status: 0 if the program did what it should; 1 if not.

set -eu
. "${top_srcdir:?}/tools/common.sh"
. "$top_srcdir/tools/compilers.sh"
# shellcheck source=recipes/settings.sh.in
. "${top_builddir:?}/recipes/settings.sh"
: "${QB_CACHE:=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/qemu-user-static}"

[ -n "$targets" ] || {
    echo "no emulator was built (--with-targets=none)"
    exit 0
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' HUP INT TERM

# port_of_debian: sets target and arch: the first built target that is one, those that most people
# use before others. Status 1, and the first built target, if there is none.
port_of_debian()
{
    for target in $(guest_list common) $(guest_list all); do
        case " $targets " in *" $target "*) ;; *) continue ;; esac
        arch=$(guest_field "$target" port)
        [ -z "$arch" ] || return 0
    done
    target=${targets%% *}
    return 1
}

# debian_busybox: sets busybox, the path of Debian's busybox-static for $arch, which is fetched
# once.
debian_busybox()
{
    busybox=$QB_CACHE/busybox-$arch
    [ ! -x "$busybox" ] || return 0
    deb=$("$top_srcdir/tools/debian.sh" stable,oldstable,unstable "$arch" "$work" busybox-static) ||
        return 1
    dpkg-deb -x "$deb" "$work/root"
    mkdir -p "$QB_CACHE"
    cp "$(find "$work/root" -type f -path '*/bin/busybox')" "$busybox.$$" &&
        mv "$busybox.$$" "$busybox"
}

# run_debian: busybox says which machine it runs on.
run_debian()
{
    wanted=$(guest_field "$target" machine)
    set -- "$top_builddir/bin/qemu-$target$suffix" "$busybox" uname -m
    echo "running: $*"
    printed=$("$@") || die 1 "the program failed with status $?"
    echo "it prints: $printed"
    [ "$printed" = "$wanted" ] || die 1 "but $wanted was expected"
}

# run_smallest: a program of a few instructions exits with status 42.
run_smallest()
{
    set --
    for file in cpu guest message util; do set -- "$@" "$top_srcdir/register/$file.c"; done
    # shellcheck disable=SC2086 # words of a command
    $CC_FOR_BUILD -std=gnu11 -D_GNU_SOURCE -I "$top_srcdir/register" -o "$work/smallest" \
        "$top_srcdir/tools/smallest.c" "$@"
    "$work/smallest" "$target" >"$work/program"
    chmod +x "$work/program"
    set -- "$top_builddir/bin/qemu-$target$suffix" "$work/program"
    echo "running: $*"
    status=0
    "$@" || status=$?
    echo "it exits with status $status"
    [ "$status" = 42 ] || die 1 "but 42 was expected"
}

if port_of_debian && debian_busybox; then
    run_debian
else
    echo "no program of Debian can be fetched here: a program of a few instructions instead"
    run_smallest
fi
echo "a real foreign program runs"
