# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Images of other platforms for the tests with Docker, sourced after lib.sh and engine.sh: made of
# Debian's packages.
#
#   $platforms                      lines "CPU DEBIAN-ARCHITECTURE PLATFORM MACHINE", MACHINE as
#                                   uname -m says it there
#   debian_package ARCH NAME        prints the path of Debian's package, fetched by apt and verified
#                                   by it; kept in $QB_CACHE
#   import_busybox ARCH PLATFORM    makes the image foreign:ARCH: busybox and its commands
#   import_debian PLATFORM          makes the image foreign:debian of the packages that root.t has
#                                   fetched: dpkg and apt

: "${tmp:?this file needs lib.sh}"
suite=trixie
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
. "$top_srcdir/tools/compilers.sh"
platforms=$(for cpu in $(guest_list common); do
    arch=$(guest_field "$cpu" port)
    platform=$("$top_srcdir/tools/cpus.sh" platform "$cpu")
    # armhf is for the seventh version of the architecture, which the name of the CPU leaves open.
    [ "$arch" != armhf ] || platform=$platform/v7
    echo "$cpu $arch ${platform#* } $(guest_field "$cpu" machine)"
done)

# Ports are not in every suite: the first that has it.
debian_package()
{
    deb_kept=$(find "$QB_CACHE/debs" -name "$2_*_$1.deb" 2>/dev/null | head -n 1)
    [ -z "$deb_kept" ] || {
        echo "$deb_kept"
        return
    }
    "$top_srcdir/tools/debian.sh" "$suite,sid,bookworm" "$1" "$QB_CACHE/debs" "$2"
}

# import_root NAME PLATFORM: the files below $tmp/root.NAME as the image foreign:NAME. It is loaded,
# not imported: before Docker 23 'docker import --platform' keeps nothing of the platform but
# "linux".
import_root()
{
    archive_dir=$tmp/archive
    rm -rf "$archive_dir"
    mkdir "$archive_dir"
    tar -C "$tmp/root.$1" -cf "$archive_dir/layer.tar" .
    echo "$2" | awk -F / -v sum="$(sha256sum <"$archive_dir/layer.tar" | cut -d ' ' -f 1)" '{
        printf "{\"os\":\"%s\",\"architecture\":\"%s\",", $1, $2
        printf "\"variant\":\"%s\",\"config\":{},", $3
        printf "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"sha256:%s\"]}}", sum }' \
        >"$archive_dir/config.json"
    printf '[{"Config":"config.json","RepoTags":["foreign:%s"],"Layers":["layer.tar"]}]' "$1" \
        >"$archive_dir/manifest.json"
    tar -C "$archive_dir" -c config.json layer.tar manifest.json |
        docker load >"$tmp/import.out" 2>&1 ||
        framework_failure_ "docker load for $2: $(cat "$tmp/import.out")"
    rm -rf "$archive_dir"
}

import_busybox()
{
    mkdir -p "$tmp/root.$1/bin" "$tmp/root.$1/usr/bin" "$tmp/root.$1/etc" "$tmp/root.$1/tmp" \
        "$tmp/root.$1/var/lib/dpkg/info"
    package=$(debian_package "$1" busybox-static) || framework_failure_ "no busybox for $1"
    dpkg-deb --fsys-tarfile "$package" | tar -xOf - ./usr/bin/busybox >"$tmp/root.$1/bin/busybox"
    chmod 755 "$tmp/root.$1/bin/busybox"
    for applet in sh uname ls cat seq sort tail tar dpkg rm mkdir true; do
        ln -s busybox "$tmp/root.$1/bin/$applet"
    done
    : >"$tmp/root.$1/var/lib/dpkg/status"
    import_root "$1" "$2"
}

# Unpacked by the host; the packages are configured in the container.
import_debian()
{
    tarball=$QB_CACHE/debootstrap-$suite-arm64.tgz
    [ -f "$tarball" ] || debootstrap_tarball
    mkdir -p "$tmp/debs" "$tmp/root.debian"
    tar -C "$tmp/debs" -xzf "$tarball"
    for package in "$tmp"/debs/var/cache/apt/archives/*.deb; do
        dpkg-deb --fsys-tarfile "$package" |
            tar -C "$tmp/root.debian" -xf - --keep-directory-symlink ||
            framework_failure_ "$package cannot be unpacked"
    done
    mkdir -p "$tmp/root.debian/debs"
    for name in base-passwd libc6 libc-bin gcc-14-base libgcc-s1 libcrypt1 debconf \
        libdebconfclient0 libselinux1 libpcre2-8-0; do
        cp "$tmp/debs/var/cache/apt/archives/${name}"_*.deb "$tmp/root.debian/debs"
    done
    package=$(debian_package arm64 busybox-static) || framework_failure_ "no busybox for arm64"
    cp "$package" "$tmp/root.debian/debs"
    : >"$tmp/root.debian/var/lib/dpkg/status"
    : >"$tmp/root.debian/var/lib/dpkg/available"
    cp "$tmp/root.debian/usr/share/base-passwd/passwd.master" "$tmp/root.debian/etc/passwd"
    cp "$tmp/root.debian/usr/share/base-passwd/group.master" "$tmp/root.debian/etc/group"
    import_root debian "$1"
}

# debootstrap_tarball: as tests/emulators/debootstrap.t keeps it.
debootstrap_tarball()
{
    mkdir -p "$QB_CACHE"
    for mirror in $("$top_srcdir/tools/mirror.sh"); do
        rm -rf "$tmp/download"
        debootstrap --make-tarball="$tmp/debs.tgz" --variant=minbase --arch=arm64 \
            --keyring="$keyring" --force-check-gpg "$suite" "$tmp/download" "$mirror" \
            >"$tmp/download.log" 2>&1 || continue
        cp "$tmp/debs.tgz" "$tarball.$$" && mv "$tarball.$$" "$tarball"
        rm -rf "$tmp/download"
        return
    done
    framework_failure_ "debootstrap --make-tarball: $(tail -n 3 "$tmp/download.log")"
}
