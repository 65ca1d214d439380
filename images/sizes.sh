#!/bin/sh
# SPDX-License-Identifier: MIT
# Prints the sizes of the images in bytes: what a registry stores and sends (packed), and what that unpacks to.
#
#   sizes.sh DIR [--peers]    DIR: layout/ and the table images, see build.sh
#
# With --peers those of Debian, packed in the same way, are beside them: what bench/size has fetched to $QB_CACHE/peers.
# Output: a Markdown table for each host.

set -eu
dir=$1
: "${QB_CACHE:=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/qemu-user-static}"

bytes() { wc -c | tr -d ' '; }

# layer_sizes DIGEST: packed and unpacked.
layer_sizes()
{
    file=$dir/layout/blobs/sha256/${1#sha256:}
    echo "$(bytes <"$file") $(unpack "$file" | bytes)"
}

# unpack FILE: by its magic number.
unpack() { case $(head -c 2 "$1" | od -An -tx1) in *1f*8b*) gzip -dc "$1" ;; *) zstd -dcq "$1" ;; esac; }

# peer_sizes SUITE CPU: the same for Debian's emulator.
peer_sizes()
{
    for file in "$QB_CACHE/peers/$1/usr/bin/qemu-$2-static" "$QB_CACHE/peers/$1/usr/bin/qemu-$2"; do
        [ ! -f "$file" ] || { echo "$(gzip -n -6 -c "$file" | bytes) $(bytes <"$file")"; return; }
    done
    echo '- -'
}

suites=
[ "${2-}" != --peers ] || for suite in bookworm trixie sid; do [ ! -d "$QB_CACHE/peers/$suite/usr" ] || suites="$suites $suite"; done
awk '!seen[$1]++ { print $1 }' "$dir/images" | while read -r host; do
    awk -v host="$host" '$1 == host && $2 != "all" && $2 != "binfmt" { print $2, $5 }' "$dir/images" |
        while read -r name layer; do
            printf '%s %s' "$name" "$(layer_sizes "$layer")"
            for suite in $suites; do printf ' %s' "$(peer_sizes "$suite" "$name")"; done
            echo
        done | awk -v host="$host" -v suites="$suites" '
            function row(name, cell, i) { printf "| %s |", name; for (i = 1; i <= n; i++) printf " %s |", cell[i]; print "" }
            BEGIN {
                count = split(suites, suite, " ")
                head = "| on " host " | packed | unpacked |"
                for (i = 1; i <= count; i++) head = head " Debian " suite[i] ", packed | unpacked |"
                print head
                gsub(/[^|]+/, "--:", head)
                print head
            }
            { n = NF - 1; for (i = 1; i <= n; i++) { cell[i] = $(i + 1); sum[i] += cell[i] }; row($1, cell) }
            END { row("**together**", sum) }'
done
