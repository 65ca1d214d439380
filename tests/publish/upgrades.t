#!/bin/sh
# SPDX-License-Identifier: MIT
# From the packages that Debian's and Ubuntu's suites have to ours in the apt repository, and back,
# in clean roots, by each suite's apt and its solvers: the rows of upgrades.def.
#
# Environment: QB_UPGRADES=all, all rows (make check-upgrades); default: those of CI.
# shellcheck disable=SC2016,SC2317 # fields of dpkg-query; functions that others call

. "$(dirname "$0")/../lib/lib.sh"
. "$(dirname "$0")/publish.sh"
. "$(dirname "$0")/../packages/deb.sh"
. "$(dirname "$0")/roots.sh"
need_deb
need_roots

# emulators: the packages with emulators that are installed, as "NAME VERSION".
emulators()
{
    in_root dpkg-query -W -f '${Package} ${Version} ${db:Status-Status}\n' 'qemu-user*' \
        2>/dev/null | sed -n 's/ installed$//p' | sort
}

# there_and_back PACKAGE...: the distribution's packages, ours, theirs again. With the sources of
# both, as on a user's machine.
there_and_back()
{
    new_root
    cp "$root/suites.list" "$root/etc/apt/sources.list"
    apt update >/dev/null || {
        cannot "$words" "its archive cannot be reached"
        return 0
    }
    ok "$words: the distribution's" apt install --no-install-recommends "$@"
    theirs=$(emulators)
    sources repository >"$root/etc/apt/sources.list.d/qemu-user-static.sources"
    ok "$words: our repository beside it" apt update
    ok "$words: apt full-upgrade" apt full-upgrade
    is "$(in_root dpkg --audit)" "" "$words: full-upgrade: dpkg --audit"
    if [ "$how" = exchange ]; then
        fails 100 "$words: apt install qemu-user-static is refused" apt install qemu-user-static
        is "$(emulators)" "$theirs" "$words: and changes nothing"
        # shellcheck disable=SC2046 # names
        ok "$words: apt install qemu-user-static, the others named" apt install \
            qemu-user-static $(printf '%s-\n' "$@")
    else
        ok "$words: apt install qemu-user-static" apt install qemu-user-static
    fi
    is "$(emulators)" "qemu-user-static $version" "$words: ours is there, and theirs are gone"
    is "$(in_root dpkg --audit)" "" "$words: dpkg --audit"
    ok "$words: an emulator runs" in_root /usr/bin/qemu-aarch64-static --version
    # shellcheck disable=SC2046 # names
    ok "$words: and back" apt install --no-install-recommends --allow-downgrades \
        $(printf "%s/$from_suite\n" "$@") $([ "$how" = install ] || echo qemu-user-static-)
    is "$(emulators)" "$theirs" "$words: theirs are there, and ours is gone"
    is "$(in_root dpkg --audit)" "" "$words: back: dpkg --audit"
}

keys maintainer
serve
ok "our repository is published" publish repository "$(dirname "$deb")"
enter || framework_failure_ "$reason"
# On a descriptor of its own: the commands in the roots may read.
exec 7<"$here/upgrades.def"
while read -r when distribution suites solver how packages <&7; do
    case $when in
        ci) ;;
        all) [ "${QB_UPGRADES-}" = all ] || continue ;;
        *) continue ;;
    esac
    from_suite=${suites##*,}
    words="$from_suite (solver $solver): $packages"
    archive_of "$distribution" "$suites" || {
        cannot "$words" "no root of it can be made: its archive cannot be reached"
        continue
    }
    # shellcheck disable=SC2046 # names
    there_and_back $(echo "$packages" | tr ',' ' ')
done
done_testing
