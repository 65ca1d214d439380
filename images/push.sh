#!/bin/sh
# SPDX-License-Identifier: MIT
# Pushes all tags of the layout that make images has made to a registry, with skopeo, and what says what they are made of.
#
#   push.sh LAYOUT DESTINATION [SKOPEO-OPTION...]   DESTINATION as in registry.example.org/user/qemu-user-static
#
# Options are those of 'skopeo inspect', in one word, as --tls-verify=false or --creds=USER:PASSWORD; 'skopeo login' does, too.
# What the registry has already is not sent. Output: a line for each tag, and for each image with new SBOM and provenance,
# see attach.sh. Exit status: 1 if something could not be pushed.

set -eu
[ $# -ge 2 ] || { sed -n '3,10s/^# \{0,1\}//p' "$0" >&2; exit 2; }
layout=$1 destination=$2
shift 2
for program in skopeo curl jq; do
    command -v $program >/dev/null || { echo "push.sh: there is no $program" >&2; exit 1; }
done
[ -f "$layout/index.json" ] || { echo "push.sh: '$layout' is no OCI layout; run make images" >&2; exit 1; }

# there TAG OPTION...: the digest of what the registry has under that tag; that of nothing if there is none.
there()
{
    there_tag=$1
    shift
    skopeo inspect "$@" --raw "docker://$destination:$there_tag" 2>/dev/null | sha256sum | sed 's/ .*//; s/^/sha256:/'
}

# copy TAG OPTION...: 'skopeo copy' wants a prefix before the options.
copy()
{
    copy_tag=$1
    shift
    for option; do
        shift
        set -- "$@" "--dest-${option#--}"
    done
    skopeo copy --quiet --all --preserve-digests "$@" "oci:$layout:$copy_tag" "docker://$destination:$copy_tag"
}

tr '{' '\n' <"$layout/index.json" | awk -F '"' '
    /"digest"/ { for (i = 2; i < NF; i++) if ($i == "digest") digest = $(i + 2) }
    /ref\.name/ { print $4, digest }' |
    while read -r tag digest; do
        if [ "$(there "$tag" "$@")" = "$digest" ]; then
            echo "there already: $destination:$tag"
            continue
        fi
        copy "$tag" "$@" || exit 1
        echo "pushed: $destination:$tag $digest"
    done
"$(dirname "$0")/attach.sh" "$layout" "$destination" "$@"
