#!/bin/sh
# SPDX-License-Identifier: MIT
# Pushes all tags of the layout that make images has made to a registry, with skopeo.
#
#   push.sh LAYOUT DESTINATION [SKOPEO-OPTION...]   DESTINATION as in registry.example.org/user/qemu-user-static
#
# Options are those of 'skopeo inspect', as --tls-verify=false or --creds=USER:PASSWORD; 'skopeo login' does, too.
# What the registry has already is not sent. Output: a line for each tag. Exit status: 1 if one could not be pushed.

set -eu
[ $# -ge 2 ] || { sed -n '3,9s/^# \{0,1\}//p' "$0" >&2; exit 2; }
layout=$1 destination=$2
shift 2
command -v skopeo >/dev/null || { echo "push.sh: there is no skopeo" >&2; exit 1; }
[ -f "$layout/index.json" ] || { echo "push.sh: '$layout' is no OCI layout; run make images" >&2; exit 1; }

# Options without blanks in them; 'skopeo copy' wants a prefix.
options="$*"
copy_options=$(for option; do echo "--dest-${option#--}"; done)

# there TAG: the digest of what the registry has under that tag; that of nothing if there is none.
there()
{
    # shellcheck disable=SC2086 # a list of options
    skopeo inspect $options --raw "docker://$destination:$1" 2>/dev/null | sha256sum | sed 's/ .*//; s/^/sha256:/'
}

tr '{' '\n' <"$layout/index.json" | awk -F '"' '
    /"digest"/ { for (i = 2; i < NF; i++) if ($i == "digest") digest = $(i + 2) }
    /ref\.name/ { print $4, digest }' |
    while read -r tag digest; do
        if [ "$(there "$tag")" = "$digest" ]; then
            echo "there already: $destination:$tag"
            continue
        fi
        # shellcheck disable=SC2086
        skopeo copy --quiet --all --preserve-digests $copy_options "oci:$layout:$tag" "docker://$destination:$tag" || exit 1
        echo "pushed: $destination:$tag $digest"
    done
