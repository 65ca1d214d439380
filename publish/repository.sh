#!/bin/sh
# SPDX-License-Identifier: MIT
# make repository: adds packages to repositories from which apt and dnf install, and archives to the
# downloads beside them: static files for any web server.
#
#   repository.sh --key=KEY --url=URL --to=PATH [--site=SITE] DIRECTORY...
#
# KEY names a secret key of gpg; URL is where users will reach PATH; each DIRECTORY has packages, as
# make deb, rpm and tarballs leave them, of this host or of another, or is the images/ of a build
# tree; SITE has the pages of make site. At PATH:
#   apt/ rpm/               the repositories, see apt.sh and rpm.sh
#   downloads/VERSION/      archives, SBOMs, provenances, and images.txt, the digests of the images;
#                           their SHA256SUMS, and its signature
#   index.html doc/ ...     the pages
#   NAME.sources NAME.repo  what users copy;  NAME.asc NAME.gpg   the public key
# PATH is a link to a directory in PATH.generations. A run works on a copy, verifies what it has
# signed, and then renames the link: a client sees the old state or the new one, and an interrupted
# run leaves nothing. What was published stays; the generation before the present one is kept.
#
# Input: $top_srcdir. Exit status: 0; 1 if something is wrong; 2 for a wrong call; 3 if a tool is
# missing. Nothing is changed unless it is 0.

set -eu
umask 022
LC_ALL=C
export LC_ALL
. "${top_srcdir:?}/tools/common.sh"
. "$top_srcdir/tools/manifest.sh"
. "$top_srcdir/publish/signing.sh"
. "$top_srcdir/publish/apt.sh"
. "$top_srcdir/publish/rpm.sh"
# shellcheck disable=SC2034 # for die
me='make repository'
key='' url='' to='' site=''
while [ $# -gt 0 ]; do
    case $1 in
        --key=*) key=${1#*=} ;;
        --url=*) url=${1#*=} ;;
        --to=*) to=${1#*=} ;;
        --site=*) site=${1#*=} ;;
        --*) die 2 "no such option: $1" ;;
        *) break ;;
    esac
    shift
done

# need PROGRAM PACKAGE
need()
{
    command -v "$1" >/dev/null 2>&1 || die 3 "there is no $1 (Debian: $2)"
}

# found PATTERN DIRECTORY...: the files of that name, one per line; names of ours have no blanks.
found()
{
    pattern=$1
    shift
    find "$@" -maxdepth 1 -type f -name "$pattern" | sort
}

# check_call DIRECTORY...: all that can be wrong before anything is done.
check_call()
{
    need gpg gnupg
    need gpgv gpgv
    need flock util-linux
    signing_key "$key"
    case $url in
        https://?* | http://?* | file:///?*) url=${url%/} ;;
        '') die 2 'no address' "make repository KEY=... URL=https://HOST/PATH" ;;
        *) die 2 "'$url' is no address: https://HOST/PATH" ;;
    esac
    if [ -z "$to" ] || [ $# -eq 0 ]; then
        die 2 'repository.sh --key=KEY --url=URL --to=PATH DIRECTORY...'
    fi
    for directory; do [ -d "$directory" ] || die 1 "there is no directory $directory"; done
    debs=$(found '*.deb' "$@")
    rpms=$(found '*.rpm' "$@")
    archives=$(found '*.tar.[gx]z' "$@" && found '*.spdx.json' "$@" &&
        found '*.provenance.json' "$@")
    image_tags=$(found tags "$@")
    [ -n "$debs$rpms" ] || die 1 "no package in $*" 'make deb rpm tarballs'
    if [ -n "$debs" ] || [ -d "$to/apt" ]; then
        need apt-ftparchive apt-utils
        need dpkg-deb dpkg
    fi
    if [ -n "$rpms" ] || [ -d "$to/rpm" ]; then
        need createrepo_c createrepo-c
        need rpmsign rpm
    fi
    [ -z "$site" ] || [ -f "$site/index.html" ] || die 1 "no pages in $site" 'make site'
    [ -L "$to" ] || [ ! -e "$to" ] ||
        die 1 "$to is there, and is no link that make repository has made"
}

