#!/bin/sh
# SPDX-License-Identifier: MIT
# The Debian package with binfmt-support, on a copy of this machine and with the kernel's real
# rules: install, run, enable, disable, upgrade, interruption, a kernel that refuses, a container,
# remove, purge.

# shellcheck disable=SC2016 # fields of dpkg-query

. "$(dirname "$0")/../lib/lib.sh"
. "$(dirname "$0")/../lib/machine.sh"
. "$(dirname "$0")/deb.sh"
need_deb
machine
programs
previous
ok "binfmt-support is installed" apt install binfmt-support
changes >"$tmp/changes.before"

ok "apt install ./qemu-user-static.deb" apt install "$deb"
consistent "installed"
has_all "installed"
is "$(systemd_files)" "" "systemd has no file of it: one mechanism"
on update-binfmts --display qemu-aarch64 >"$tmp/display"
like "$tmp/display" '^qemu-aarch64 \(enabled\):$' "update-binfmts --display: enabled"
like "$tmp/display" 'package = qemu-user-static$' \
    "update-binfmts --display: it belongs to the package"
is "$(for name in $(rule_names); do
    flags "$name"
done | sort -u)" "PF" "the flags are P and F, and not C"
all_run "installed"
ok "the test of the installed package (tests/packages/installed.t)" \
    on sh "$top_srcdir/tests/packages/installed.t"
mkdir "$tmp/root"
cp "$tmp/guest-aarch64" "$tmp/root/guest"
is "$(on chroot "$tmp/root" /guest)" "aarch64 /guest" \
    "a root with nothing but a program of another CPU"
is "$(
    on qemu-arm64 "$tmp/guest-aarch64"
    on qemu-armhf-static "$tmp/guest-arm"
)" "aarch64 $tmp/guest-aarch64
armv7l $tmp/guest-arm" "the names of Debian's qemu-user and qemu-user-static"

on update-binfmts --disable qemu-aarch64
is "$(says aarch64)" "" "update-binfmts --disable: the program does not run"
on update-binfmts --enable qemu-aarch64
is "$(says aarch64)" "aarch64 $tmp/guest-aarch64" "update-binfmts --enable: it does"

# The settings
on sed -i 's/^CREDENTIALS=.*/CREDENTIALS=yes/' /etc/default/qemu-user-static
ok "update-qemu-user-static with CREDENTIALS=yes" on update-qemu-user-static
is "$(flags qemu-aarch64) $(flags qemu-s390x)" "POCF POCF" "flag C is on"
is "$(rule_names | wc -l)" "$(wanted_names | wc -l)" "all rules are there"
ok "an upgrade to the same version" apt install --reinstall "$deb"
is "$(flags qemu-aarch64)" "POCF" "flag C has survived it"
on sed -i 's/^CREDENTIALS=.*/CREDENTIALS=no/' /etc/default/qemu-user-static
ok "update-qemu-user-static with CREDENTIALS=no" on update-qemu-user-static
is "$(flags qemu-aarch64)" "PF" "flag C is off"
case $(uname -m) in x86_64) also=i386 ;; aarch64) also=arm ;; *) also= ;; esac
if [ -n "$also" ]; then
    ok "one command for a CPU of this machine's family" on update-qemu-user-static --also "$also"
    is "$(rule_names | grep -cx "qemu-$also")" 1 "it is registered"
    ok "an upgrade" apt install --reinstall "$deb"
    is "$(rule_names | grep -cx "qemu-$also")" 1 "it is still registered"
    ok "no more" on update-qemu-user-static --also ''
    has_all "after --also ''"
fi
fails 2 "--also with an unknown CPU" on update-qemu-user-static --also vax

ok "apt purge" apt purge qemu-user-static
no_trace "purged"

# Upgrade from our own version before
ok "the version before" apt install "$previous"
is "$(file_of aarch64)" /usr/bin/qemu-aarch64-static "it runs programs"
on update-binfmts --disable qemu-riscv64
ok "the upgrade" apt install "$deb"
is "$(on dpkg-query -W -f '${Version}' qemu-user-static)" "$version" "the version is the new one"
is "$(says riscv64)" "" "what the administrator has disabled is still disabled"
for name in aarch64 arm s390x; do
    is "$(file_of $name)" "/usr/bin/qemu-$name-static" \
        "upgraded: the kernel runs the new file for $name"
done
consistent "upgraded"
on update-binfmts --enable qemu-riscv64
all_run "upgraded and enabled"

