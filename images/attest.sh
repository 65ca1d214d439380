# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Says what the images are made of, where registries look for it: OCI referrers. Sourced by images/build.sh.
#
# Each image, and each index, is the subject of artifacts: an SBOM (SPDX) of each image in it, and the provenance of all
# (in-toto statement, SLSA 1, not signed). They are in the layout, without a tag; images/push brings them to a
# registry. Input: what build.sh has, and oci.sh.

spdx_type=application/spdx+json
statement_type=application/vnd.in-toto+json
predicate=https://slsa.dev/provenance/v1

# tree_sbom ARGUMENT...: packaging/sbom.sh, about the tree at hand.
tree_sbom() { top_builddir=$tree SOURCE_DATE_EPOCH=$epoch "$top_srcdir/packaging/sbom.sh" "$@"; }

# build_facts: what the emulators of the tree are made of, into $parts/facts, and for the provenance into $new/facts.
# Where that is not known, no image of this layout gets artifacts.
build_facts()
{
    if [ ! -f "$tree/stamps/qemu.fetched" ]; then
        echo "images: '$tree' has not built its emulators (--with-emulators): no SBOM and no provenance" >&2
        attest=
        return
    fi
    tree_sbom --build >"$parts/facts"
    printf 'host\t%s\t%s\t%s\n' "$platform" "$targets" \
        "$(echo "$CFLAGS $LDFLAGS$harden_cflags$speed_cflags$size_cflags$size_ldflags${lto:+ -flto}" | tr -s " ")" | cat - "$parts/facts" >>"$new/facts"
}

# image_sbom PART...: the SBOM of an image that has these layers; prints its digest. Without emulators, it is our program.
image_sbom()
{
    [ -n "$attest" ] || return 0
    {
        if [ "$*" = program ]; then grep -v -e '^source' -e '^patch' "$parts/facts"; else cat "$parts/facts"; fi
        for sbom_part; do cat "$parts/$sbom_part.facts"; done
    } >"$parts/facts.image"
    tree_sbom --document "$parts/facts.image" >"$parts/sbom"
    store "$parts/sbom"
}

# subjects: "subject NAME HEX" for what is in the tables, with tabs. What has no tag is named by its digest.
subjects()
{
    sed 's/ sha256:/ /' "$new/tags" | awk -v image="$IMAGE" '{ print "subject\t" image ":" $1 "\t" $2 }'
    awk -v image="$IMAGE" '$7 == "-" { print "subject\t" image "@" $3 "\t" substr($3, 8) }' "$new/rows"
}

# provenance: its digest. $IMAGE_BUILDER: an URI of who builds, as that of a run of CI.
provenance()
{
    subjects | cat - "$new/facts" >"$new/facts.all"
    jq -R -n -S -c --arg version "$version" --arg revision "$IMAGE_REVISION" --arg compression "$compression" \
        --arg predicate "$predicate" --arg builder "${IMAGE_BUILDER:-urn:qemu-user-static:unknown-builder}" \
        -f "$top_srcdir/images/provenance.jq" "$new/facts.all" >"$new/provenance"
    store "$new/provenance"
}

# artifact TYPE BLOB TITLE SUBJECT ANNOTATION...: a manifest, and its row in index.json. SUBJECT is a descriptor.
artifact()
{
    art_type=$1 art_subject=$4
    art_layer=$(descriptor "$1" "$2" ",\"annotations\":$(object "org.opencontainers.image.title=$3")")
    shift 4
    art_annotations=$(object "org.opencontainers.image.created=$(iso "$epoch")" "$@")
    art_manifest=$(store_text "{$(join \
        '"schemaVersion":2' \
        "\"mediaType\":\"$oci.manifest.v1+json\"" \
        "\"artifactType\":\"$art_type\"" \
        "\"config\":$empty" \
        "\"layers\":[$art_layer]" \
        "\"subject\":$art_subject" \
        "\"annotations\":$art_annotations")}")
    descriptor "$oci.manifest.v1+json" "$art_manifest" ",\"artifactType\":\"$art_type\",\"annotations\":$art_annotations" >>"$new/entries"
    echo >>"$new/entries"
}

# artifacts KIND DIGEST IMAGE CPU: those of an image or an index. CPU: the host of the image; of an index, all.
artifacts()
{
    art_of=$(descriptor "$oci.$1.v1+json" "$2")
    awk -v image="$3" -v cpu="$4" '$2 == image && (cpu == "all" || $1 == cpu) { print $1, $NF }' "$new/rows" |
        while read -r art_cpu art_sbom; do
            artifact "$spdx_type" "$art_sbom" "qemu-user-static-$version-$art_cpu-$3.spdx.json" "$art_of"
        done
    artifact "$statement_type" "$statement" "qemu-user-static-$version.provenance.json" "$art_of" "in-toto.io/predicate-type=$predicate"
}

# attest_all: the artifacts of all images.
attest_all()
{
    [ -n "$attest" ] || return 0
    empty=$(descriptor application/vnd.oci.empty.v1+json "$(store_text '{}')")
    statement=$(provenance)
    # shellcheck disable=SC2034 # columns that are not needed here
    while read -r att_cpu att_image att_manifest att_rest; do artifacts manifest "$att_manifest" "$att_image" "$att_cpu"; done <"$new/rows"
    while read -r att_image att_index; do artifacts index "$att_index" "$att_image" all; done <"$new/indexes"
}
