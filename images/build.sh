#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds all images, FROM scratch and without a daemon: an OCI layout, and archives for 'docker load'.
#
#   build.sh [TREE...]    TREE: further build trees, of this version and for other hosts
#
# Input: the emulators in bin/ and qemu-binfmt-conf of each tree; $IMAGE, $IMAGE_COMPRESSION (gzip, zstd),
# $IMAGE_SOURCE, $IMAGE_REVISION, $IMAGE_BUILDER and $SOURCE_DATE_EPOCH, which all have defaults, see doc/containers.md.
# Output in images/: layout/, archives/, and two tables of what is in them:
#   images   HOST NAME MANIFEST CONFIGURATION LAYER,... TAG,... TAG,...   one image a line: its short tags, and
#            those with the host in them, or -
#   tags     TAG DIGEST index|manifest PLATFORM,...                 what the tags of the layout stand for
# A layer is made once for each emulator and once for the program; every image is a list of layers.

. "${top_srcdir:?}/recipes/lib.sh"
. "$top_srcdir/images/oci.sh"
. "$top_srcdir/images/attest.sh"
# shellcheck disable=SC2034 # for die
me=images
version=$(manifest_release)
out=$top_builddir/images
new=$out/new
blobs=$new/layout/blobs/sha256
: "${IMAGE:=qemu-user-static}" "${compression:=${IMAGE_COMPRESSION:-gzip}}"
: "${IMAGE_SOURCE:=$(manifest_row qemu | awk '$1 == "upstream" { print $3; exit }')}"
case $compression in gzip | zstd) ;; *) die 1 "IMAGE_COMPRESSION is gzip or zstd, not '$compression'" ;; esac

# in_git ARGUMENT...: git about our sources, nothing if they are not in git.
in_git() { [ ! -e "$top_srcdir/.git" ] || git -C "$top_srcdir" "$@" 2>/dev/null || :; }
if [ -z "${IMAGE_REVISION-}" ]; then
    IMAGE_REVISION=$(in_git rev-parse HEAD)
    [ -z "$(in_git status --porcelain --untracked-files=no)" ] || IMAGE_REVISION=$IMAGE_REVISION-dirty
