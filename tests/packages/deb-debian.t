#!/bin/sh
# SPDX-License-Identifier: MIT
# The Debian package in the place of Debian's own: 7.2 (qemu-user-static), 10.0 and newer (qemu-user
# with qemu-user-binfmt), each on a copy of this machine: one apt install takes it, one goes back.
# shellcheck disable=SC2016 # fields of dpkg-query

. "$(dirname "$0")/../lib/lib.sh"
. "$(dirname "$0")/../lib/machine.sh"
. "$(dirname "$0")/deb.sh"
need_deb
need_prog apt-get gpgv
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
[ -e "$keyring" ] || skip_all "no $keyring (package debian-archive-keyring)"

# suite_deb SUITE PACKAGE...: fetches packages of a suite, verified by apt, into
# $QB_CACHE/debian/SUITE; prints their files.
suite_deb()
{
    suite=$1
    shift
    "$top_srcdir/tools/debian.sh" "$suite" "$(dpkg --print-architecture)" \
        "$QB_CACHE/debian/$suite" "$@" 2>"$tmp/apt.log"
}

# The newest depend on a package that only their own suite has, to mark the machine's own
# architecture.
native()
{
    mkdir -p "$tmp/native/DEBIAN"
    printf '%s\n' 'Package: native-architecture-stand-in' 'Version: 1' 'Architecture: all' \
        'Maintainer: tests <tests@localhost>' 'Provides: native-architecture' \
        'Description: for the tests' >"$tmp/native/DEBIAN/control"
    dpkg-deb -b "$tmp/native" "$tmp/native.deb" >/dev/null
}

# round SUITE FILE-OF-ARM64 PACKAGE...: Debian's, ours, Debian's, ours, nothing.
round()
{
    suite=$1 path=$2
    shift 2
    if ! suite_deb "$suite" "$@" >"$tmp/files"; then
        skip "Debian $suite" "its packages cannot be fetched: $(tail -n 1 "$tmp/apt.log")"
        return 0
    fi
    theirs=$(cat "$tmp/files")
    peer=$(dpkg-deb -f "$(head -n 1 "$tmp/files")" Version)
    diag "Debian $suite: $* $peer"
    # shellcheck disable=SC2086 # a list of names
    cp $theirs "$tmp/"
    theirs=$(sed "s,.*/,$tmp/," "$tmp/files")
    # shellcheck disable=SC2086
    ok "$suite: Debian's" apt install --no-install-recommends $theirs
    [ "$suite" = bookworm ] || on "$systemd" || framework_failure_ "systemd-binfmt failed"
    is "$(file_of aarch64)" "$path" "$suite: a program runs by Debian's file"
    ok "$suite: one apt install takes its place" apt install "$deb"
    is "$(on dpkg-query -W -f '${Version} ${db:Status-Status}' qemu-user-static)" \
        "$version installed" "$suite: ours is there"
    is "$(on dpkg-query -W -f '${Package} ${db:Status-Status}\n' qemu-user qemu-user-binfmt \
        2>/dev/null | grep ' installed')" "" "$suite: Debian's are not"
    consistent "$suite"
    has_all "$suite"
    all_run "$suite: after Debian's"
    is "$(on find /usr/libexec/qemu-binfmt /usr/share/qemu/binfmt.d 2>/dev/null)" "" \
        "$suite: nothing of Debian's rules is left"
    # shellcheck disable=SC2086
    ok "$suite: and back again" apt install --allow-downgrades --no-install-recommends $theirs
    is "$(on dpkg-query -W -f '${Version} ${db:Status-Status}' "$1")" "$peer installed" \
        "$suite: back: Debian's is there"
    consistent "$suite: back"
    [ "$suite" = bookworm ] || on "$systemd" || framework_failure_ "systemd-binfmt failed"
    is "$(file_of aarch64)" "$path" "$suite: back: a program runs by Debian's file"
    is "$(on sh -c 'ls -d /var/lib/qemu-user-static/* 2>/dev/null')" "" \
        "$suite: back: nothing of ours is left"
    ok "$suite: ours once more" apt install "$deb"
    all_run "$suite: once more"
    # The settings of Debian's package go with those of ours; those that Debian's packages leave at
    # their removal do not count.
    ok "$suite: purge" apt purge qemu-user-static 'qemu-user*'
    no_trace "$suite"
}

systemd=/usr/lib/systemd/systemd-binfmt
[ -x "$systemd" ] || systemd=/lib/systemd/systemd-binfmt
machine
programs
native
for suite in bookworm trixie sid; do
    case $suite in
        bookworm)
            ok "binfmt-support is installed" apt install binfmt-support
            changes >"$tmp/changes.before"
            round bookworm /usr/bin/qemu-aarch64-static qemu-user-static
            ok "binfmt-support is removed" apt purge binfmt-support
            ;;
        trixie)
            changes >"$tmp/changes.before"
            round trixie /usr/bin/qemu-aarch64 qemu-user-binfmt qemu-user
            ;;
        sid)
            on dpkg -i "$tmp/native.deb" >/dev/null
            changes >"$tmp/changes.before"
            round sid /usr/bin/qemu-aarch64 qemu-user-binfmt qemu-user
            ;;
    esac
done
done_testing