# start: $new, a copy of the present generation. What is written anew is copied; packages, which
# never change, are linked.
start()
{
    generations=$to.generations
    mkdir -p "$generations"
    exec 9>"$generations/lock"
    flock --nonblock 9 || die 1 "another make repository works on $to"
    rm -rf "$generations"/*.new
    old=$(readlink "$to" || :)
    old=${old##*/}
    number=$((${old:-0} + 1))
    new=$generations/$number.new
    work=$(mktemp -d)
    trap 'rm -rf "$work" "$new"' EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
    mkdir "$new" "$work/rpmdb"
    [ -n "$old" ] || return 0
    cp -al "$generations/$old/." "$new"
    for changing in apt/dists rpm/repodata; do
        [ -d "$generations/$old/$changing" ] || continue
        rm -rf "${new:?}/$changing"
        cp -a "$generations/$old/$changing" "$new/$changing"
    done
    # What users copy is written in place.
    rm -f "$new/$name".*
    was=$(gpg --batch --with-colons --show-keys "$generations/$old/$name.gpg" 2>/dev/null |
        awk -F : '$1 == "fpr" { print $10; exit }')
    [ "$was" = "$fingerprint" ] ||
        die 1 "$to is signed by another key, $was" \
            "its users would refuse this one, $fingerprint; new subkeys do not matter to them"
}

# downloads FILE...: archives, with the sums of all that have this version.
downloads()
{
    directory=$new/downloads/$(manifest_release)
    mkdir -p "$directory"
    for file; do
        published=$directory/${file##*/}
        if [ -e "$published" ]; then
            cmp -s "$file" "$published" ||
                die 1 "${file##*/} is already published, with another content"
            continue
        fi
        cp "$file" "$published"
        added=$((added + 1))
    done
    # shellcheck disable=SC2086 # a name, or none
    [ -z "$image_tags" ] || cat $image_tags >"$work/images.txt"
    [ ! -e "$work/images.txt" ] || mv -f "$work/images.txt" "$directory/images.txt"
    (cd "$directory" && rm -f SHA256SUMS SHA256SUMS.asc && sha256sum -- * >"$work/sums")
    mv "$work/sums" "$directory/SHA256SUMS"
    sign_detached "$directory/SHA256SUMS"
    verify "$directory/SHA256SUMS.asc" "$directory/SHA256SUMS"
}

# pages: in the place of those of before.
pages()
{
    rm -rf "$new/doc" "$new/plots"
    find "$new" -maxdepth 1 \( -name '*.html' -o -name '*.txt' -o -name '*.css' \) -exec rm -f {} +
    cp -R "$site/." "$new"
}

# finish: the new generation takes the place of the old one; older ones go.
finish()
{
    mv "$new" "$generations/$number"
    ln -sfn "${to##*/}.generations/$number" "$generations/link"
    mv -T "$generations/link" "$to"
    find "$generations" -mindepth 1 -maxdepth 1 -type d ! -name "$number" \
        ! -name "$((number - 1))" -exec rm -rf {} +
}

check_call "$@"
start
added=0
export_key "$new"
# shellcheck disable=SC2086 # lists of names without blanks
{
    [ -z "$debs" ] || apt_add $debs
    [ -z "$rpms" ] || rpm_add $rpms
    [ -z "$archives$image_tags" ] || downloads $archives
}
[ ! -d "$new/$apt_pool" ] || {
    apt_index
    apt_user
}
[ ! -d "$new/rpm/packages" ] || {
    rpm_index
    rpm_user
}
[ -z "$site" ] || pages
finish
printf '  %-11s%s new files in %s, signed by %s\n' REPOSITORY "$added" "$to" "$fingerprint"
