#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds all images, FROM scratch and without a daemon: an OCI layout, and archives for 'docker
# load'.
#
#   build.sh [TREE...]    TREE: further build trees, of this version and for other hosts
#
# Input: the emulators in bin/ and qemu-binfmt-conf of each tree; $IMAGE, $IMAGE_COMPRESSION (gzip,
# zstd), $IMAGE_SOURCE, $IMAGE_REVISION, $IMAGE_BUILDER and $SOURCE_DATE_EPOCH, which all have
# defaults, see doc/containers.md. Output in images/: layout/, archives/, and what is in them:
#   images.json   an array: host, platform, name, tags, layers, manifest ... of each image, see
#                 images.jq
#   tags          TAG DIGEST index|manifest PLATFORM,...     what the tags of the layout stand for
# A layer is made once for each emulator and once for the program; every image is a list of layers.

. "${top_srcdir:?}/recipes/lib.sh"
. "$top_srcdir/images/store.sh"
. "$top_srcdir/packaging/statement.sh"
. "$top_srcdir/images/attest.sh"
# shellcheck disable=SC2034 # for die
me=images
command -v jq >/dev/null || die 1 "jq is missing (package jq)"
version=$(manifest_release)
out=$top_builddir/images
new=$out/new
blobs=$new/layout/blobs/sha256
compression=${IMAGE_COMPRESSION:-gzip}
case $compression in gzip | zstd) ;; *) die 1 \
    "IMAGE_COMPRESSION is gzip or zstd, not '$compression'" ;; esac
: "${IMAGE:=qemu-user-static}"
: "${IMAGE_SOURCE:=$(manifest_row qemu | awk '$1 == "upstream" { print $3; exit }')}"
: "${IMAGE_REVISION:=$(revision)}"
epoch=$("$top_srcdir/tools/date.sh")
created=$(date -u -d "@$epoch" +%Y-%m-%dT%H:%M:%SZ)

# settings TREE: what configure found there, as targets, and tree, host (QEMU's name), platform,
# parts.
settings()
{
    tree=$1
    [ -f "$tree/recipes/settings.sh" ] ||
        die 1 "'$tree' is not a build tree: it has no recipes/settings.sh"
    # shellcheck source=recipes/settings.sh.in
    . "$tree/recipes/settings.sh"
    # "HOST PLATFORM"
    host=$("$top_srcdir/tools/cpus.sh" platform "$host_cpu")
    platform=${host#* } host=${host%% *}
    parts=$new/layers/$host
    [ -n "$targets" ] || die 1 "'$tree' builds no emulator (--with-targets=none)"
    [ ! -d "$parts" ] || die 1 "'$tree' is for $host, like an earlier one"
}

# program_licences, image_licences: of our program with the C library, and also of all that is in
# the emulators.
program_licences()
{
    printf '%s\n' MIT LGPL-2.1-or-later
}
image_licences()
{
    program_licences
    for source in $(manifest_names); do [ "$source" = meson ] || manifest_licence "$source"; done
}

# images_of TREE: makes its layers, as many at a time as make has jobs, and appends its images to
# $new/all.
images_of()
{
    settings "$1"
    mkdir -p "$parts"
    export tree parts blobs compression
    # shellcheck disable=SC2086 # a list of names
    printf '%s\n' program $targets | xargs -P "$(job_count)" -n 1 "$top_srcdir/images/layer.sh" ||
        die 1 "a layer could not be made"
    for part in program $targets; do cat "$parts/$part.json"; done |
        jq -s -c -f "$top_srcdir/images/images.jq" --arg host "$host" --arg platform "$platform" \
            --arg version "$version" --arg revision "$IMAGE_REVISION" --arg source "$IMAGE_SOURCE" \
            --arg created "$created" --arg licences "$(image_licences | all_licences)" --arg own \
            "$(program_licences | all_licences)" >>"$new/all"
    build_facts
}

mkdir -p "$out"
exec 9>"$out/lock"
flock 9
rm -rf "$new"
mkdir -p "$blobs"
attest=true
for one in "$top_builddir" "$@"; do images_of "$one"; done

jq -s -c add "$new/all" >"$new/images.json"
documents images config config configuration
documents images manifest manifest manifest
! $attest || sboms
# The images of one name, for all hosts.
# shellcheck disable=SC2016 # $ is jq's, as below
oci 'indexes($version; $revision)' "$new/images.json" --arg version "$version" --arg revision \
    "$IMAGE_REVISION" >"$new/indexes.json"
documents indexes index index index
oci '[tags]' "$new/indexes.json" >"$new/tags.json"
echo '[]' >"$new/artifacts.json"
! $attest || artifacts
printf '{"imageLayoutVersion":"1.0.0"}' >"$new/layout/oci-layout"
# shellcheck disable=SC2016
oci '{tags: $tags[0], artifacts: .} | layout' "$new/artifacts.json" --slurpfile tags \
    "$new/tags.json" -j >"$new/layout/index.json"
jq -r '.[] | "\(.tag) \(.manifest.digest) \(.kind) \(.platforms | join(","))"' "$new/tags.json" \
    >"$new/tags"

"$top_srcdir/images/archives.sh" "$IMAGE" "$new"
for one in layout archives images.json tags; do
    rm -rf "${out:?}/$one"
    mv "$new/$one" "$out/$one"
done
rm -rf "$new"
"$top_srcdir/images/sizes.sh" "$out"
