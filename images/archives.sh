#!/bin/sh
# SPDX-License-Identifier: MIT
# Makes archives for 'docker load' of the images in an OCI layout.
#
#   archives.sh IMAGE DIR    IMAGE: the name before the colon; DIR: layout/ and the table images, see build.sh
#
# Output in DIR/archives: HOST.tar with all images of that host, HOST-register.tar, and HOST-CPU.tar for each CPU.
# It is the format of 'docker save': manifest.json names the files of configurations and layers, here those of the
# layout, so that Docker computes the same sums.

set -eu
name=$1 dir=$2

# entry ROW...: an element of manifest.json.
entry()
{
    echo "$1" | awk -v name="$name" '{
        gsub(/sha256:/, "blobs/sha256/")
        tags = $7 == "-" ? $6 : $6 "," $7
        gsub(/,/, "\",\"", $5)
        gsub(/,/, "\",\"" name ":", tags)
        printf "{\"Config\":\"%s\",\"RepoTags\":[\"%s:%s\"],\"Layers\":[\"%s\"]}", $4, name, tags, $5 }'
}

# archive FILE HOST NAME...: the images of that host that have these names, or all if there is no name.
archive()
{
    file=$dir/archives/$1 host=$2
    shift 2
    rows=$(awk -v host="$host" -v names=" $* " '$1 == host && (names == "  " || index(names, " " $2 " "))' "$dir/images")
    mkdir -p "$dir/archive"
    {
        printf '['
        echo "$rows" | while read -r row; do entry "$row"; echo; done | paste -sd , | tr -d '\n'
        printf ']'
    } >"$dir/archive/manifest.json"
    # shellcheck disable=SC2046 # digests
    tar --create --file="$file" --format=ustar --mtime=@0 --owner=0 --group=0 --numeric-owner --mode=u=rw,go=r \
        --directory="$dir/archive" manifest.json --directory="$dir/layout" \
        $(echo "$rows" | awk '{ print $4 "," $5 }' | tr , '\n' | sort -u | sed 's,^sha256:,blobs/sha256/,')
    rm -rf "$dir/archive"
}

mkdir -p "$dir/archives"
awk '!seen[$1]++ { print $1 }' "$dir/images" | while read -r host; do archive "$host.tar" "$host"; done
awk '$2 != "all" && $2 != "binfmt" { print $1, $2 }' "$dir/images" |
    while read -r host image; do archive "$host-$image.tar" "$host" "$image"; done
