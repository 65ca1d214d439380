#!/bin/sh
# SPDX-License-Identifier: MIT
# Makes archives for 'docker load' of the images in an OCI layout.
#
#   archives.sh IMAGE DIR    IMAGE: the name before the colon; DIR: layout/ and images.json, see
#                            build.sh
#
# Output in DIR/archives: HOST.tar with all images of that host, HOST-register.tar, and HOST-CPU.tar
# for each CPU. The format is that of 'docker save': manifest.json names the files of configurations
# and layers, here those of the layout, so that Docker computes the same digests.

set -eu
name=$1 dir=$2

# archive FILE HOST [NAME]: the images of that host, or the one with this name.
archive()
{
    mkdir -p "$dir/archive"
    jq -c --arg host "$2" --arg name "${3-}" \
        'map(select(.host == $host and ($name == "" or .name == $name)))' "$dir/images.json" \
        >"$dir/selected"
    jq -j -c --arg image "$name" 'def file: sub(":"; "/") | "blobs/\(.)";
        map({
            Config: (.config.digest | file),
            RepoTags: [(.tags + .hostTags)[] | "\($image):\(.)"],
            Layers: [.layers[].digest | file]
        })' "$dir/selected" >"$dir/archive/manifest.json"
    jq -r '[.[] | .config.digest, .layers[].digest] | unique[] | sub(":"; "/") | "blobs/\(.)"' \
        "$dir/selected" |
        tar --create --file="$dir/archives/$1" --format=ustar --mtime=@0 --owner=0 --group=0 \
            --numeric-owner --mode=u=rw,go=r --directory="$dir/archive" manifest.json \
            --directory="$dir/layout" --files-from=-
    rm -rf "$dir/archive" "$dir/selected"
}

mkdir -p "$dir/archives"
jq -r '[.[].host] | unique[]' "$dir/images.json" | while read -r host; do
    archive "$host.tar" "$host"
done
jq -r '.[] | select(.name != "all" and .name != "binfmt") | "\(.host) \(.name)"' \
    "$dir/images.json" |
    while read -r host image; do archive "$host-$image.tar" "$host" "$image"; done
