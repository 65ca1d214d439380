#!/bin/sh
# SPDX-License-Identifier: MIT
# The apt repository in clean Debian roots, over HTTP: install, upgrade, an older version; and what
# is refused: another key, changed indexes, a changed package.
#
# Roots of Debian 12 (apt 2) and 13 (apt 3, with both of its solvers). The sources file of the
# repository is all that a user copies.

. "$(dirname "$0")/../lib/lib.sh"
. "$(dirname "$0")/publish.sh"
. "$(dirname "$0")/../packages/deb.sh"
. "$(dirname "$0")/roots.sh"
need_deb
need_roots

# user NAME: has copied the sources file of $www/NAME, and no other.
user()
{
    sources "$1" >"$root/etc/apt/sources.list.d/qemu-user-static.sources"
}

# refused NAME DESCRIPTION MESSAGE: apt takes nothing from there, for that reason.
refused()
{
    # Without what it has from before, which it would go on with
    rm -rf "$root/var/lib/apt/lists" "$root"/var/cache/apt/archives/*.deb
    rc=0
    in_root sh -c 'apt-get -q update && apt-get -q -y install qemu-user-static' \
        >"$tmp/refused" 2>&1 || rc=$?
    ok "$suite: refused: $2" test "$rc" -ne 0
    like "$tmp/refused" "$3" "$suite: for that reason: $2"
    is "$(installed qemu-user-static)" "" "$suite: and not installed: $2"
}
# not_ours: what a user must not get.
not_ours()
{
    gpg --armor --export stranger@localhost | sed 's/^$/./; s/^/ /' >"$tmp/stranger"
    sources repository | sed '/^ /d' | cat - "$tmp/stranger" \
        >"$root/etc/apt/sources.list.d/qemu-user-static.sources"
    refused repository "the user has another key" 'NO_PUBKEY|Missing key'

    dist=$www/tampered/apt/dists/stable
    tampered tampered
    user tampered
    sed -i 's/^Description: QEMU/Description: qemu/' "$dist/InRelease"
    refused tampered "a changed InRelease" 'BADSIG|Bad signature|Message has been manipulated'
    tampered tampered
    gpg --quiet --yes --local-user stranger --clear-sign --output "$dist/InRelease" \
        "$dist/Release"
    refused tampered "an InRelease that somebody else has signed" 'NO_PUBKEY|Missing key'
    tampered tampered
    rm "$dist/InRelease" "$dist/Release.gpg"
    refused tampered "no signature" 'is not signed'
    tampered tampered
    # Of the same length, under each of their names
    find "$dist" -type f ! -name '*Release*' -exec sh -c 'for file; do
        [ ! -s "$file" ] || printf x | dd of="$file" conv=notrunc status=none
    done' sh {} +
    refused tampered "changed indexes" 'Hash Sum mismatch'
    tampered tampered
    for file in "$www"/tampered/apt/pool/main/q/*/*.deb; do
        printf x | dd of="$file" bs=1 seek=1000000 conv=notrunc status=none
    done
    refused tampered "a changed package" 'Hash Sum mismatch'
    rm -rf "${www:?}/tampered"
    user repository
    ok "$suite: what is ours is not refused" apt update
}

keys maintainer stranger
serve
mkdir "$tmp/old" "$tmp/new"
previous
old_version=$(dpkg-deb -f "$previous" Version)
mv "$previous" "$tmp/old/qemu-user-static_${old_version#*:}_$arch.deb"
mv "$deb" "$tmp/new"

enter || framework_failure_ "$reason"
for row in 'bookworm:' 'trixie:internal' 'trixie:3.0'; do
    suite=${row%:*} solver=${row#*:}
    archive_of debian "$suite" || {
        skip "$suite" "no root of it can be made"
        continue
    }
    words="$suite${solver:+ (solver $solver)}"
    rm -rf "$www/repository" "$www/repository.generations"
    ok "$words: the first release is published" publish repository "$tmp/old"
    new_root
    user repository
    ok "$words: apt update" apt update
    unlike "$tmp/apt.out" '^[WE]:' "$words: without a warning"
    like "$requests" 'GET /repository/apt/dists/stable/main/[^ ]*/by-hash/SHA(256|512)/' \
        "$words: indexes are fetched by their sum"
    ok "$words: apt install" apt install qemu-user-static
    is "$(installed qemu-user-static)" "$old_version installed" "$words: it is there"
    ok "$words: the next release is published" publish repository "$tmp/new"
    ok "$words: apt update" apt update
    ok "$words: apt upgrade" apt upgrade
    is "$(installed qemu-user-static)" "$version installed" "$words: it is the new one"
    ok "$words: an emulator runs" in_root /usr/bin/qemu-aarch64-static --version
    ok "$words: the older release is still there" apt install --allow-downgrades \
        "qemu-user-static=$old_version"
    is "$(installed qemu-user-static)" "$old_version installed" "$words: on request"
    ok "$words: purge" apt purge qemu-user-static
    [ "$solver" = 3.0 ] || not_ours
done
done_testing
