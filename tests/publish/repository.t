#!/bin/sh
# SPDX-License-Identifier: MIT
# make repository: what it publishes and what it refuses; that nobody sees a half, not even after an
# interruption; that a download is verified by the command of doc/publishing.md.

. "$(dirname "$0")/../lib/lib.sh"
. "$(dirname "$0")/publish.sh"
. "$top_srcdir/tools/manifest.sh"
. "$top_srcdir/tests/lib/tree.sh"
need_prog gpg gpgv apt-ftparchive dpkg-deb createrepo_c rpmsign rpmbuild flock python3
GNUPGHOME=$tmp/none
export GNUPGHOME
repository=$www/repository
small 1

# Before there is a key
key=
fails 2 "without a key" publish repository "$tmp/1"
like "$tmp/fails.out" 'no key to sign with' "the message says it"
keys maintainer stranger
key=nobody@localhost
fails 1 "a key that gpg does not have" publish repository "$tmp/1"
like "$tmp/fails.out" "gpg has no secret key 'nobody@localhost'" "the message names it"
key=localhost
fails 1 "two keys" publish repository "$tmp/1"
like "$tmp/fails.out" 'more than one secret key: give the fingerprint' "the message says it"
unset key
address=
fails 2 "no address" env top_srcdir="$top_srcdir" "$top_srcdir/publish/repository.sh" \
    --key=maintainer --url= --to="$repository" "$tmp/1"
address=nowhere
fails 2 "what is no address" publish repository "$tmp/1"
unset address
mkdir "$tmp/empty"
fails 1 "a directory without packages" publish repository "$tmp/empty"
like "$tmp/fails.out" 'no package in .*/empty' "the message names it"
for tool in apt-ftparchive createrepo_c rpmsign gpgv; do
    tools_without "$tool"
    PATH=$tools fails 3 "a machine without $tool" publish repository "$tmp/1"
    like "$tmp/fails.out" "there is no $tool \(Debian: [a-z-]+\)" "the message has its package"
done
mkdir "$www/site"
fails 1 "a directory that is there" publish site "$tmp/1"
is "$(ls "$www")" site "none of these has written anything"

# The first release
ok "the first release" publish repository "$tmp/1"
fingerprint=$(gpg --with-colons --list-keys maintainer | awk -F : '$1 == "fpr" { print $10; exit }')
like "$tmp/ok.out" "REPOSITORY 3 new files in .*, signed by $fingerprint" "what was done is told"
# all FILE: what a client can fetch, with sums.
all()
{
    (cd "$repository/" && find . -type f -exec sha256sum {} + | sort -k 2) >"$1"
}
all "$tmp/first"
dist=$repository/apt/dists/stable
for file in Release InRelease; do
    for line in 'Origin: qemu-user-static' 'Suite: stable' 'Components: main' \
        'Architectures: amd64' 'Acquire-By-Hash: yes'; do
        grep -qx "$line" "$dist/$file" || echo "$file: $line"
    done
done >"$tmp/missing"
is "$(cat "$tmp/missing")" "" "the suite has its fields"
by_hash()
{
    sed -n '/^SHA256:/,/^[^ ]*:$/s/^ \([0-9a-f]\{64\}\) .* \(.*\)\/.*/\2\/by-hash\/SHA256\/\1/p' \
        "$dist/Release" | sort -u
}
is "$(by_hash | wc -l | tr -d ' ')" 3 "it names three files for the one architecture"
is "$(by_hash | (cd "$dist" && xargs sha256sum) | awk '$2 !~ $1 "$"')" "" \
    "each is there under its sum"
ok "the sources file is deb822 that apt reads" apt-get indextargets \
    -o Dir::Etc::SourceList="$repository/qemu-user-static.sources" -o Dir::Etc::SourceParts=/none
show=$(sed -n "s/^    \(sed -n .* | gpg --show-keys\)$/\1/p" "$top_srcdir/doc/publishing.md" |
    sed "s,/etc/apt/sources.list.d,$repository,")
sh -c "$show" >"$tmp/shown" 2>&1 || :
like "$tmp/shown" "^ *$fingerprint\$" "the command of doc/publishing.md shows the key in it"

# Again, and the next one
ok "the same again" publish repository "$tmp/1"
like "$tmp/ok.out" 'REPOSITORY 0 new files' "adds nothing"
text=changed
rm -rf "$tmp/1"
small 1
for kind in deb rpm tar.gz; do
    mkdir "$tmp/$kind"
    cp "$tmp/1"/*."$kind" "$tmp/$kind"
done
all "$tmp/before"
cp "$tmp/1"/*.rpm "$tmp/tar.gz"
rm "$tmp/tar.gz"/*.rpm
for kind in deb rpm; do
    fails 1 "another package of a published version: $kind" publish repository "$tmp/$kind"
    like "$tmp/fails.out" "\.$kind is already published, with another content" \
        "the message names it"
done
all "$tmp/after"
ok "and nothing has changed" diff "$tmp/before" "$tmp/after"
unset text
arch=arm64
small 2
unset arch
ok "the next release, with another architecture" publish repository "$tmp/2"
is "$(sed -n 's/^Architectures: //p' "$dist/InRelease")" "amd64 arm64" "the suite has both"
is "$(find "$repository/" -name '*.deb' -o -name '*.rpm' | sed 's,.*/,,' | sort | tr '\n' ' ')" \
    "qemu-user-static-arm-1-1.noarch.rpm qemu-user-static-arm-2-1.noarch.rpm \
qemu-user-static_1_amd64.deb qemu-user-static_2_arm64.deb " "both versions are there"
awk '{ print $2 }' "$tmp/first" | grep -E '/(by-hash|pool|packages|downloads)/|repodata/.*xml\.' |
    grep -vE 'SHA256SUMS|repomd' | while read -r path; do
    (cd "$repository/" && grep -F " $path" "$tmp/first" | sha256sum --quiet -c) || :
