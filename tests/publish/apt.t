#!/bin/sh
# SPDX-License-Identifier: MIT
# The apt repository in clean Debian roots, over HTTP: install, upgrade, an older version, back to
# Debian's; and what is refused: another key, changed indexes, a changed package.
#
# Roots of Debian 12 (apt 2) and 13 (apt 3, with both of its solvers), kept in $QB_CACHE. The
# sources file of the repository is all that a user copies.
# shellcheck disable=SC2016,SC2317 # fields of dpkg-query; functions that others call

. "$(dirname "$0")/../lib/lib.sh"
. "$(dirname "$0")/publish.sh"
. "$(dirname "$0")/../packages/deb.sh"
. "$top_srcdir/tools/namespace.sh"
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
arch=$(dpkg --print-architecture)
need_deb
need_prog gpg gpgv apt-ftparchive mmdebstrap python3 unshare nsenter flock
[ -e "$keyring" ] || skip_all "no $keyring (package debian-archive-keyring)"
[ "$(id -u)" = 0 ] || cannot_all "not root"
need_userns
have_id_range || cannot_all "$reason"
cleanup()
{
    leave
    publish_end
    rm -rf --one-file-system "$tmp"
}

# A mirror that is a snapshot has lists that are out of date: as this machine's apt takes them.
eval "$(apt-config shell valid Acquire::Check-Valid-Until/b)"
valid="Acquire::Check-Valid-Until \"${valid:-true}\";"

# archive_of SUITE: an archive of a root with nothing but apt, made once.
archive_of()
{
    root_archive=$QB_CACHE/apt-$1-$arch.tar
    [ ! -e "$root_archive" ] || return 0
    mkdir -p "$QB_CACHE"
    for mirror in $("$top_srcdir/tools/mirror.sh"); do
        mmdebstrap --mode=root --variant=apt --architectures="$arch" --keyring="$keyring" \
            --aptopt="$valid" "$1" "$tmp/root.tar" "deb $mirror $1 main" \
            >"$tmp/mmdebstrap.log" 2>&1 || continue
        mv "$tmp/root.tar" "$root_archive.$$" && mv "$root_archive.$$" "$root_archive"
        return 0
    done
    sed 's/^/# | /' "$tmp/mmdebstrap.log" | tail -n 5
    return 1
}

# new_root: the clean root at $root, without sources of packages; Debian's are in $root/debian.list.
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
        mv etc/apt/sources.list debian.list' sh "$root" "$valid"
}
in_root()
{
    inside chroot "$root" env DEBIAN_FRONTEND=noninteractive DPKG_FORCE=unsafe-io,downgrade "$@"
}
# apt ARGUMENT...: as a user calls it; its output in $tmp/apt.out.
apt()
{
    in_root apt-get -q -y -o Dpkg::Use-Pty=0 ${solver:+-o "APT::Solver=$solver"} "$@" \
        >"$tmp/apt.out" 2>&1 && return
    apt_rc=$?
    sed 's/^/# | /' "$tmp/apt.out" | tail -n 20
    return "$apt_rc"
}
# user NAME: has copied the sources file of $www/NAME, and no other.
user()
{
    sources "$1" >"$root/etc/apt/sources.list.d/qemu-user-static.sources"
}
installed()
{
    in_root dpkg-query -W -f '${Version} ${db:Status-Status}' qemu-user-static 2>/dev/null || :
}

