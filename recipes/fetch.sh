#!/bin/sh
# SPDX-License-Identifier: MIT
# Brings the archive of one source into the download folder: temporary name, sum, rename.
#
#   fetch.sh NAME [STAMP]
#
# Searched in this order: the folder of --with-distfiles (only read), the download folder, each
# origin of the manifest: upstream, then the Debian mirrors of this machine. The archive is complete
# and has the sum of the manifest when the status is 0. A transfer that broke off is resumed by the
# next call (FILE.part).
#
# Exit status:
#   0  the archive is there and its sum is right
#   1  wrong call, or a setting is missing
#   2  the manifest has no such source
#   3  the manifest has no valid sum for an origin
#   4  no origin could be reached, or none has the file
#   5  a file has the wrong sum or cannot be read (a file of --with-distfiles is never replaced)
#   6  the download folder cannot be written, or is full
# Environment: FETCH replaces the program (curl, wget or a command called as FETCH URL FILE).

set -eu
. "${top_srcdir:?}/tools/common.sh"
. "$top_srcdir/tools/manifest.sh"
. "$top_srcdir/recipes/transfer.sh"
# shellcheck source=recipes/settings.sh.in
. "${QB_SETTINGS:-${top_builddir:?}/recipes/settings.sh}"
folder=${top_builddir:?}/distfiles
program=$(transfer_program)

[ $# -gt 0 ] || {
    echo 'fetch.sh NAME [STAMP]' >&2
    exit 1
}
name=$1
me="fetch $name"
stamp=${2-}

say()
{
    printf '  %-11s%s\n' "$1" "$2"
}

# by_hand: what a user without network does.
by_hand()
{
    echo "$origins" | while read -r kind sum where file; do
        printf 'put %s (sha256 %s) into %s, or name its directory with --with-distfiles\n' "$file" \
            "$sum" "$folder"
    done
}

# check FILE SUM: true if FILE has that sum; the sum it has stays in $got.
check()
{
    got=$(sha256 "$1") && [ "$got" = "$2" ]
}

# describe FILE WANTED: what is wrong with FILE, in one line each.
describe()
{
    printf 'expected sha256 %s\n' "$2"
    printf '     got sha256 %s (%s bytes)\n' "$got" "$(wc -c <"$1" | tr -d ' ')"
    if head -c 512 "$1" | grep -qi '<html\|<!doctype'; then
        echo 'it is a web page, not an archive: a proxy or a login page may stand between'
    fi
}

# finish FILE: the archive is at FILE; tells make.
finish()
{
    if [ -n "$stamp" ]; then
        echo "$1" >"$stamp.$$"
        mv "$stamp.$$" "$stamp"
    fi
    exit 0
}

# urls KIND WHERE: the addresses of an origin.
urls()
{
    case $1 in
        upstream) echo "$2" ;;
        debian)
            for mirror in ${debian_mirror:-$("$top_srcdir/tools/mirror.sh")}; do
                echo "${mirror%/}/$2"
            done
            ;;
    esac
}

# attempt URL SUM FILE: true if FILE is now in the download folder; notes the kind of failure in
# $worst.
attempt()
{
    part=$folder/$3.part
    say FETCH "$name $version  $1"
    while :; do
        if [ -s "$part" ]; then resumed=true; else resumed=false; fi
        rc=0
        if ! $resumed || ! check "$part" "$2"; then
            transfer "$1" "$part" </dev/null || rc=$?
            room "$rc" "$part"
        fi
        if [ "$rc" -eq 0 ] && check "$part" "$2"; then
            mv "$part" "$folder/$3"
            return
        fi
        # Where the server does not go on, or the parts do not fit together: once more, from the
        # start.
        case $resumed:${program##*/}:$rc in
            true:*:0 | true:curl:22 | true:curl:33 | true:curl:36 | true:wget:8) : >"$part" ;;
            *) break ;;
        esac
    done
    if [ "$rc" -ne 0 ]; then
        printf '            not fetched (%s: status %s)\n' "${program##*/}" "$rc" >&2
    else
        worst=5
        {
            echo "fetch $name: wrong sum: $1"
            describe "$part" "$2" | sed 's/^/    /'
        } >&2
        : >"$part"
    fi
    return 1
}

# room STATUS PART: stops when the transfer failed because the disk is full or not writable.
room()
{
    case ${program##*/}:$1 in curl:23 | wget:3) ;; *) return 0 ;; esac
    die 6 "cannot write $2" "$(df -P "$folder" |
        awk 'NR == 2 { print $4 " KiB are free on " $6 }')" \
        'make room and run make again: it goes on where it stopped'
}

# lock PART: one fetch at a time, and as long as its program runs; the next finds the file. PART may
# be renamed or removed while we wait.
lock()
{
    locked=none
    until [ "$(stat -L -c %i "$1" 2>/dev/null)" = "$locked" ]; do
        exec 9>>"$1"
        flock 9
        locked=$(stat -L -c %i /proc/self/fd/9)
    done
}

version=$(manifest_version "$name")
[ -n "$version" ] || die 2 "no such source in $manifest" "it has: $(manifest_names | tr '\n' ' ')"
origins=$(manifest_origins "$name")
bad=$(echo "$origins" | awk '$2 !~ /^[0-9a-f]+$/ || length($2) != 64 || NF != 4')
if [ -n "$bad" ] || [ -z "$origins" ]; then
    die 3 "an origin in $manifest lacks a sha256 of 64 hex digits" \
        "${bad:-there is no origin at all}"
fi

# 1. and 2.: what is at hand, given by the user or fetched before
for dir in "${distfiles-}" "$folder"; do
    [ -n "$dir" ] || continue
    for origin in $(echo "$origins" | awk '{ print $2 "/" $4 }'); do
        file=$dir/${origin#*/}
        [ -f "$file" ] || continue
        [ -r "$file" ] || die 5 "cannot read $file"
        check "$file" "${origin%%/*}" && finish "$file"
        if [ "$dir" = "$folder" ]; then
            mv "$file" "$file.wrong" || die 6 "cannot write to $folder"
            file=$file.wrong
        fi
        {
            echo "fetch $name: wrong sum: $file"
            describe "$file" "${origin%%/*}" | sed 's/^/    /'
        } >&2
        [ "$dir" = "$folder" ] || die 5 "remove or replace that file; it is not ours to change"
    done
done

# 3.: the network
[ -n "$program" ] ||
    die 1 'there is no program to fetch with: install curl or wget and run configure again' \
        "$(by_hand)"
mkdir -p "$folder" 2>/dev/null || :
[ -w "$folder" ] || die 6 "cannot write to $folder" \
    'give the directory to this user, or build elsewhere'
worst=4
while read -r kind sum where file; do
    (: >>"$folder/$file.part") 2>/dev/null || die 6 "cannot write $folder/$file.part"
    lock "$folder/$file.part"
    if [ -f "$folder/$file" ] && check "$folder/$file" "$sum"; then
        [ -s "$folder/$file.part" ] || rm -f "$folder/$file.part"
        finish "$folder/$file"
    fi
    for url in $(urls "$kind" "$where"); do
        ! attempt "$url" "$sum" "$file" || finish "$folder/$file"
    done
    [ -s "$folder/$file.part" ] || rm -f "$folder/$file.part"
done <<EOF
$origins
EOF
if [ "$worst" = 5 ]; then
    die 5 'no origin has the right file' "$(by_hand)"
fi
die 4 'no origin could be reached, or none has the file' "$(by_hand)"
