# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# The repository for apt below $new/apt: a pool of packages, and the suite `stable` with the
# component `main`; sourced by repository.sh.
#
#   apt_add FILE...   takes packages into the pool, where older versions stay
#   apt_index         writes the indexes, by name and by hash, and signs them
#   apt_user          NAME.sources, which users copy into /etc/apt/sources.list.d
#
# apt-ftparchive writes all of dists/. Indexes of earlier releases stay below by-hash (the last
# three of each), for clients that have read the InRelease before.

apt_pool=apt/pool/main/q/$name

# A version that is published never changes: users' apt has its sum.
apt_add()
{
    mkdir -p "$new/$apt_pool"
    for file; do
        published=$new/$apt_pool/${file##*/}
        if [ -e "$published" ]; then
            cmp -s "$file" "$published" ||
                die 1 "${file##*/} is already published, with another content" \
                    "a changed package needs a new revision, in sources/manifest"
            continue
        fi
        [ "$(dpkg-deb -f "$file" Package)" = "$name" ] || die 1 "$file is not a package of ours"
        cp "$file" "$published"
        added=$((added + 1))
    done
}

apt_index()
{
    architectures=$(find "$new/$apt_pool" -name '*.deb' | sed 's/.*_\(.*\)\.deb$/\1/' | sort -u |
        paste -s -d ' ')
    dist=$new/apt/dists/stable
    rm -f "$dist/InRelease" "$dist/Release" "$dist/Release.gpg"
    for architecture in $architectures; do mkdir -p "$dist/main/binary-$architecture"; done
    cat >"$work/archive.conf" <<END
Dir::ArchiveDir "$new/apt";
Default { Packages::Compress ". gzip xz"; };
TreeDefault { Directory "pool/\$(SECTION)"; SrcDirectory "pool/\$(SECTION)"; Contents " "; };
Tree "dists/stable" { Sections "main"; Architectures "$architectures"; };
APT::FTPArchive {
    MD5 "false"; SHA1 "false"; DoByHash "true";
    Release {
        Origin "$name"; Label "$name"; Suite "stable"; Codename "stable"; Components "main";
        Architectures "$architectures"; Acquire-By-Hash "yes";
        Description "QEMU user mode emulators, static";
    };
};
END
    {
        apt-ftparchive -q generate "$work/archive.conf" >&2 &&
            apt-ftparchive -q -c "$work/archive.conf" release "$dist" >"$work/Release"
    } 2>"$work/log" || die 1 'apt-ftparchive failed' "$(cat "$work/log")"
    # A directory that it cannot write does not change its exit status.
    ! grep '^E:' "$work/log" >&2 || die 1 'apt-ftparchive failed'
    mv "$work/Release" "$dist/Release"
    sign_clear "$dist/Release" "$dist/InRelease"
    sign --armor --output "$dist/Release.gpg" --detach-sign "$dist/Release"
    verify "$dist/InRelease"
    verify "$dist/Release.gpg" "$dist/Release"
}

# The key is in the file itself: one file to copy, and no other key of apt's counts for it.
apt_user()
{
    {
        printf '%s\n' 'Types: deb' "URIs: $url/apt" 'Suites: stable' 'Components: main' \
            'Signed-By:'
        sed 's/^$/./; s/^/ /' "$new/$name.asc"
    } >"$new/$name.sources"
}
