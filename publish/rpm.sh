# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# The repository for dnf and zypper below $new/rpm: packages of all hosts, of which a client takes
# its own; sourced by repository.sh.
#
#   rpm_add FILE...   signs packages, and takes them in, where older versions stay
#   rpm_index         writes repodata/ and signs it
#   rpm_user          NAME.repo, which users copy into /etc/yum.repos.d
#
# createrepo_c writes all of repodata/. Its files have their sum in their name; those of earlier
# releases stay there (the last three of each), for clients that have read the repomd.xml before.

# header FILE: the sum of what the package says of its files; a signature does not change it.
header()
{
    rpm --dbpath "$work/rpmdb" -qp --nosignature --qf '%{SHA256HEADER}\n' "$1" 2>/dev/null
}

rpm_add()
{
    mkdir -p "$new/rpm/packages" "$work/rpm"
    for file; do
        published=$new/rpm/packages/${file##*/}
        if [ -e "$published" ]; then
            [ "$(header "$file")" = "$(header "$published")" ] ||
                die 1 "${file##*/} is already published, with another content" \
                    "a changed package needs a new revision, in sources/manifest"
            continue
        fi
        cp "$file" "$work/rpm"
    done
    [ -n "$(ls "$work/rpm")" ] || return 0
    # Where rpm's own configuration expects gpg is another distribution's business.
    rpmsign --define "_gpg_name $fingerprint" --define '_gpg_digest_algo sha512' \
        --define "__gpg $(command -v gpg)" --addsign "$work"/rpm/*.rpm >"$work/log" 2>&1 ||
        die 1 "rpmsign cannot sign with $fingerprint ($key_name)" "$(cat "$work/log")"
    added=$((added + $(find "$work/rpm" -name '*.rpm' | wc -l)))
    {
        rpmkeys --dbpath "$work/rpmdb" --import "$new/$name.asc" &&
            rpmkeys --dbpath "$work/rpmdb" --define '_pkgverify_level all' --checksig \
                "$work"/rpm/*.rpm
    } >"$work/log" 2>&1 || die 1 'rpm does not accept the new signatures' "$(cat "$work/log")"
    mv "$work"/rpm/*.rpm "$new/rpm/packages"
}

rpm_index()
{
    rm -f "$new/rpm/repodata/repomd.xml.asc"
    createrepo_c --quiet --update --no-database --retain-old-md=3 --checksum=sha256 \
        --general-compress-type=gz "$new/rpm" >"$work/log" 2>&1 ||
        die 1 'createrepo_c failed' "$(cat "$work/log")"
    sign_detached "$new/rpm/repodata/repomd.xml"
    verify "$new/rpm/repodata/repomd.xml.asc" "$new/rpm/repodata/repomd.xml"
}

rpm_user()
{
    printf '%s\n' "[$name]" "name=QEMU user mode emulators, static" "baseurl=$url/rpm" \
        'enabled=1' 'repo_gpgcheck=1' 'gpgcheck=1' "gpgkey=$url/$name.asc" >"$new/$name.repo"
}
