#!/bin/sh
# SPDX-License-Identifier: MIT
# The RPM packages in a root with systemd's program for binfmt_misc and the real kernel: install,
# rpm -V, upgrade, remove, and what Fedora's packages of these names become. make check-rpm.
#
# In a user namespace of its own. QB_PACKAGES names the folder with the packages and what
# rpm/build.sh has left.

. "$(dirname "$0")/../lib/lib.sh"
. "$top_srcdir/tests/lib/register.sh"
need_prog rpm rpmbuild ldd
: "${QB_PACKAGES:=$top_builddir/packages}"
[ -d "$QB_PACKAGES/root" ] || framework_failure_ "no packages in $QB_PACKAGES: run make rpm"
for systemd in /usr/lib/systemd/systemd-binfmt /lib/systemd/systemd-binfmt ''; do
    [ ! -x "$systemd" ] || break
done
[ -n "$systemd" ] || skip_all "no systemd-binfmt"
[ "$(. "$top_builddir/recipes/settings.sh" && echo "$host_cpu")" = "$(uname -m)" ] ||
    cannot_all "packages for another host"
in_namespace "$0"
root=$tmp/root
# The root has a kernel below it, which is not to be swept away with it.
cleanup()
{
    umount "$root/proc/sys/fs/binfmt_misc" "$root/proc" 2>/dev/null || :
    rm -rf --one-file-system "$tmp"
}

# into_root PROGRAM PATH: the program and its libraries.
into_root()
{
    mkdir -p "$root/${2%/*}"
    cp "$1" "$root/$2"
    for library in $(ldd "$1" | grep -o '/[^ )]*'); do
        mkdir -p "$root/${library%/*}"
        cp -n "$library" "$root/$library"
    done
}

# new_root: a machine with systemd, its kernel, a shell, the folders that every distribution has,
# and no other package.
new_root()
{
    umount "$root/proc/sys/fs/binfmt_misc" "$root/proc" 2>/dev/null || :
    rm -rf --one-file-system "$root"
    for dir in dev etc proc run/systemd/system tmp usr/bin usr/lib usr/sbin usr/share/doc \
        usr/share/licenses usr/share/man/man1 usr/share/man/man8 var/lib var/tmp; do
        mkdir -p "$root/$dir"
    done
    : >"$root/dev/null"
    into_root /bin/sh /bin/sh
    into_root "$systemd" /usr/lib/systemd/systemd-binfmt
    mount -t proc proc "$root/proc"
    mount -t binfmt_misc binfmt_misc "$root/proc/sys/fs/binfmt_misc"
    echo -1 >"$root/proc/sys/fs/binfmt_misc/status" 2>/dev/null || :
    rpm_root --initdb
    rpm_root -i "$tmp"/shell-*.rpm 2>/dev/null || framework_failure_ "no shell for the root"
    tree >"$tmp/before"
}
# rpm_root OPTION...: rpm in that root. Debian's says each time that it is the wrong program on a
# Debian machine.
rpm_root()
{
    rpm_rc=0
    rpm --root "$root" --dbpath /var/lib/rpm --define '_pkgverify_level none' --define \
        '__transaction_systemd_inhibit %{nil}' "$@" 2>"$tmp/rpm.err" || rpm_rc=$?
    grep -vE '^rpm: (RPM should not be used directly|However assuming you know)' "$tmp/rpm.err" \
        >&2 || :
    return "$rpm_rc"
}
tree()
{
    (cd "$root" && find . -path ./proc -prune -o -path ./var/lib/rpm -prune -o -print | sort)
}
rules()
{
    find "$root/proc/sys/fs/binfmt_misc" -name 'qemu-*' | sed 's,.*/,,' | sort
}
rule()
{
    cat "$root/proc/sys/fs/binfmt_misc/$1" 2>/dev/null || echo none
}
confs()
{
    find "$1" -name 'qemu-*.conf' | sed 's,.*/\(.*\)\.conf,\1,' | sort
}
ours()
{
    rpm_root -qa --qf '%{NAME}\n' | grep -vx shell
}
stale()
{
    in_root --status=json | grep -o '"stale": *true' | wc -l | tr -d ' '
}
all()
{
    find "$1" -maxdepth 1 -name '*.rpm' | sort
}
in_root()
{
    chroot "$root" /usr/sbin/qemu-binfmt-conf "$@"
}

