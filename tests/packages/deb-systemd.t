#!/bin/sh
# SPDX-License-Identifier: MIT
# The Debian package without binfmt-support, on a copy of this machine and with the kernel's real
# rules: files for systemd, systemd-binfmt run by hand, masks, upgrade, and binfmt-support that
# comes and goes.
# shellcheck disable=SC2016 # for inner shells

. "$(dirname "$0")/../lib/lib.sh"
. "$(dirname "$0")/../lib/machine.sh"
. "$(dirname "$0")/deb.sh"
need_deb
systemd=/usr/lib/systemd/systemd-binfmt
[ -x "$systemd" ] || systemd=/lib/systemd/systemd-binfmt
[ -x "$systemd" ] || skip_all "no systemd-binfmt"
machine
programs
previous
on sh -c 'command -v update-binfmts >/dev/null' && apt purge binfmt-support
changes >"$tmp/changes.before"
all=$(wanted_names | tr '\n' ' ')

# Nobody registers at boot: systemd is installed, but not running.
ok "apt install --no-install-recommends" apt install --no-install-recommends "$deb"
consistent "installed"
like "$tmp/apt.out" 'update-qemu-user-static: registered until the next boot' \
    "it says that the next boot ends it"
has_all "installed"
all_run "installed"
is "$(systemd_files)" "$all" "systemd has the files of all"
is "$(on sh -c 'cat /usr/lib/binfmt.d/qemu-*.conf' | sort)" \
    "$(on sh -c 'cat /usr/share/qemu-user-static/binfmt.d/*' | sort)" \
    "they are those that the package ships"

# The boot, by hand: systemd-binfmt removes all rules and makes those of the files.
ok "systemd-binfmt" on "$systemd"
has_all "systemd-binfmt"
is "$(for name in $(rule_names); do flags "$name"; done | sort -u)" "POF" \
    "the flags are P, O and F, and not C"
all_run "systemd-binfmt"

# With systemd running, from here on: this folder is how programs see it.
on mkdir -p /run/systemd/system
on sh -c "echo ':of-somebody:M::xxxx::/bin/true:' >$rules/register"
on ln -s /dev/null /etc/binfmt.d/qemu-hppa.conf
on sh -c "echo -1 >$rules/qemu-hppa"
ok "an upgrade" apt install --no-install-recommends --reinstall "$deb"
unlike "$tmp/apt.out" 'until the next boot' "the next boot registers again"
is "$(rule_names |
    grep -cx qemu-hppa)" 0 "a CPU that the administrator has masked in /etc/binfmt.d stays off"
ok "a rule of somebody else is still there" on test -e "$rules/of-somebody"
on sh -c "rm /etc/binfmt.d/qemu-hppa.conf; echo -1 >$rules/of-somebody"
on sed -i 's/^CREDENTIALS=.*/CREDENTIALS=yes/' /etc/default/qemu-user-static
ok "update-qemu-user-static with CREDENTIALS=yes" on update-qemu-user-static
has_all "with flag C"
is "$(flags qemu-aarch64) $(flags qemu-hppa)" "POCF POCF" "flag C is on"
ok "the next boot" on "$systemd"
is "$(flags qemu-aarch64) $(flags qemu-hppa)" "POCF POCF" "flag C is still on"
on sed -i 's/^CREDENTIALS=.*/CREDENTIALS=no/' /etc/default/qemu-user-static
ok "update-qemu-user-static with CREDENTIALS=no" on update-qemu-user-static
is "$(flags qemu-aarch64)" "POF" "flag C is off"
case $(uname -m) in x86_64) also=i386 ;; aarch64) also=arm ;; *) also= ;; esac
if [ -n "$also" ]; then
    ok "one command for a CPU of this machine's family" on update-qemu-user-static --also "$also"
    is "$(rule_names | grep -cx "qemu-$also")" 1 "it is registered"
    ok "the next boot" on "$systemd"
    is "$(rule_names | grep -cx "qemu-$also")" 1 "it is still registered"
    ok "no more" on update-qemu-user-static --also ''
    has_all "after --also ''"
    is "$(systemd_files)" "$all" "and its file is gone"
fi
ok "apt purge" apt purge qemu-user-static
on rm -rf /run/systemd /etc/default/qemu-user-static.d
no_trace "purged"

# Upgrade, and the other mechanism
ok "the version before" apt install --no-install-recommends "$previous"
ok "the upgrade" apt install --no-install-recommends "$deb"
is "$(systemd_files)" "$all" "upgraded: systemd has the files of all"
all_run "upgraded"
ok "binfmt-support comes" apt install binfmt-support
consistent "binfmt-support"
is "$(systemd_files)" "" "systemd has no file any more: one mechanism"
on update-binfmts --display qemu-s390x >"$tmp/display"
like "$tmp/display" '^qemu-s390x \(enabled\):$' "binfmt-support has the rules"
has_all "binfmt-support"
all_run "binfmt-support"
ok "binfmt-support goes" apt remove binfmt-support
is "$(systemd_files)" "$all" "systemd has the files again"
has_all "binfmt-support has gone"
all_run "binfmt-support has gone"
ok "apt purge of both" apt purge qemu-user-static binfmt-support
no_trace "purged, both"
done_testing