# An interruption in the middle of the registration: a stand-in for update-binfmts kills its caller
# at the tenth rule.
cat >"$tmp/update-binfmts" <<'STANDIN'
#!/bin/sh
echo "$*" >>/run/calls
[ "$(wc -l </run/calls)" -lt 10 ] || { kill -KILL "$PPID"; exit 1; }
exec /usr/sbin/update-binfmts "$@"
STANDIN
chmod +x "$tmp/update-binfmts"
on update-binfmts --disable qemu-alpha
on dpkg --unpack "$deb" >"$tmp/unpack.out" 2>&1 ||
    framework_failure_ "no unpack: $(cat "$tmp/unpack.out")"
fails 1 "a postinst that is killed" \
    on env PATH="$tmp:/usr/sbin:/usr/bin:/sbin:/bin" dpkg --configure qemu-user-static
is "$(on dpkg-query -W -f '${db:Status-Status}' qemu-user-static)" half-configured \
    "the package is half-configured"
ok "dpkg --configure -a" on dpkg --configure -a
consistent "configured after all"
is "$(rule_names | tr '\n' ' ')" "$(wanted_names | grep -vx qemu-alpha | tr '\n' ' ')" \
    "all rules are there, but the one that was disabled before"
all_run "configured after all"
on update-binfmts --enable qemu-alpha

# All rules are lost, as by an unmount since Linux 6.7: nothing was switched off by anybody.
# shellcheck disable=SC2016 # for the inner shell
on sh -c 'for rule in "$1"/qemu-*; do echo -1 >"$rule"; done' sh "$rules"
is "$(rule_names)" "" "all rules are lost"
ok "an upgrade then" apt install --reinstall "$deb"
unlike "$tmp/apt.out" 'still disabled' "disables nothing"
has_all "after the loss"
all_run "after the loss"

# A program that fails in the middle leaves nothing behind.
cat >"$tmp/qemu-binfmt-conf" <<'STANDIN'
#!/bin/sh
case "$*" in *--debian*) exit 5 ;; esac
exec /usr/sbin/qemu-binfmt-conf "$@"
STANDIN
chmod +x "$tmp/qemu-binfmt-conf"
on ls -A /tmp >"$tmp/files.before"
fails 5 "templates that cannot be written" \
    on env PATH="$tmp:/usr/sbin:/usr/bin:/sbin:/bin" update-qemu-user-static
rm "$tmp/qemu-binfmt-conf"
on ls -A /tmp >"$tmp/files.after"
is "$(cat "$tmp/files.after")" "$(cat "$tmp/files.before")" "no temporary file stays"

# A kernel that refuses
on mount -o remount,ro "$rules"
ok "an upgrade where binfmt_misc is read-only" apt install --reinstall "$deb"
like "$tmp/apt.out" 'update-qemu-user-static: binfmt-support has not accepted|Read-only' \
    "it says that the kernel refuses"
on mount -o remount,rw "$rules"
ok "writable again: update-qemu-user-static" on update-qemu-user-static
has_all "writable again"
all_run "writable again"

# A container and a chroot: the kernel's rules are not theirs.
ok "apt remove" apt remove qemu-user-static
is "$(rule_names)" "" "removed: the kernel has no rule of an emulator"
is "$(on sh -c 'ls /var/lib/binfmts | grep -c qemu-')" 0 "removed: nor has binfmt-support"
ok "removed: the settings are still there" on test -f /etc/default/qemu-user-static
on sh -c "echo ':qemu-hppa:M::xxxx::/bin/true:' >$rules/register"
on touch /run/.containerenv
ok "apt install in a container" apt install "$deb"
like "$tmp/apt.out" 'not registered: this is a container' "it says that it does not register"
is "$(rule_names)" qemu-hppa "in a container: the host's rules are as they were"
ok "apt remove in a container" apt remove qemu-user-static
is "$(rule_names)" qemu-hppa "removed in a container: the host's rules are as they were"
on rm /run/.containerenv
on sh -c 'mkdir /tmp/chroot && mount --rbind / /tmp/chroot'
ok "dpkg -i in a chroot" on chroot /tmp/chroot dpkg -i "$deb"
is "$(rule_names)" qemu-hppa "in a chroot: the host's rules are as they were"
on umount -l /tmp/chroot
ok "outside of it: update-qemu-user-static" on update-qemu-user-static
has_all "outside of it, and another mechanism's rule has made way"

ok "apt purge, the second" apt purge qemu-user-static
no_trace "purged, the second"
ok "apt install once more" apt install "$deb"
all_run "installed once more"
ok "apt purge, the third" apt purge qemu-user-static
no_trace "purged, the third"
done_testing