# spec NAME EPOCH:VERSION LINE FILE...: somebody else's package with that line in its preamble and
# these files.
spec()
{
    name=$1 evr=$2 line=$3
    shift 3
    {
        printf 'Name: %s\nEpoch: %s\nVersion: %s\n' "$name" "${evr%:*}" "${evr#*:}"
        printf 'Release: 1\nSummary: s\nLicense: MIT\nBuildArch: noarch\n%s\n' "$line"
        printf '%%description\nempty\n%%install\n'
        for file; do
            printf 'mkdir -p %%{buildroot}%s\necho other >%%{buildroot}%s\n' "${file%/*}" "$file"
        done
        printf '%%files\n'
        [ $# -eq 0 ] || printf '%s\n' "$@"
    } >"$tmp/$name.spec"
    rpmbuild -bb --define "_topdir $tmp/rpmbuild" --define "_dbpath $tmp/db" "$tmp/$name.spec" \
        >"$tmp/rpmbuild.log" 2>&1 ||
        framework_failure_ "rpmbuild: $(tail -n 5 "$tmp/rpmbuild.log")"
    mv "$tmp"/rpmbuild/RPMS/noarch/"$name"-*.rpm "$tmp"
}
spec shell 0:1 'Provides: /bin/sh'

# Installed
new_root
# shellcheck disable=SC2046 # files
ok "install" rpm_root -i $(all "$QB_PACKAGES")
is "$(cat "$tmp/ok.out")" "" "without a word"
is "$(rpm_root -Va)" "" "rpm -V finds every file as it was packed, and all that the packages need"
is "$(rules)" "$(confs "$QB_PACKAGES/root")" "every rule of the packages is in the kernel"
rules | while read -r name; do rule "$name" | sed -n 's/^flags: //p'; done | sort -u >"$tmp/flags"
is "$(cat "$tmp/flags")" "POF" "with the flags P, O and F"
ok "each rule runs a program of its CPU: qemu-binfmt-conf --verify in the root" in_root --verify
sample=$(rules | head -n 1)
other=$(rules | tail -n 1)
family=qemu-user-static-$("$top_srcdir/tools/cpus.sh" packages |
    awk -v name="${sample#qemu-}" '$2 == name { print $1 }')

# another_build FILE: gives it another build-id, by which qemu-binfmt-conf knows an emulator.
another_build()
{
    note=$("${READELF:-readelf}" -SW "$1" |
        awk '{ for (i = 1; i < NF; i++) if ($i == ".note.gnu.build-id") print $(i + 3) }')
    [ -n "$note" ] || framework_failure_ "$1 has no build-id"
    printf next | dd of="$1" bs=1 seek=$((0x$note + 16)) conv=notrunc 2>/dev/null
}

# Upgrade: release 2, with other emulators
mkdir -p "$tmp/next/all"
cp -a "$QB_PACKAGES/root" "$tmp/next/root"
for file in "$tmp/next/root/usr/bin"/qemu-*-static; do [ -L "$file" ] || another_build "$file"; done
sed 's/^Release:.*/Release: 2/' "$QB_PACKAGES/rpm/qemu-user-static.spec" >"$tmp/next/next.spec"
ok "another release" rpmbuild -bb --nodeps --target "$(uname -m)-linux" --define \
    "_topdir $tmp/next" --define "_dbpath $tmp/db" --define '_binary_payload w1.zstdio' --define \
    "staged $tmp/next/root" --define "top_srcdir $top_srcdir" "$tmp/next/next.spec"
mv "$tmp"/next/RPMS/*/*.rpm "$tmp/next/all"
is "$(stale)" 0 "the kernel has the emulators of the disk"
# shellcheck disable=SC2046 # files
ok "upgrade without scriptlets" rpm_root -U --noscripts $(all "$tmp/next/all")
is "$(stale)" "$(rules | wc -l |
    tr -d ' ')" "then all rules keep the emulators of before, by flag F"
# shellcheck disable=SC2046 # files
ok "downgrade" rpm_root -U --oldpackage $(all "$QB_PACKAGES")
is "$(stale)" 0 "with scriptlets no rule does"
# shellcheck disable=SC2046 # files
ok "upgrade" rpm_root -U $(all "$tmp/next/all")
is "$(cat "$tmp/ok.out")" "" "without a word"
# shellcheck disable=SC2046 # names
is "$(ours | wc -l | tr -d ' ') $(rpm_root -q --qf '%{RELEASE}\n' $(ours) | sort -u)" \
    "$(all "$QB_PACKAGES" | wc -l | tr -d ' ') 2" "every package is the new one"
is "$(rules)" "$(confs "$QB_PACKAGES/root")" "every rule is there"
is "$(stale)" 0 "with the new emulator"
is "$(rpm_root -Va)" "" "rpm -V finds every file as it was packed"
# An administrator's own rule of that name.
mkdir -p "$root/etc/binfmt.d"
echo ":$sample:M::ADMIN::/bin/sh:" >"$root/etc/binfmt.d/$sample.conf"
# shellcheck disable=SC2046 # files
ok "downgrade, with an administrator's rule in /etc" rpm_root -U --oldpackage $(all "$QB_PACKAGES")
rule "$sample" >"$tmp/rule"
like "$tmp/rule" '^interpreter /bin/sh$' "a file in /etc/binfmt.d has precedence"
rule "$other" >"$tmp/rule"
like "$tmp/rule" '^interpreter /usr/bin/qemu-.*-static$' "the other rules are those of the packages"

# Removed
ok "remove one family" rpm_root -e --nodeps "$family"
rule "$sample" >"$tmp/rule"
like "$tmp/rule" '^interpreter /bin/sh$' "the administrator's rule stays"
"$top_srcdir/tools/cpus.sh" packages |
    awk -v family="${family#qemu-user-static-}" -v sample="${sample#qemu-}" \
        '$2 != sample { print ($1 == family) " qemu-" $2 }' >"$tmp/names"
is "$(rules | grep -xF "$(sed -n 's/^1 //p' "$tmp/names")" || :)" "" \
    "the other rules of the package are gone"
is "$(rules)" "$(confs "$QB_PACKAGES/root" | grep -vxF "$(sed -n 's/^1 //p' "$tmp/names")")" \
    "those of other families stay"
rm -r "$root/etc/binfmt.d"
# shellcheck disable=SC2046 # names
ok "remove all" rpm_root -e $(ours)
is "$(cat "$tmp/ok.out")" "" "without a word"
tree >"$tmp/after"
ok "nothing is left of the files" diff "$tmp/before" "$tmp/after"
is "$(rules)" "$sample" "nor of the rules, but for the administrator's"

# A root that is being made: no systemd runs in it
new_root
rmdir "$root/run/systemd/system"
# shellcheck disable=SC2046 # files
ok "install where systemd does not run" rpm_root -i $(all "$QB_PACKAGES")
is "$(rules)" "" "registers nothing"
# shellcheck disable=SC2046 # names
ok "and is removed" rpm_root -e $(ours)

# Fedora's packages of these names
cpu=${sample#qemu-}
spec qemu-user-static 2:1 '' /usr/share/doc/old
spec "$family" 2:1 '' "/usr/bin/qemu-$cpu-static" "/usr/lib/binfmt.d/qemu-$cpu-static.conf"
spec qemu-user-static-nios2 2:1 '' /usr/bin/qemu-nios2-static
spec qemu-user-binfmt 2:1 '' "/usr/lib/binfmt.d/qemu-$cpu-dynamic.conf"
new_root
rpm_root -i "$tmp"/qemu-user-*.rpm >"$tmp/log" 2>&1 || framework_failure_ "$(cat "$tmp/log")"
one=$(all "$QB_PACKAGES" | grep "/$family-[0-9]")
common=$(all "$QB_PACKAGES" | grep "/qemu-user-static-common-")
is "$(rpm_root -U "$one" "$common" >"$tmp/refused" 2>&1 && echo installed)" "" \
    "one family alone does not go beside them"
like "$tmp/refused" 'qemu-user-binfmt conflicts with qemu-user-static-common' \
    "rpm names the conflict: rules of the same names"
like "$tmp/refused" "qemu-user-static < .* conflicts with $family" \
    "and the metapackage that is too old"
# shellcheck disable=SC2046 # files
ok "all of ours take their place at once" rpm_root -U $(all "$QB_PACKAGES")
# shellcheck disable=SC2046 # files
is "$(ours | sort)" "$(rpm --dbpath "$tmp/db" -qp --qf '%{NAME}\n' $(all "$QB_PACKAGES") | sort)" \
    "nothing of them is left"
is "$(confs "$root/usr/lib/binfmt.d")" "$(confs "$QB_PACKAGES/root")" "and the rules are ours"
done_testing
