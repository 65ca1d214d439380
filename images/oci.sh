# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# The OCI image format in shell: blobs, layers, configurations, manifests, indexes. Sourced by images/build.sh.
#
# Input: $blobs, the folder blobs/sha256 of a layout; $epoch, seconds; $compression, gzip or zstd.
# Each function that makes a blob prints its digest, "sha256:HEX"; texts must not need quoting in JSON.

oci=application/vnd.oci.image

# iso SECONDS: the time as RFC 3339 has it.
iso() { date -u -d "@$1" +%Y-%m-%dT%H:%M:%SZ; }

# store FILE: moves FILE into the layout under its sum.
store()
{
    store_sum=$(sha256sum <"$1")
    store_sum=${store_sum%% *}
    mv "$1" "$blobs/$store_sum"
    echo "sha256:$store_sum"
}

# store_text TEXT: the same for a text.
store_text()
{
    printf '%s' "$1" >"$blobs/text.$$"
    store "$blobs/text.$$"
}

# descriptor TYPE DIGEST [MORE]: what points to a blob; MORE is further JSON, with its comma.
descriptor()
{
    printf '{"mediaType":"%s","digest":"%s","size":%s%s}' "$1" "$2" "$(wc -c <"$blobs/${2#sha256:}" | tr -d ' ')" "${3-}"
}

# join WORD...: with commas between them.
join()
{
    join_text=
    for join_word; do join_text="$join_text${join_text:+,}$join_word"; done
    printf '%s' "$join_text"
}

# object NAME=VALUE...: {"NAME":"VALUE",...}; those without a value are left out.
object()
{
    object_text=
    for object_pair; do
        [ -n "${object_pair#*=}" ] || continue
        object_text="$object_text${object_text:+,}\"${object_pair%%=*}\":\"${object_pair#*=}\""
    done
    printf '{%s}' "$object_text"
}

# list WORD...: ["WORD",...]
list()
{
    list_text=
    for list_word; do list_text="$list_text${list_text:+,}\"$list_word\""; done
    printf '[%s]' "$list_text"
}

# layer ROOT: the files of ROOT as a layer; prints "DIGEST DIFF-ID" (that of the layer, that of the tar in it).
# Their times are 0, whatever $epoch is: what has not changed is the same layer in the next release.
layer()
{
    # shellcheck disable=SC2046 # names of ours, without spaces
    tar --create --file="$1.tar" --directory="$1" --sort=name --format=ustar --mtime=@0 \
        --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX $(ls -A "$1")
    layer_diff=$(sha256sum <"$1.tar")
    case $compression in
        gzip) gzip -n -6 "$1.tar" && mv "$1.tar.gz" "$1.layer" ;;
        zstd) zstd -q --rm -19 "$1.tar" -o "$1.layer" ;;
    esac
    rm -f "$1.tar"
    echo "$(store "$1.layer") sha256:${layer_diff%% *}"
}

# layer_type: the media type of a layer.
layer_type() { echo "$oci.layer.v1.tar+$compression"; }

# configuration ARCHITECTURE ENTRYPOINT LABELS LAYER...: LAYER is "DIGEST DIFF-ID NAME"; ENTRYPOINT may be empty.
configuration()
{
    conf_architecture=$1 conf_entry=$2 conf_labels=$3 conf_ids='' conf_history=''
    shift 3
    conf_time=$(iso "$epoch")
    for conf_layer; do
        conf_name=${conf_layer##* } conf_id=${conf_layer#* } conf_id=${conf_id% *}
        conf_ids="$conf_ids $conf_id"
        conf_history="$conf_history${conf_history:+,}$(object created="$conf_time" created_by="$conf_name")"
    done
    # shellcheck disable=SC2086 # a list of digests
    conf_ids=$(list $conf_ids)
    store_text "{$(join \
        "\"created\":\"$conf_time\"" \
        "\"architecture\":\"$conf_architecture\"" \
        '"os":"linux"' \
        "\"config\":{\"Env\":[\"PATH=/usr/sbin:/usr/bin:/sbin:/bin\"]${conf_entry:+,\"Entrypoint\":[\"$conf_entry\"]},\"Labels\":$conf_labels}" \
        "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":$conf_ids}" \
        "\"history\":[$conf_history]")}"
}

# manifest CONFIGURATION ANNOTATIONS LAYER...: LAYER as above.
manifest()
{
    man_config=$(descriptor "$oci.config.v1+json" "$1") man_annotations=$2 man_layers=''
    shift 2
    for man_layer; do
        man_layers="$man_layers${man_layers:+,}$(descriptor "$(layer_type)" "${man_layer%% *}")"
    done
    store_text "{$(join \
        '"schemaVersion":2' \
        "\"mediaType\":\"$oci.manifest.v1+json\"" \
        "\"config\":$man_config" \
        "\"layers\":[$man_layers]" \
        "\"annotations\":$man_annotations")}"
}

# index ANNOTATIONS DESCRIPTOR...: an index of manifests, for several platforms.
index()
{
    index_annotations=$1
    shift
    store_text "{$(join \
        '"schemaVersion":2' \
        "\"mediaType\":\"$oci.index.v1+json\"" \
        "\"manifests\":[$(join "$@")]" \
        "\"annotations\":$index_annotations")}"
}
