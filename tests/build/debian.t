#!/bin/sh
# SPDX-License-Identifier: MIT
# tools/debian.sh against a mirror on loopback: what it fetches, and what it refuses.

. "$(dirname "$0")/../lib/lib.sh"
. "$(dirname "$0")/../lib/tree.sh"
need_prog apt-get dpkg-deb gpg gpgv python3
debian=$top_srcdir/tools/debian.sh
folder=$tmp/debs
repository=$tmp/repository
GNUPGHOME=$tmp/gnupg
no_proxy=127.0.0.1
export GNUPGHOME no_proxy
mkdir -m 700 "$GNUPGHOME"

# The keys: ours, and one that is not in the keyring
for user in archive stranger; do
    gpg --batch --quiet --passphrase '' --quick-generate-key "$user@localhost" ed25519 sign never \
        2>"$tmp/gpg.log" || framework_failure_ "gpg: $(cat "$tmp/gpg.log")"
done
gpg --batch --export archive@localhost >"$tmp/keyring.gpg"
QB_DEBIAN_KEYRING=$tmp/keyring.gpg
export QB_DEBIAN_KEYRING

# package VERSION: a package in the pool.
package()
{
    mkdir -p "$tmp/package/DEBIAN" "$repository/pool"
    printf '%s\n' 'Package: thing' "Version: 1:$1" 'Architecture: arm64' \
        'Maintainer: t <t@localhost>' 'Description: for a test' >"$tmp/package/DEBIAN/control"
    dpkg-deb --root-owner-group -b "$tmp/package" "$repository/pool/thing_$1_arm64.deb" \
        >"$tmp/deb.log"
}

# publish SUITE VERSION: an index that names that package, and an InRelease without signature that
# names the index.
publish()
{
    dist=$repository/dists/$1
    mkdir -p "$dist/main/binary-arm64"
    file=pool/thing_$2_arm64.deb
    {
        dpkg-deb -f "$repository/$file"
        printf '%s\n' "Filename: $file" "Size: $(wc -c <"$repository/$file")" \
            "SHA256: $(sha256sum <"$repository/$file" | cut -d ' ' -f 1)"
    } >"$dist/main/binary-arm64/Packages"
    {
        printf '%s\n' "Suite: $1" "Codename: $1" "Date: $(date -Ru)" 'Architectures: arm64' \
            'Components: main' SHA256:
        index=$dist/main/binary-arm64/Packages
        digest=$(sha256sum <"$index" | cut -d ' ' -f 1)
        echo " $digest $(wc -c <"$index") main/binary-arm64/Packages"
    } >"$dist/InRelease"
}

# sign SUITE USER
sign()
{
    gpg --batch --quiet --yes --local-user "$2@localhost" --clear-sign --output "$tmp/signed" \
        "$repository/dists/$1/InRelease" && mv "$tmp/signed" "$repository/dists/$1/InRelease"
}

package 1.0
for suite in good tampered unsigned stranger altered wrong; do
    publish "$suite" 1.0
    case $suite in
        unsigned) ;;
        stranger) sign stranger stranger ;;
        *) sign "$suite" archive ;;
    esac
done
sed -i 's/^Description: .*/Description: of an attacker/' \
    "$repository/dists/tampered/main/binary-arm64/Packages"
sed -i 's/^Codename: .*/Codename: other/' "$repository/dists/altered/InRelease"

python3 - "$repository" >"$tmp/port" 2>"$tmp/requests" <<'END' &
import functools, http.server, sys
handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=sys.argv[1])
server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), handler)
print(server.server_port, flush=True)
server.serve_forever()
END
server=$!
cleanup()
{
    kill "$server" 2>/dev/null || :
    rm -rf "$tmp"
}
until_true test -s "$tmp/port"
QB_DEBIAN_MIRROR=http://127.0.0.1:$(cat "$tmp/port")
export QB_DEBIAN_MIRROR

# fetched: how often a package was asked for since the last call.
fetched()
{
    grep -c 'GET /pool/' "$tmp/requests" || :
    : >"$tmp/requests"
}

is "$("$top_srcdir/tools/mirror.sh")" "$QB_DEBIAN_MIRROR" "QB_DEBIAN_MIRROR is the mirror"
is "$("$debian" good arm64 "$folder" thing 2>"$tmp/err")" "$folder/thing_1.0_arm64.deb" \
    "a signed suite: the package is fetched, and its path is printed"
ok "it is that of the mirror" \
    cmp "$folder/thing_1.0_arm64.deb" "$repository/pool/thing_1.0_arm64.deb"
is "$(fetched)" 1 "it was asked for once"
ok "a second call" "$debian" good arm64 "$folder" thing
is "$(fetched)" 0 "does not fetch it again"
echo x >>"$folder/thing_1.0_arm64.deb"
ok "a copy that was altered" "$debian" good arm64 "$folder" thing
ok "is replaced" cmp "$folder/thing_1.0_arm64.deb" "$repository/pool/thing_1.0_arm64.deb"
rm -r "$folder"
is "$("$debian" none,good arm64 "$folder" thing 2>"$tmp/err")" "$folder/thing_1.0_arm64.deb" \
    "of several suites the first that has it"
rm -r "$folder"
is "$(fetched)" 2 "both were fetched"

# refused SUITE TEXT MESSAGE REQUESTS: nothing of that suite is taken.
refused()
{
    fails 1 "$2: refused" "$debian" "$1" arm64 "$folder" thing
    like "$tmp/fails.out" "$3" "$2: apt's reason is reported"
    is "$(ls "$folder")" "" "$2: there is no package"
    is "$(fetched)" "$4" "$2: requests for the package"
}
refused unsigned "a suite without a signature" \
    'NO_PUBKEY|not signed|is not valid|Clearsigned|isn.t valid' 0
refused stranger "a suite signed by somebody else" \
    'NO_PUBKEY|not signed|public key is not available' 0
refused altered "a suite altered after it was signed" 'BADSIG|not signed|invalid' 0
refused tampered "an index altered after it was signed" \
    '^    E: .*Hash Sum mismatch|^    E: Some index files failed' 0
# The package is checked last; its size stays.
printf X | dd of="$repository/pool/thing_1.0_arm64.deb" bs=1 seek=200 conv=notrunc 2>"$tmp/dd"
refused wrong "a package that is not what the index says" '^    E: .*Hash Sum mismatch' 1

fails 1 "a package that is not in the suite" "$debian" good arm64 "$folder" nothing
like "$tmp/fails.out" '^debian\.sh: no nothing of Debian \(good\) for arm64$' "the message names it"
fails 2 "a wrong call is status 2" "$debian" good arm64 "$folder"
fails 3 "without keys it is status 3" \
    env QB_DEBIAN_KEYRING="$tmp/none" "$debian" good arm64 "$folder" thing
like "$tmp/fails.out" 'package debian-archive-keyring' "the message names the package"
done_testing