fi
epoch=$("$top_srcdir/tools/date.sh")
case $IMAGE_SOURCE$IMAGE_REVISION in *[\"\\[:cntrl:]]*) die 1 "IMAGE_SOURCE or IMAGE_REVISION has a character that JSON would quote" ;; esac

# settings TREE: what configure has found there: tree, cpu (QEMU's name of the host), platform, their targets ...
settings()
{
    tree=$1
    [ -f "$tree/recipes/settings.sh" ] || die 1 "'$tree' is not a build tree: it has no recipes/settings.sh"
    # shellcheck source=recipes/settings.sh.in
    . "$tree/recipes/settings.sh"
    cpu=$("$top_srcdir/tools/cpus.sh" platform "$host_cpu")
    platform=${cpu#* } cpu=${cpu%% *}
    parts=$new/layers/$cpu
}

# check_static PROGRAM: what goes into an image must need nothing else.
check_static()
{
    [ -f "$1" ] || die 1 "'$1' is missing; run make in that tree first"
    ! $READELF -lW "$1" | grep -q INTERP || die 1 "'$1' is not static; the images hold nothing but it"
}

# put_program: the program under its names; what it is called decides what it does. /register is multiarch's.
put_program()
{
    check_static "$tree/qemu-binfmt-conf"
    mkdir -p "$1/usr/bin" "$1/usr/sbin"
    $STRIP -o "$1/register" "$tree/qemu-binfmt-conf"
    chmod 755 "$1/register"
    ln -s ../../register "$1/usr/bin/binfmt"
    ln -s ../../register "$1/usr/sbin/qemu-binfmt-conf"
}

# part PART: the layer of one part of a tree, "program" or the CPU of an emulator, into $parts/PART.
part()
{
    if [ "$1" = program ]; then
        put_program "$parts/root.$1"
        part_name=qemu-binfmt-conf
    else
        part_name=qemu-$1-static
        check_static "$tree/bin/qemu-$1$suffix"
        mkdir -p "$parts/root.$1/usr/bin"
        install -m 755 "$tree/bin/qemu-$1$suffix" "$parts/root.$1/usr/bin/$part_name"
    fi
    tree_sbom --files "$parts/root.$1" >"$parts/$1.facts"
    echo "$(layer "$parts/root.$1") $part_name" >"$parts/$1"
    rm -rf "$parts/root.$1"
}

# labels TITLE LICENCES: those that the OCI specification names.
labels()
{
    key=org.opencontainers.image
    object "$key.title=$1" "$key.version=$version" "$key.revision=$IMAGE_REVISION" "$key.source=$IMAGE_SOURCE" \
        "$key.licenses=$2" "$key.created=$(iso "$epoch")"
}

# licences: of the program, and with an argument of the emulators and of what is linked into them.
licences()
{
    {
        echo MIT
        echo LGPL-2.1-or-later
        [ $# -eq 0 ] || for source in $(manifest_names); do [ "$source" = meson ] || manifest_licence "$source"; done
    } | sort -u | sed ':a; N; $!ba; s/\n/ AND /g'
}

# image NAME ENTRYPOINT TITLE LICENCES TAGS PART...: adds a row to the table. TAGS: the two lists of it.
image()
{
    image_name=$1 image_entry=$2 image_labels=$(labels "$3" "$4") image_tags=$5
    shift 5
    image_sbom=$(image_sbom "$@")
    for image_part; do
        shift
        set -- "$@" "$(cat "$parts/$image_part")"
    done
    image_config=$(configuration "${platform#linux/}" "$image_entry" "$image_labels" "$@")
    image_manifest=$(manifest "$image_config" "$image_labels" "$@")
    image_layers=$(for image_layer; do echo "${image_layer%% *}"; done | paste -sd ,)
    echo "$cpu $image_name $image_manifest $image_config $image_layers $image_tags $platform ${image_sbom:--}" >>"$new/rows"
}

# images_of TREE: the layers, as many at a time as make has jobs, and then all images of that host.
images_of()
{
    settings "$1"
    [ -n "$targets" ] || die 1 "'$tree' builds no emulator (--with-targets=none)"
    [ ! -d "$parts" ] || die 1 "'$tree' is for $cpu, as a tree before it"
    mkdir -p "$parts"
    # shellcheck disable=SC2086 # a list of names
    printf '%s\n' program $targets | compression=$compression xargs -P "$(job_count)" -n 1 "$0" --part "$tree" ||
        die 1 "a layer could not be made"
    build_facts
    all=$(licences all)
    # shellcheck disable=SC2086 # a list of names
    image all /register "QEMU's emulators of all CPUs, and their registration" "$all" "latest,$version -" program $targets
    # shellcheck disable=SC2086
    image binfmt /usr/bin/binfmt "QEMU's emulators, called as tonistiigi/binfmt" "$all" "binfmt -" program $targets
    image register /register "Registration of QEMU's emulators, without them" "$(licences)" "register -" program
    for target in $targets; do
        image "$target" '' "QEMU's emulator of $target on $cpu" "$all" \
            "$target-$version,$target $cpu-$target-$version,$cpu-$target" "$target"
    done
}

# tag TAG,... DIGEST KIND PLATFORM,...: rows of the table of tags, and descriptors for index.json.
tag()
{
    for one in $(echo "$1" | tr , ' '); do
        echo "$one $2 $3 $4" >>"$new/tags"
        descriptor "$oci.$3.v1+json" "$2" ",\"annotations\":{\"org.opencontainers.image.ref.name\":\"$one\"}" >>"$new/entries"
        echo >>"$new/entries"
    done
}

# tag_all: the tags with a host in them stand for one image, the others for an index with one image for each host.
tag_all()
{
    awk '!seen[$2]++ { print $2 }' "$new/rows" | while read -r image_name; do
        set -- && platforms=''
        # shellcheck disable=SC2034 # a column that is not needed here
        while read -r cpu row_name row_manifest row_config row_layers row_short own platform row_sbom; do
            [ "$row_name" = "$image_name" ] || continue
            short=$row_short
            [ "$own" = - ] || tag "$own" "$row_manifest" manifest "$platform"
            set -- "$@" "$(descriptor "$oci.manifest.v1+json" "$row_manifest" \
                ",\"platform\":{\"architecture\":\"${platform#linux/}\",\"os\":\"linux\"}")"
            platforms=$platforms${platforms:+,}$platform
        done <"$new/rows"
        index=$(index "$(object org.opencontainers.image.version="$version" \
            org.opencontainers.image.revision="$IMAGE_REVISION")" "$@")
        tag "$short" "$index" index "$platforms"
        echo "$image_name $index" >>"$new/indexes"
    done
}

if [ "${1-}" = --part ]; then
    settings "$2"
    part "$3"
    exit
fi
mkdir -p "$out"
exec 9>"$out/lock"
flock 9
rm -rf "$new"
mkdir -p "$blobs"
attest=yes
for one in "$top_builddir" "$@"; do images_of "$one"; done
tag_all
attest_all
printf '{"imageLayoutVersion":"1.0.0"}' >"$new/layout/oci-layout"
printf '{"schemaVersion":2,"mediaType":"%s","manifests":[%s]}' "$oci.index.v1+json" "$(paste -sd , "$new/entries")" \
    >"$new/layout/index.json"
cut -d ' ' -f 1-7 "$new/rows" >"$new/images"
"$top_srcdir/images/archives.sh" "$IMAGE" "$new"
for one in layout archives images tags; do
    rm -rf "${out:?}/$one"
    mv "$new/$one" "$out/$one"
done
rm -rf "$new"
"$top_srcdir/images/sizes.sh" "$out"
