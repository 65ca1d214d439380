# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2016
# Clean roots of Debian and Ubuntu with nothing but apt, in a namespace of their own; sourced after
# lib.sh, publish.sh and packages/deb.sh.
#
#   need_roots                 what the roots need; else the whole test is left out
#   archive_of DISTRIBUTION SUITE,...
#                              $root_archive: a root of that distribution, made once, kept in
#                              $QB_CACHE; its sources are those suites. Status 1, and apt's last
#                              words: the distribution's archive cannot be reached
#   new_root                   $root is that root without sources; they are in $root/suites.list
#   in_root COMMAND...         runs it there
#   apt ARGUMENT...            apt-get there, as a user calls it, with $solver; output in
#                              $tmp/apt.out
#   installed PACKAGE          its version and state there
#
# The keys of both distributions come from Debian, whose signatures apt has verified.
# Environment: QB_UBUNTU_MIRROR (default: http://archive.ubuntu.com/ubuntu); see tools/mirror.sh.

: "${tmp:?this file needs lib.sh}"
. "$top_srcdir/tools/namespace.sh"
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
arch=$(dpkg --print-architecture)
root=$tmp/root
solver=

# A mirror that is a snapshot has lists that are out of date: as this machine's apt takes them.
eval "$(apt-config shell valid Acquire::Check-Valid-Until/b)"
valid="Acquire::Check-Valid-Until \"${valid:-true}\";"

cleanup()
{
    leave
    publish_end
    rm -rf --one-file-system "$tmp"
}

need_roots()
{
    need_prog gpg gpgv apt-ftparchive mmdebstrap python3 unshare nsenter flock
    [ -e "$keyring" ] || skip_all "no $keyring (package debian-archive-keyring)"
    [ "$(id -u)" = 0 ] || cannot_all "not root"
    need_userns
    have_id_range || cannot_all "$reason"
}

# from DISTRIBUTION: sets $mirrors, $components and $archive_keys.
from()
{
    case $1 in
        debian)
            mirrors=$("$top_srcdir/tools/mirror.sh") components=main archive_keys=$keyring
            ;;
        ubuntu)
            mirrors=${QB_UBUNTU_MIRROR:-http://archive.ubuntu.com/ubuntu}
            components='main universe' archive_keys=$tmp/ubuntu.gpg
            [ ! -e "$archive_keys" ] || return 0
            "$top_srcdir/tools/debian.sh" trixie,sid "$arch" "$QB_CACHE/debian/keys" \
                ubuntu-keyring >"$tmp/keys.deb" 2>"$tmp/mmdebstrap.log" || return 1
            dpkg-deb --fsys-tarfile "$(cat "$tmp/keys.deb")" | tar -xOf - \
                ./usr/share/keyrings/ubuntu-archive-keyring.gpg >"$archive_keys"
            ;;
    esac
}

archive_of()
{
    root_archive=$QB_CACHE/apt-$2-$arch.tar
    [ ! -e "$root_archive" ] || return 0
    mkdir -p "$QB_CACHE"
    mirrors=
    if from "$1"; then
        for mirror in $mirrors; do
            # shellcheck disable=SC2046 # lines of sources, without blanks
            for suite_of_root in $(echo "$2" | tr ',' ' '); do
                echo "deb $mirror $suite_of_root $components"
            done >"$tmp/sources.list"
            mmdebstrap --mode=root --variant=apt --architectures="$arch" \
                --keyring="$archive_keys" --aptopt="$valid" "${2%%,*}" "$tmp/root.tar" \
                "$tmp/sources.list" >"$tmp/mmdebstrap.log" 2>&1 || continue
            mv "$tmp/root.tar" "$root_archive.$$" && mv "$root_archive.$$" "$root_archive"
            return 0
        done
    fi
    sed 's/^/# | /' "$tmp/mmdebstrap.log" | tail -n 5
    return 1
}

new_root()
{
    [ ! -d "$root" ] || inside sh -c 'umount "$1"/dev/* "$1/proc"; rm -rf "$1"' sh "$root"
    inside mkdir "$root"
    inside tar -xf "$root_archive" -C "$root" --exclude='./dev/*'
    inside sh -c 'cd "$1"
        for node in null zero random urandom; do
            : >dev/$node
            mount --bind /dev/$node dev/$node
        done
        mount -t proc proc proc
        cp /etc/resolv.conf /etc/hosts etc
        echo "$2" >etc/apt/apt.conf.d/valid
        cat etc/apt/sources.list etc/apt/sources.list.d/* 2>/dev/null >suites.list
        rm -f etc/apt/sources.list etc/apt/sources.list.d/*' sh "$root" "$valid"
}

in_root()
{
    inside chroot "$root" env DEBIAN_FRONTEND=noninteractive DPKG_FORCE=unsafe-io,downgrade "$@"
}

apt()
{
    in_root apt-get -q -y -o Dpkg::Use-Pty=0 ${solver:+-o "APT::Solver=$solver"} "$@" \
        >"$tmp/apt.out" 2>&1 && return
    apt_rc=$?
    sed 's/^/# | /' "$tmp/apt.out" | tail -n 20
    return "$apt_rc"
}

installed()
{
    in_root dpkg-query -W -f '${Version} ${db:Status-Status}' "$1" 2>/dev/null || :
}
