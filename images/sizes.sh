#!/bin/sh
# SPDX-License-Identifier: MIT
# Prints the sizes of the images in bytes: what a registry stores and sends (packed), and what that
# unpacks to.
#
#   sizes.sh DIR [--peers]    DIR: images.json, see build.sh
#
# With --peers those of Debian, packed in the same way, are beside them: what bench/size has fetched
# to $QB_CACHE/peers.
# Output: a Markdown table for each host.

set -eu
dir=$1
: "${QB_CACHE:=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/qemu-user-static}"

bytes()
{
    wc -c | tr -d ' '
}

# peer SUITE CPU: "PACKED UNPACKED" of Debian's emulator, or dashes.
peer()
{
    for file in "$QB_CACHE/peers/$1/usr/bin/qemu-$2-static" "$QB_CACHE/peers/$1/usr/bin/qemu-$2"; do
        [ ! -f "$file" ] || {
            echo "$(gzip -n -6 -c "$file" | bytes) $(bytes <"$file")"
            return
        }
    done
    echo '- -'
}

# peers: a line "SUITE CPU PACKED UNPACKED" for each suite that is there.
peers()
{
    for suite in bookworm trixie sid; do
        [ -d "$QB_CACHE/peers/$suite/usr" ] || continue
        jq -r '[.[] | select(.name != "all" and .name != "binfmt").name] | unique[]' \
            "$dir/images.json" |
            while read -r cpu; do echo "$suite $cpu $(peer "$suite" "$cpu")"; done
    done
}

if [ "${2-}" = --peers ]; then peers; fi | jq -R -r -n --slurpfile images "$dir/images.json" '
    [inputs | split(" ")] as $peers
    | ($peers
        | reduce .[][0] as $suite ([]; if index($suite) then . else . + [$suite] end)) as $suites
    | def number: try tonumber catch .;
    # cells: of an image, our two sizes and those of each suite.
    def cells: .name as $name
        | [.layers[0].size, .layers[0].unpacked]
        + [$suites[] as $suite | $peers[]
            | select(.[0] == $suite and .[1] == $name) | .[2:][] | number];
    def row($name; $cells): "| \($name) |" + ([$cells[] | " \(.) |"] | add);
    $images[0] | map(select(.name != "all" and .name != "binfmt")) | group_by(.host)[]
    | map({name, cells: cells}) as $rows
    | row("on \($images[0][0].host)";
        ["packed", "unpacked"] + [$suites[] | "Debian \(.), packed", "unpacked"]) as $head
    | $head, ($head | gsub("[^|]+"; "--:")),
        ($rows[] | row(.name; .cells)),
        row("**together**"; [$rows[].cells] | transpose | map(map(numbers) | add // 0))'
