#!/bin/sh
# SPDX-License-Identifier: MIT
# Makes one layer of the images: our program, or one emulator.
#
#   layer.sh PART     "program", or the CPU of the emulator
#
# Input: $tree, the build tree; $parts, the directory for the results; $blobs, that of the layout;
# $compression, gzip or zstd.
# Output: the blob; $parts/PART.json, what there is to know about it; $parts/PART.facts, its files
# for the SBOM. Times in a layer are 0, whatever the date of the sources is: what has not changed is
# the same layer in the next release.

set -eu
umask 022
part=$1
# shellcheck source=recipes/settings.sh.in
. "${tree:?}/recipes/settings.sh"
root=${parts:?}/root.$part

me=images
. "${top_srcdir:?}/tools/common.sh"

# check_static PROGRAM: nothing else is in an image that a program could need.
check_static()
{
    [ -f "$1" ] || die 1 "'$1' is missing; run make in that tree first"
    ! $READELF -lW "$1" | grep -q INTERP ||
        die 1 "'$1' is not static; the images hold nothing else that it could use"
}

# put_program: our program under its names, which decide what it does. /register is that of
# multiarch/qemu-user-static.
put_program()
{
    content=qemu-binfmt-conf
    check_static "$tree/qemu-binfmt-conf"
    mkdir -p "$root/usr/bin" "$root/usr/sbin"
    $STRIP -o "$root/register" "$tree/qemu-binfmt-conf"
    chmod 755 "$root/register"
    ln -s ../../register "$root/usr/bin/binfmt"
    ln -s ../../register "$root/usr/sbin/qemu-binfmt-conf"
}

put_emulator()
{
    content=qemu-$part-static
    check_static "$tree/bin/qemu-$part$suffix"
    mkdir -p "$root/usr/bin"
    install -m 755 "$tree/bin/qemu-$part$suffix" "$root/usr/bin/$content"
}

# pack: $root as $parts/PART.tar, and that compressed as $parts/PART.layer.
pack()
{
    # shellcheck disable=SC2046 # names of ours, without spaces
    tar --create --file="$parts/$part.tar" --directory="$root" --sort=name --format=ustar \
        --mtime=@0 --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX $(ls -A "$root")
    case ${compression:?} in
        gzip) gzip -n -6 -c "$parts/$part.tar" >"$parts/$part.layer" ;;
        zstd) zstd -q -19 "$parts/$part.tar" -o "$parts/$part.layer" ;;
    esac
}

size()
{
    wc -c <"$1" | tr -d ' '
}
sum()
{
    sha256sum <"$1" | cut -d ' ' -f 1
}

if [ "$part" = program ]; then put_program; else put_emulator; fi
top_builddir=$tree "$top_srcdir/packaging/facts.sh" --files "$root" >"$parts/$part.facts"
pack
digest=$(sum "$parts/$part.layer")
jq -n --arg part "$part" --arg content "$content" --arg compression "$compression" \
    --arg digest "sha256:$digest" --argjson size "$(size "$parts/$part.layer")" \
    --arg diffId "sha256:$(sum "$parts/$part.tar")" --argjson unpacked \
    "$(size "$parts/$part.tar")" \
    '{$part, $content, mediaType: "application/vnd.oci.image.layer.v1.tar+\($compression)",
        $digest, $size, $diffId, $unpacked}' >"$parts/$part.json"
mv "$parts/$part.layer" "${blobs:?}/$digest"
rm -rf "$root" "$parts/$part.tar"
