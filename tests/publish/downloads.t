#!/bin/sh
# SPDX-License-Identifier: MIT
# What a user verifies with the signed sums of a release, here of the real one: archives, the SBOM,
# and container images by their digests; each of them changed is refused.

. "$(dirname "$0")/../lib/lib.sh"
. "$(dirname "$0")/publish.sh"
. "$top_srcdir/tools/manifest.sh"
need_prog gpg gpgv createrepo_c rpmsign apt-ftparchive skopeo
packages=$top_builddir/packages images=$top_builddir/images
[ -f "$packages/SHA256SUMS" ] || skip_all "no archives in $packages: make tarballs"
[ -f "$images/tags" ] || skip_all "no images: make images"
keys maintainer
ok "the release is published" publish repository "$packages" "$images"
published=$www/repository/downloads/$(manifest_release)
{
    sed 's/.* [ *]//' "$packages/SHA256SUMS"
    echo images.txt
} | sort >"$tmp/wanted"
sed 's/.* [ *]//' "$published/SHA256SUMS" | sort >"$tmp/summed"
is "$(grep -Fvx -f "$tmp/summed" "$tmp/wanted")" "" "all archives, SBOMs and digests have sums"

verify=$(sed -n 's/^    \(gpgv --keyring .*\)/\1/p' "$top_srcdir/doc/publishing.md")
# fetch FILE: a fresh download of it, and what it takes to verify it.
fetch()
{
    rm -rf "$tmp/user"
    mkdir "$tmp/user"
    cp "$www/repository/qemu-user-static.gpg" "$published/SHA256SUMS" \
        "$published/SHA256SUMS.asc" "$published/$1" "$tmp/user"
}
# shellcheck disable=SC2317 # called by ok
verified()
{
    (cd "$tmp/user" && sh -c "$verify")
}
# change FILE: one byte of it, which is no other length.
change()
{
    byte=$(od -An -tu1 -j 200 -N 1 "$1" | tr -d ' ')
    printf %b "\\0$(printf %o $((byte ^ 1)))" | dd of="$1" bs=1 seek=200 conv=notrunc status=none
}
for pattern in '*_qemu-aarch64-static.tar.gz' 'qemu-user-static-*.tar.xz' '*.spdx.json' \
    '*.provenance.json' images.txt; do
    file=$(cd "$published" && find . -name "$pattern" | head -n 1)
    file=${file#./}
    fetch "$file"
    ok "verified: $file" verified
    change "$tmp/user/$file"
    fails 1 "refused, with one bit changed: $file" verified
done

# The digests are those of the images; an image that has another content is refused by that.
while read -r tag digest _; do
    [ "$(skopeo inspect --raw "oci:$images/layout:$tag" | sha256sum | cut -d ' ' -f 1)" = \
        "${digest#sha256:}" ] || echo "$tag"
done <"$published/images.txt" >"$tmp/differ"
is "$(cat "$tmp/differ")" "" "images.txt has the digest of each tag: $(wc -l \
    <"$published/images.txt" | tr -d ' ')"
tag=x86_64-aarch64
[ "$(uname -m)" != aarch64 ] || tag=aarch64-x86_64
cp -R "$images/layout" "$tmp/layout"
ok "skopeo takes the image" skopeo copy --quiet "oci:$tmp/layout:$tag" "dir:$tmp/image"
largest=$(find "$tmp/image" -type f -size +100k -exec basename {} \; | head -n 1)
change "$tmp/layout/blobs/sha256/$largest"
fails 1 "and refuses it with one bit of a layer changed" skopeo copy --quiet \
    "oci:$tmp/layout:$tag" "dir:$tmp/other"
like "$tmp/fails.out" '[Dd]igest' "because of the digest"
done_testing
