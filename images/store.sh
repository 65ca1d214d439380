# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Puts blobs into an OCI layout. The JSON in them is made by jq, of images/oci.jq. Sourced by
# images/build.sh.
#
# What is made is described by files in $new, each a JSON array; a blob that is made for each
# element becomes a field of it.
# Input: $new, and $blobs, the directory blobs/sha256 of the layout.

# oci FILTER ARGUMENT...: jq with the definitions of oci.jq.
oci()
{
    oci_filter="include \"oci\"; $1"
    shift
    jq -c -L "$top_srcdir/images" "$oci_filter" "$@"
}

# store FILE: moves it into the layout; prints "DIGEST SIZE".
store()
{
    store_hex=$(sha256 "$1")
    store_size=$(wc -c <"$1" | tr -d ' ')
    mv "$1" "$blobs/$store_hex"
    echo "sha256:$store_hex $store_size"
}

# store_lines: a blob of each line of standard input, without its line feed; prints a line for each,
# as store does.
store_lines()
{
    while IFS= read -r store_line; do
        printf '%s' "$store_line" >"$new/line"
        store "$new/line"
    done
}

# documents NAME FIELD KIND FILTER: FILTER makes a document of each element of the array in
# $new/NAME.json; its descriptor becomes the FIELD of the element.
documents()
{
    oci ".[] | $4" "$new/$1.json" >"$new/documents"
    store_lines <"$new/documents" >"$new/stored"
    describe "$1" "$2" "application/vnd.oci.image.$3.v1+json"
}

# describe NAME FIELD TYPE: the same for the blobs that $new/stored lists, one for each element.
describe()
{
    descriptors "$3" <"$new/stored" >"$new/descriptors"
    jq -c --slurpfile new "$new/descriptors" --arg field "$2" '
        if length != ($new | length) then error("not a blob for each element") else . end
        | [., $new] | transpose | map(.[0] + {($field): .[1]})' "$new/$1.json" >"$new/described"
    mv "$new/described" "$new/$1.json"
}

# descriptors TYPE: a descriptor for each line of store.
descriptors()
{
    jq -R -c --arg type "$1" \
        'split(" ") | {mediaType: $type, digest: .[0], size: (.[1] | tonumber)}'
}
