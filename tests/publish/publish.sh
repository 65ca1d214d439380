# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# What the tests of publishing share, sourced after lib.sh: throw-away keys, a web server on
# loopback, packages of two versions.
#
#   keys USER...            secret keys of USER@localhost, in a GNUPGHOME of the test
#   serve                   serves $www as $address; $requests has a line for each request
#   publish NAME DIRECTORY  make repository, at $www/NAME
#   tampered NAME           a copy of $www/repository there, whose files may be written
#   sources NAME, repo NAME the file for users of $www/repository, with the address of $www/NAME
#   small VERSION           a .deb, an .rpm and an archive of that version in $tmp/VERSION

: "${tmp:?this file needs lib.sh}"
unset MAKEFLAGS MFLAGS MAKELEVEL
www=$tmp/www
requests=$tmp/requests
server=
mkdir -p "$www"
chmod 755 "$tmp"

publish_end()
{
    [ -z "$server" ] || kill "$server" 2>/dev/null || :
    gpgconf --kill all 2>/dev/null || :
}
cleanup()
{
    publish_end
    rm -rf "$tmp"
}

keys()
{
    GNUPGHOME=$tmp/gnupg
    export GNUPGHOME
    mkdir -m 700 "$GNUPGHOME"
    for user; do
        gpg --batch --quiet --passphrase '' --quick-generate-key "$user@localhost" rsa2048 sign \
            never 2>"$tmp/gpg.log" || framework_failure_ "gpg: $(cat "$tmp/gpg.log")"
    done
}

serve()
{
    python3 -u -m http.server --bind 127.0.0.1 --directory "$www" 0 >"$tmp/port" 2>"$requests" &
    server=$!
    until grep -q port "$tmp/port"; do
        kill -0 "$server" 2>/dev/null || framework_failure_ "no server: $(cat "$requests")"
        sleep 0.1
    done
    address=http://127.0.0.1:$(sed -n 's/.* port \([0-9]*\) .*/\1/p' "$tmp/port")
}

publish()
{
    published=$1
    shift
    env top_srcdir="$top_srcdir" "$top_srcdir/publish/repository.sh" \
        --key="${key-maintainer@localhost}" --url="${address-http://127.0.0.1}/$published" \
        --to="$www/$published" ${site:+"--site=$site"} "$@"
}

tampered()
{
    rm -rf "${www:?}/$1"
    cp -RL "$www/repository" "$www/$1"
}
sources()
{
    sed "s,/repository/,/$1/," "$www/repository/qemu-user-static.sources"
}
repo()
{
    sed "s,^baseurl=\(.*\)/repository/,baseurl=\1/$1/," "$www/repository/qemu-user-static.repo"
}

small()
{
    rm -rf "$tmp/small"
    mkdir -p "$tmp/small/DEBIAN" "$tmp/$1"
    printf '%s\n' 'Package: qemu-user-static' "Version: $1" "Architecture: ${arch-amd64}" \
        'Maintainer: tests <tests@localhost>' "Description: ${text-for the tests}" \
        >"$tmp/small/DEBIAN/control"
    dpkg-deb --root-owner-group -b "$tmp/small" "$tmp/$1/qemu-user-static_$1_${arch-amd64}.deb" \
        >/dev/null
    printf '%s\n' 'Name: qemu-user-static-arm' "Version: $1" 'Release: 1' 'License: MIT' \
        "Summary: ${text-for the tests}" 'BuildArch: noarch' '%description' 'empty' '%files' \
        >"$tmp/small.spec"
    rpmbuild -bb --define "_topdir $tmp/rpmbuild" --define "_dbpath $tmp/db" "$tmp/small.spec" \
        >"$tmp/rpmbuild.log" 2>&1 || framework_failure_ "rpmbuild: $(cat "$tmp/rpmbuild.log")"
    mv "$tmp"/rpmbuild/RPMS/noarch/*.rpm "$tmp/$1"
    echo "$1 ${text-for the tests}" | gzip -n >"$tmp/$1/x86_64_qemu-arm-static-$1.tar.gz"
}
