# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Says what the images are made of, where registries look for it: OCI referrers. Sourced by
# images/build.sh.
#
# Each image, and each index, is the subject of artifacts: an SBOM (SPDX) of each image in it, and
# the provenance of all (in-toto statement, SLSA 1, not signed). They are in the layout, without a
# tag; images/push publishes them.
# Input: what build.sh has, store.sh, packaging/statement.sh.

predicate=https://slsa.dev/provenance/v1

# build_facts: what the emulators of $tree are made of, into $parts/facts, and for the provenance
# into $new/facts and $new/hosts. If that is unknown for one tree, no image of this layout gets
# artifacts.
build_facts()
{
    if [ ! -f "$tree/stamps/qemu.fetched" ]; then
        echo "images: the emulators of '$tree' were built elsewhere (--with-emulators):" \
            "no SBOM and no provenance" >&2
        attest=false
        return
    fi
    top_builddir=$tree SOURCE_DATE_EPOCH=$epoch "$top_srcdir/packaging/facts.sh" --build \
        >"$parts/facts"
    cat "$parts/facts" >>"$new/facts"
    build_of "$platform" >>"$new/hosts"
}

# sbom HOST PART...: stores the SBOM of an image with these layers. Without emulators, it is that of
# our program only.
sbom()
{
    sbom_parts=$new/layers/$1
    shift
    {
        if [ "$*" = program ]; then
            grep -v -e '^source' -e '^patch' "$sbom_parts/facts"
        else
            cat "$sbom_parts/facts"
        fi
        for sbom_part; do cat "$sbom_parts/$sbom_part.facts"; done
    } >"$new/facts.image"
    "$top_srcdir/packaging/sbom.sh" --document "$new/facts.image" >"$new/sbom"
    store "$new/sbom"
}

# sboms: those of all images.
sboms()
{
    jq -r '.[] | [.host] + .parts | join(" ")' "$new/images.json" >"$new/parts"
    # shellcheck disable=SC2086 # a list of names
    while read -r sboms_host sboms_parts; do
        sbom "$sboms_host" $sboms_parts
    done <"$new/parts" >"$new/stored"
    describe images sbom application/spdx+json
}

# provenance: stores the statement. $IMAGE_BUILDER: a URI of who builds, as that of a run of CI. An
# image has the names of its tags; one without a tag of its own is named by its digest.
provenance()
{
    # shellcheck disable=SC2016 # $ is jq's, as below
    oci '{
        subjects: ([$tags[0][] | {name: "\($image):\(.tag)", digest: .manifest.digest}]
            + [$images[0][] | select(.hostTags == []).manifest
                | {name: "\($image)@\(.digest)", digest}]),
        type: "images", parameters: {hosts: [inputs], $version, $compression},
        $revision, $builder
    }' -n --slurpfile tags "$new/tags.json" --slurpfile images "$new/images.json" --arg image \
        "$IMAGE" --arg version "$version" --arg revision "$IMAGE_REVISION" --arg compression \
        "$compression" --arg builder "${IMAGE_BUILDER:-urn:qemu-user-static:unknown-builder}" \
        "$new/hosts" | statement "$new/facts" >"$new/provenance"
    store "$new/provenance"
}

# artifacts: $new/artifacts.json, those of each image and each index, with their manifests.
artifacts()
{
    artifacts_statement=$(provenance | descriptors application/vnd.in-toto+json)
    printf '{}' >"$new/empty"
    artifacts_empty=$(store "$new/empty" | descriptors application/vnd.oci.empty.v1+json)
    # shellcheck disable=SC2016
    oci '"qemu-user-static-\($version)" as $name
        | {"org.opencontainers.image.created": $created} as $annotations
        | [($images[0][] | {subject: .manifest, images: [.]}),
            ($indexes[0][] | {subject: .index, images})
        | {subject, $empty} + (
            (.images[] | {
                type: "application/spdx+json", content: .sbom,
                title: "\($name)-\(.host)-\(.name).spdx.json", $annotations }),
            {
                type: "application/vnd.in-toto+json", content: $statement,
                title: "\($name).provenance.json",
                annotations: ($annotations + {"in-toto.io/predicate-type": $predicate}) })]
    ' -n --slurpfile images "$new/images.json" --slurpfile indexes "$new/indexes.json" --arg \
        created "$created" --arg version "$version" --arg predicate "$predicate" \
        --argjson statement "$artifacts_statement" --argjson empty "$artifacts_empty" \
        >"$new/artifacts.json"
    documents artifacts manifest manifest artifact
}