# refused NAME DESCRIPTION MESSAGE: apt takes nothing from there, for that reason.
refused()
{
    # Without what it has from before, which it would go on with
    rm -rf "$root/var/lib/apt/lists" "$root"/var/cache/apt/archives/*.deb
    rc=0
    in_root sh -c 'apt-get -q update && apt-get -q -y install qemu-user-static' \
        >"$tmp/refused" 2>&1 || rc=$?
    ok "$suite: refused: $2" test "$rc" -ne 0
    like "$tmp/refused" "$3" "$suite: for that reason: $2"
    is "$(installed)" "" "$suite: and not installed: $2"
}
# not_ours: what a user must not get.
not_ours()
{
    gpg --armor --export stranger@localhost | sed 's/^$/./; s/^/ /' >"$tmp/stranger"
    sources repository | sed '/^ /d' | cat - "$tmp/stranger" \
        >"$root/etc/apt/sources.list.d/qemu-user-static.sources"
    refused repository "the user has another key" 'NO_PUBKEY|Missing key'

    dist=$www/tampered/apt/dists/stable
    tampered tampered
    user tampered
    sed -i 's/^Description: QEMU/Description: qemu/' "$dist/InRelease"
    refused tampered "a changed InRelease" 'BADSIG|Bad signature|Message has been manipulated'
    tampered tampered
    gpg --quiet --yes --local-user stranger --clear-sign --output "$dist/InRelease" \
        "$dist/Release"
    refused tampered "an InRelease that somebody else has signed" 'NO_PUBKEY|Missing key'
    tampered tampered
    rm "$dist/InRelease" "$dist/Release.gpg"
    refused tampered "no signature" 'is not signed'
    tampered tampered
    # Of the same length, under each of their names
    find "$dist" -type f ! -name '*Release*' -exec sh -c 'for file; do
        [ ! -s "$file" ] || printf x | dd of="$file" conv=notrunc status=none
    done' sh {} +
    refused tampered "changed indexes" 'Hash Sum mismatch'
    tampered tampered
    for file in "$www"/tampered/apt/pool/main/q/*/*.deb; do
        printf x | dd of="$file" bs=1 seek=1000000 conv=notrunc status=none
    done
    refused tampered "a changed package" 'Hash Sum mismatch'
    rm -rf "${www:?}/tampered"
    user repository
    ok "$suite: what is ours is not refused" apt update
}

# Debian's packages, ours, Debian's. With the sources of both, as on a user's machine.
from_debian()
{
    new_root
    cp "$root/debian.list" "$root/etc/apt/sources.list"
    words="$suite${solver:+ (solver $solver)}"
    apt update >/dev/null || {
        cannot "$words: from Debian's packages" "its mirror is not to be had"
        return 0
    }
    ok "$words: Debian's qemu-user-static" apt install --no-install-recommends qemu-user-static
    theirs=$(installed)
    sources repository >"$root/etc/apt/sources.list.d/qemu-user-static.sources"
    ok "$words: our repository beside Debian's" apt update
    ok "$words: apt full-upgrade" apt full-upgrade
    ok "$words: apt install takes the place of Debian's" apt install qemu-user-static
    is "$(installed)" "$version installed" "$words: ours is there"
    is "$(in_root dpkg-query -W -f '${Package} ${db:Status-Status}\n' 'qemu-user*' 2>/dev/null |
        grep ' installed$')" "qemu-user-static installed" "$words: and Debian's are gone"
    is "$(in_root dpkg --audit)" "" "$words: dpkg --audit"
    ok "$words: back to Debian's" apt install --no-install-recommends --allow-downgrades \
        qemu-user-static/"$suite"
    is "$(installed)" "$theirs" "$words: Debian's is there"
    is "$(in_root dpkg --audit)" "" "$words: back: dpkg --audit"
}

keys maintainer stranger
serve
mkdir "$tmp/old" "$tmp/new"
previous
old_version=$(dpkg-deb -f "$previous" Version)
mv "$previous" "$tmp/old/qemu-user-static_${old_version#*:}_$arch.deb"
mv "$deb" "$tmp/new"

root=$tmp/root
enter || framework_failure_ "$reason"
for row in 'bookworm:' 'trixie:internal' 'trixie:3.0'; do
    suite=${row%:*} solver=${row#*:}
    archive_of "$suite" || {
        skip "$suite" "no root of it can be made"
        continue
    }
    words="$suite${solver:+ (solver $solver)}"
    rm -rf "$www/repository" "$www/repository.generations"
    ok "$words: the first release is published" publish repository "$tmp/old"
    new_root
    user repository
    ok "$words: apt update" apt update
    unlike "$tmp/apt.out" '^[WE]:' "$words: without a warning"
    like "$requests" 'GET /repository/apt/dists/stable/main/[^ ]*/by-hash/SHA(256|512)/' \
        "$words: indexes are fetched by their sum"
    ok "$words: apt install" apt install qemu-user-static
    is "$(installed)" "$old_version installed" "$words: it is there"
    ok "$words: the next release is published" publish repository "$tmp/new"
    ok "$words: apt update" apt update
    ok "$words: apt upgrade" apt upgrade
    is "$(installed)" "$version installed" "$words: it is the new one"
    ok "$words: an emulator runs" in_root /usr/bin/qemu-aarch64-static --version
    ok "$words: the older release is still there" apt install --allow-downgrades \
        "qemu-user-static=$old_version"
    is "$(installed)" "$old_version installed" "$words: on request"
    ok "$words: purge" apt purge qemu-user-static
    [ "$solver" = 3.0 ] || not_ours
    from_debian
done
done_testing
