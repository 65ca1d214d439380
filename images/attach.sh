#!/bin/sh
# SPDX-License-Identifier: MIT
# Pushes the artifacts of a layout that have a subject, SBOM and provenance, and makes the registry list them.
#
#   attach.sh LAYOUT DESTINATION [SKOPEO-OPTION...]    as push.sh, which calls it when the images are there
#
# A registry with the API of referrers lists them by itself, and says so with the header OCI-Subject. For the others, the
# list is an index under the tag sha256-HEX, the digest of the subject (OCI distribution 1.1, referrers tag schema).
# Output: a line for each subject.

set -eu
. "$(dirname "$0")/registry.sh"
layout=$1 destination=$2
shift 2
blobs=$layout/blobs/sha256
index_type=application/vnd.oci.image.index.v1+json manifest_type=application/vnd.oci.image.manifest.v1+json
: "${REGISTRY_AUTH_FILE:=}" "${HOME:=/}"

# known SUBJECT: the digests that the registry lists for it, into $reg/known; what its tag has, into $reg/old.
known()
{
    : >"$reg/known"
    : >"$reg/old"
    if [ -z "$no_api" ]; then
        request GET "$api$repository/referrers/$1" --header "Accept: $index_type"
        case $status in
            200) jq -r '.manifests[].digest' "$reg/body" >"$reg/known" && ! missing "$1" | grep -q . && return ;;
            404) no_api=yes ;;
        esac
    fi
    request GET "$api$repository/manifests/sha256-${1#sha256:}" --header "Accept: $index_type"
    case $status in
        404) ;;
        200) cp "$reg/body" "$reg/old"
            jq -r '.manifests[].digest' "$reg/old" >>"$reg/known" 2>/dev/null || quit "$destination:sha256-${1#sha256:} is no list of referrers" ;;
        *) refused "the referrers of $1" ;;
    esac
}

# missing SUBJECT: its artifacts that are not known.
missing() { awk -v subject="$1" 'FILENAME == ARGV[1] { known[$1]; next } $1 == subject && !($2 in known) { print $2 }' "$reg/known" "$reg/artifacts"; }

# put_artifact DIGEST: its blobs, then itself; sets $listed if the registry lists it by itself.
put_artifact()
{
    file=$blobs/${1#sha256:}
    for blob in $(jq -r '.config.digest, .layers[].digest' "$file"); do put_blob "$blob" "$blobs/${blob#sha256:}"; done
    put_manifest "$manifest_type" "$1" "$file"
    listed=
    ! tr -d '\r' <"$reg/headers" | grep -iq '^oci-subject:' || listed=yes
}

# put_list SUBJECT DESCRIPTORS: adds these to the index of the subject's tag.
put_list()
{
    jq -n -c --arg type "$index_type" --slurpfile new "$2" --slurpfile old "$reg/old" '
        {schemaVersion: 2, mediaType: $type, manifests: (($old[0].manifests // []) + $new)}' | tr -d '\n' >"$reg/list"
    put_manifest "$index_type" "sha256-${1#sha256:}" "$reg/list"
}

# attach SUBJECT: those of its artifacts that are missing.
attach()
{
    known "$1"
    : >"$reg/new"
    missing "$1" >"$reg/missing"
    while read -r artifact; do
        put_artifact "$artifact"
        [ -n "$listed" ] || jq -c --arg digest "$artifact" '.manifests[] | select(.digest == $digest)' "$layout/index.json" >>"$reg/new"
    done <"$reg/missing"
    [ ! -s "$reg/new" ] || put_list "$1" "$reg/new"
    [ ! -s "$reg/missing" ] || echo "attached: SBOM and provenance of $destination@$1"
}

reg=$(mktemp -d)
trap 'rm -rf "$reg"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
jq -r '.manifests[] | select(.artifactType) | .digest' "$layout/index.json" | while read -r artifact; do
    echo "$(jq -r .subject.digest "$blobs/${artifact#sha256:}") $artifact"
done >"$reg/artifacts"
[ -s "$reg/artifacts" ] || exit 0
registry_open "$destination" "$@"
cut -d ' ' -f 1 "$reg/artifacts" | awk '!seen[$0]++' >"$reg/subjects"
no_api=
while read -r subject; do attach "$subject"; done <"$reg/subjects"
