#!/bin/sh
# SPDX-License-Identifier: MIT
# tools/verify-signatures.sh: Debian's chain from a signed suite to an archive, its breaks, and how
# it fetches.

. "$(dirname "$0")/../lib/lib.sh"
. "$(dirname "$0")/../lib/tree.sh"
need_prog gpg gpgv xz
GNUPGHOME=$tmp/gnupg
export GNUPGHOME
mkdir -m 700 "$GNUPGHOME"
for user in archive stranger; do
    gpg --batch --quiet --passphrase '' --quick-generate-key "$user@localhost" ed25519 sign never \
        2>"$tmp/gpg.log" || framework_failure_ "gpg: $(cat "$tmp/gpg.log")"
done
gpg --batch --export archive@localhost >"$tmp/keyring.gpg"

# A build tree that has fetched one archive
b=$tmp/build
mkdir -p "$b/recipes" "$b/stamps"
printf '%s\n' "debian_mirror='http://mirror/debian'" "FETCH_PROGRAM='false'" \
    >"$b/recipes/settings.sh"
echo 'the archive' >"$tmp/thing-1.0.tar.gz"
echo "$tmp/thing-1.0.tar.gz" >"$b/stamps/thing.fetched"
sum=$(sha256sum <"$tmp/thing-1.0.tar.gz" | cut -d ' ' -f 1)

# The mirror, and the program of the user that fetches from it
dist=$tmp/mirror/debian/dists/unstable
mkdir -p "$dist/main/source"
cat >"$tmp/fetch" <<END
#!/bin/sh
echo "\$1" >>"$tmp/requests"
cp "$tmp/mirror/\${1#http://mirror/}" "\$2"
END
chmod +x "$tmp/fetch"

# publish SUM USER: an index that names the sum, in a suite that USER has signed.
publish()
{
    printf '%s\n' 'Package: thing' 'Checksums-Sha256:' " $1 12 thing_1.0.orig.tar.gz" |
        xz >"$dist/main/source/Sources.xz"
    signed=$(sha256sum <"$dist/main/source/Sources.xz" | cut -d ' ' -f 1)
    printf '%s\n' 'Suite: unstable' 'SHA256:' " $signed 1 main/source/Sources.xz" >"$tmp/release"
    gpg --batch --quiet --yes --local-user "$2@localhost" --clear-sign \
        --output "$dist/InRelease" "$tmp/release"
    : >"$tmp/requests"
}
verify()
{
    env top_srcdir="$top_srcdir" top_builddir="$b" QB_DEBIAN_KEYRING="$tmp/keyring.gpg" \
        QB_DEBIAN_SUITES=unstable FETCH="$tmp/fetch" "$top_srcdir/tools/verify-signatures.sh" thing
}

publish "$sum" archive
ok "an archive that a signed index names" verify
like "$tmp/ok.out" \
    "thing-1\.0\.tar\.gz: in Debian's index of unstable, signed by archive@localhost" \
    "who signed is reported"
like "$tmp/ok.out" '^1 of 1 verified by signature' "and how many were verified"
is "$(paste -s -d ' ' "$tmp/requests")" "http://mirror/debian/dists/unstable/InRelease \
http://mirror/debian/dists/unstable/main/source/Sources.xz" "FETCH is the program that fetches"
publish "$(printf %064d 7)" archive
ok "an archive that the index does not name" verify
like "$tmp/ok.out" '^0 of 1 verified by signature' "counts as not verified"
publish "$sum" stranger
fails 1 "a suite signed by somebody else is status 1" verify
like "$tmp/fails.out" '^BAD signature: http://mirror/debian/dists/unstable/InRelease' \
    "the message names it"
publish "$sum" archive
sed -i 's/^Suite: .*/Suite: stable/' "$dist/InRelease"
fails 1 "a suite altered after it was signed is status 1" verify
publish "$sum" archive
echo "$sum" | xz >"$dist/main/source/Sources.xz"
fails 1 "an index altered after it was signed is status 1" verify
like "$tmp/fails.out" 'Sources\.xz is not what the signed InRelease names' "the message names it"
rm -r "$tmp/mirror"
ok "without a network" verify
like "$tmp/ok.out" '^0 of 1 verified by signature' "nothing is verified"
done_testing