done >"$tmp/gone" 2>&1
is "$(cat "$tmp/gone")" "" "who has read the indexes of the release before still finds its files"
is "$(find "$www/repository.generations" -mindepth 1 -maxdepth 1 -type d | wc -l | tr -d ' ')" 2 \
    "two generations are kept"
key=stranger@localhost
fails 1 "another key" publish repository "$tmp/2"
like "$tmp/fails.out" "signed by another key, $fingerprint" "the message says it"
unset key

# The pages
site=$tmp/none
fails 1 "pages that are not there" publish repository "$tmp/2"
site=$tmp/site
mkdir -p "$site/doc"
echo first >"$site/index.html"
echo first >"$site/doc/old.html"
ok "with pages" publish repository "$tmp/2"
echo second >"$site/index.html"
rm "$site/doc/old.html"
ok "with others" publish repository "$tmp/2"
is "$(cat "$repository/index.html")" second "the new ones are there"
ok "and no older one" test ! -e "$repository/doc/old.html"
before=$(readlink "$repository")
before=${before##*/}
is "$(cat "$www/repository.generations/$((before - 1))/index.html")" first \
    "the generation before keeps its own"
unset site
ok "without pages" publish repository "$tmp/2"
is "$(cat "$repository/index.html")" second "they stay"

# Nobody sees a half. A step that waits stands for a slow one, one that fails for a full disk.
small 3
all "$tmp/before"
mkdir "$tmp/slow"
cat >"$tmp/slow/createrepo_c" <<END
#!/bin/sh
: >"$tmp/waiting"
while [ ! -e "$tmp/go" ]; do sleep 0.1; done
exit 1
END
chmod +x "$tmp/slow/createrepo_c"
# state: which generations there are, and which one is public.
state()
{
    readlink "$repository"
    (cd "$www/repository.generations" && echo *)
}
state >"$tmp/state"
for signal in TERM INT KILL; do
    rm -f "$tmp/waiting" "$tmp/go"
    # In a group of its own, as a terminal or CI would end it; a background job of sh ignores INT.
    setsid env --default-signal=INT PATH="$tmp/slow:$PATH" top_srcdir="$top_srcdir" \
        "$top_srcdir/publish/repository.sh" --key=maintainer --url=http://h/r \
        --to="$repository" "$tmp/3" >"$tmp/slow.out" 2>&1 &
    running=$!
    until_true test -e "$tmp/waiting"
    all "$tmp/after"
    ok "while it works, clients see the old state" diff "$tmp/before" "$tmp/after"
    fails 1 "a second one is refused meanwhile" publish repository "$tmp/3"
    like "$tmp/fails.out" 'another make repository works on' "the message says it"
    env kill -s "$signal" -- "-$running"
    rc=0
    wait "$running" 2>/dev/null || rc=$?
    ok "ended by SIG$signal" test "$rc" -gt 128
    all "$tmp/after"
    ok "the old state stays" diff "$tmp/before" "$tmp/after"
    [ "$signal" = KILL ] || is "$(state)" "$(cat "$tmp/state")" "and nothing else is left"
done
: >"$tmp/go"
PATH=$tmp/slow:$PATH fails 1 "a step that fails" publish repository "$tmp/3"
like "$tmp/fails.out" 'createrepo_c failed' "the message names it"
all "$tmp/after"
ok "the old state stays" diff "$tmp/before" "$tmp/after"
is "$(state)" "$(cat "$tmp/state")" "nothing is left, not even of the run that was killed"
ok "and the next run succeeds" publish repository "$tmp/3"

# A download, by the command of the documents
verify=$(sed -n 's/^    \(gpgv --keyring .*\)/\1/p' "$top_srcdir/doc/publishing.md")
ok "doc/publishing.md has the command that verifies" test -n "$verify"
# downloaded: a fresh copy of what a user has fetched.
downloaded()
{
    rm -rf "$tmp/user"
    mkdir "$tmp/user"
    cp "$repository/qemu-user-static.gpg" "$repository/downloads/$(manifest_release)"/SHA256SUMS* \
        "$repository/downloads/$(manifest_release)"/*-3.tar.gz "$tmp/user"
}
# shellcheck disable=SC2317 # called by ok
in_user()
{
    (cd "$tmp/user" && sh -c "$verify")
}
downloaded
ok "a download is verified" in_user
like "$tmp/ok.out" 'x86_64_qemu-arm-static-3\.tar\.gz: OK' "it is named"
echo more >>"$tmp/user/x86_64_qemu-arm-static-3.tar.gz"
fails 1 "a tampered one is not" in_user
downloaded
echo more >>"$tmp/user/x86_64_qemu-arm-static-3.tar.gz"
(cd "$tmp/user" && sha256sum -- *.tar.gz >SHA256SUMS)
fails 1 "nor one whose sum was changed too" in_user
(cd "$tmp/user" && gpg --quiet --yes --local-user stranger --armor --output SHA256SUMS.asc \
    --detach-sign SHA256SUMS)
fails 2 "nor one that somebody else has signed" in_user
downloaded
rm "$tmp/user"/*.tar.gz
fails 1 "nothing downloaded is nothing verified" in_user
done_testing
