#!/bin/sh
# SPDX-License-Identifier: MIT
# Unpacks one source into src/NAME-VERSION and applies its patch queue: verify, extract, patch,
# rename.
#
#   unpack.sh NAME STAMP INPUT...
#
# STAMP is written from the INPUTs (see lib.sh). Only QEMU has a queue: the topics of patches/series
# that configure was told to take. A patch that needs fuzz or leaves a reject is fatal; an offset is
# in the log. Nothing is left under the final name on failure.
#
# uses: lib tools/series.sh |
# calls: recipes/fetch.sh | topics

. "${top_srcdir:?}/recipes/lib.sh"
. "$top_srcdir/tools/series.sh"
begin "$@"
! $up_to_date || exit 0

# archive: the verified archive of this source; fetch.sh says where it is, again if it is no longer
# there.
[ -r "$(cat "$stamps/$name.fetched")" ] ||
    "$top_srcdir/recipes/fetch.sh" "$name" "$stamps/$name.fetched"
archive=$(cat "$stamps/$name.fetched")
sum=$(manifest_origins "$name" | awk -v file="${archive##*/}" '$4 == file { print $2 }')
got=$(sha256 "$archive")
echo "$sum" | grep -qx "$got" ||
    die 1 "$archive has changed since it was fetched" "expected sha256 $sum" "     got sha256 $got"

# extract DIR: the content of the archive without its top folder.
extract()
{
    case $archive in
        *.deb) ar p "$archive" data.tar.xz | tar -xJf - -C "$1" ;;
        *) tar -xf "$archive" -C "$1" --strip-components=1 --no-same-owner ;;
    esac
}

# patch_all DIR: the queue, in the order of the series, zero fuzz.
patch_all()
{
    series_names "$topics" | while read -r file; do
        echo "== $file"
        [ -f "$top_srcdir/patches/$file" ] ||
            {
                echo "patches/series names $file, which is missing"
                exit 1
            }
        patch -d "$1" -p1 -F0 --no-backup-if-mismatch --batch <"$top_srcdir/patches/$file" ||
            {
                echo "patches/$file does not apply to $name $version"
                exit 1
            }
    done
}

# Half of a source is of no use to anybody: neither that of an unpacking that was killed, nor of
# this one.
trap 'rm -rf "$src.tmp"' EXIT
rm -rf "$src.tmp"
mkdir -p "$src.tmp"
step UNPACK extract "$src.tmp"
if [ "$name" = qemu ]; then
    step PATCH patch_all "$src.tmp"
fi
rm -rf "$src"
mv "$src.tmp" "$src"
finish
