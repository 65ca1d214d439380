#!/bin/sh
# SPDX-License-Identifier: MIT
# The RPM repository by dnf in a clean root, over HTTP: install, upgrade, an older version; from
# Fedora's packages to ours, and back; and what is refused: another key, a changed index, a changed
# package.
#
# The repository file is all that a user copies; dnf fetches the key that it names.

. "$(dirname "$0")/../lib/lib.sh"
. "$(dirname "$0")/publish.sh"
: "${QB_PACKAGES:=$top_builddir/packages}"
need_prog gpg gpgv createrepo_c rpmsign rpmbuild dnf python3 flock
[ "$(id -u)" = 0 ] || cannot_all "not root"
spec=$QB_PACKAGES/rpm/qemu-user-static.spec
[ -f "$spec" ] || skip_all "no packages in $QB_PACKAGES: make rpm"
[ "$(. "$top_builddir/recipes/settings.sh" && echo "$host_cpu")" = "$(uname -m)" ] ||
    cannot_all "packages for another host"
# rpm's database is where this machine's rpm has it by default, below HOME on Debian.
HOME=/root
export HOME
root=$tmp/root
family=qemu-user-static-arm
wanted="$family qemu-user-static-common qemu-binfmt-conf"

# The release before: the same packages, by the same spec file, of another version.
older()
{
    mkdir -p "$tmp/old"
    sed 's/^Version: .*/Version: 11.0.0/; /^Obsoletes/d' "$spec" >"$tmp/old.spec"
    rpmbuild -bb --nodeps --define "_topdir $tmp/rpmbuild" --define "_dbpath $tmp/db" --undefine \
        dist --define '_binary_payload w1.gzdio' --define "staged $QB_PACKAGES/root" --define \
        "top_srcdir $top_srcdir" "$tmp/old.spec" >"$tmp/rpmbuild.log" 2>&1 ||
        framework_failure_ "rpmbuild: $(tail -n 5 "$tmp/rpmbuild.log")"
    mv "$tmp"/rpmbuild/RPMS/*/*.rpm "$tmp/old"
}

# new_root: nothing but a package that is the shell of the scripts; those of our packages do nothing
# where systemd does not run.
new_root()
{
    rm -rf "$root"
    mkdir -p "$root/etc/yum.repos.d" "$root/bin"
    rpm --root "$root" --initdb
    rpm --root "$root" -i "$tmp"/shell-*.rpm 2>"$tmp/log" ||
        framework_failure_ "no shell for the root: $(cat "$tmp/log")"
}
shell()
{
    printf '%s\n' 'Name: shell' 'Version: 1' 'Release: 1' 'Summary: s' 'License: MIT' \
        'BuildArch: noarch' 'Provides: /bin/sh' '%description' 'empty' '%files' >"$tmp/shell.spec"
    rpmbuild -bb --define "_topdir $tmp/rpmbuild" --define "_dbpath $tmp/db" "$tmp/shell.spec" \
        >"$tmp/rpmbuild.log" 2>&1 || framework_failure_ "rpmbuild: $(cat "$tmp/rpmbuild.log")"
    mv "$tmp"/rpmbuild/RPMS/noarch/shell-*.rpm "$tmp"
}

# dnf ARGUMENT...: that of this machine on the root, with no other repository than the user's.
dnf()
{
    command dnf -y --installroot="$root" --setopt=reposdir="$root/etc/yum.repos.d" \
        --setopt=cachedir="$tmp/cache" --setopt=logdir="$tmp" --setopt=varsdir=/none \
        --setopt=tsflags=noscripts --setopt=persistdir="$tmp/persist" --releasever=1 "$@"
}
user()
{
    rm -rf "$tmp/cache" "$tmp/persist"
    repo "$1" >"$root/etc/yum.repos.d/qemu-user-static.repo"
}
versions()
{
    rpm --root "$root" -qa --qf '%{NAME} %{VERSION}\n' 2>/dev/null |
        grep -v '^shell \|^gpg-pubkey ' | sort | tr '\n' ' '
}
all_have()
{
    for package in $wanted; do echo "$package $1"; done | sort | tr '\n' ' '
}
# refused NAME DESCRIPTION MESSAGE
refused()
{
    new_root
    user "$1"
    [ $# -lt 4 ] || sed -i "s,^gpgkey=.*,gpgkey=$4," "$root/etc/yum.repos.d/qemu-user-static.repo"
    rc=0
    dnf install "$family" >"$tmp/refused" 2>&1 || rc=$?
    ok "refused: $2" test "$rc" -ne 0
    like "$tmp/refused" "$3" "for that reason: $2"
    is "$(versions)" "" "and not installed: $2"
}

keys maintainer stranger
serve
older
shell
version=$(sed -n 's/^Version: *//p' "$spec")
ok "the first release is published" publish repository "$tmp/old"
new_root
user repository
ok "dnf install" dnf install "$family" qemu-binfmt-conf
is "$(versions)" "$(all_have 11.0.0)" "it is there, with what it needs and no more"
ok "the next release is published" publish repository "$QB_PACKAGES"
ok "dnf upgrade" dnf --refresh upgrade
is "$(versions)" "$(all_have "$version")" "all of it is new"
ok "an emulator runs" "$root/usr/bin/qemu-arm-static" --version
ok "the older release is still there" dnf downgrade "$family-11.0.0" \
    qemu-user-static-common-11.0.0 qemu-binfmt-conf-11.0.0
is "$(versions)" "$(all_have 11.0.0)" "on request"
new_root
user repository
ok "dnf install qemu-user-static" dnf install qemu-user-static
is "$(versions | tr ' ' '\n' | grep -c "^$version\$")" "$(find "$QB_PACKAGES" -maxdepth 1 \
    -name '*.rpm' | wc -l)" "all emulators of the new release"

# Fedora's packages: their names, epoch and dependencies, in a repository of its own, as enabled as
# ours; each has one file. Fedora's archive is not needed.
fedora()
{
    rm -rf "$tmp/fedora"
    {
        printf '%s\n' 'Name: qemu-user-static' 'Epoch: 2' "Version: $1" 'Release: 1' 'Summary: s' \
            'License: MIT' 'BuildArch: noarch'
        for name in $fedora_families; do
            echo "Requires: qemu-user-static-$name = 2:$1-1"
        done
        printf '%s\n' '%description' 'empty' '%files'
        for name in user user-binfmt $(echo "$fedora_families" | sed 's/[^ ]*/user-static-&/g'); do
            printf '%s\n' "%package -n qemu-$name" 'Summary: s'
            case $name in
                user-binfmt) echo "Requires: qemu-user = 2:$1-1" ;;
            esac
            printf '%s\n' "%description -n qemu-$name" 'empty' "%files -n qemu-$name" \
                "/usr/share/fedora/$name"
        done
        printf '%%%%install\nmkdir -p %%{buildroot}/usr/share/fedora\n'
        for name in user user-binfmt $(echo "$fedora_families" | sed 's/[^ ]*/user-static-&/g'); do
            echo "echo $1 >%{buildroot}/usr/share/fedora/$name"
        done
    } >"$tmp/fedora.spec"
    rpmbuild -bb --define "_topdir $tmp/fedora" --define "_dbpath $tmp/db" --undefine dist \
        "$tmp/fedora.spec" >"$tmp/rpmbuild.log" 2>&1 ||
        framework_failure_ "rpmbuild: $(tail -n 5 "$tmp/rpmbuild.log")"
    createrepo_c --quiet --no-database "$tmp/fedora/RPMS" >"$tmp/log" 2>&1 ||
        framework_failure_ "createrepo_c: $(cat "$tmp/log")"
    printf '%s\n' '[fedora]' 'name=stand-in' "baseurl=file://$tmp/fedora/RPMS" 'gpgcheck=0' \
        >"$root/etc/yum.repos.d/fedora.repo"
}
# whose: "VERSION COUNT" of the installed packages of emulators.
whose()
{
    rpm --root "$root" -qa --qf '%{VERSION} %{NAME}\n' 2>/dev/null | grep ' qemu-user' |
        grep -v -- '-common$\|qemu-user$' | awk '{ n[$1]++ } END { for (v in n) print v, n[v] }'
}
families=$("$top_srcdir/tools/cpus.sh" packages | awk '{ print $1 }' | uniq | paste -s -d ' ')
fedora_families="$families cris nios2"
ours="$version $(echo "qemu-user-static $families" | wc -w)"
new_root
fedora 10.1.0
ok "Fedora's packages" dnf install qemu-user-static qemu-user-binfmt
theirs=$(whose)
repo repository >"$root/etc/yum.repos.d/qemu-user-static.repo"
rm -rf "$tmp/cache" "$tmp/persist"
ok "our repository beside Fedora's: dnf upgrade" dnf --refresh upgrade
is "$(whose)" "$ours" "all emulators are ours, those that QEMU has dropped are gone, and the rules"
ok "back to Fedora's" dnf --disablerepo=qemu-user-static --allowerasing distro-sync \
    'qemu-user-static*'
ok "with its rules" dnf --disablerepo=qemu-user-static --allowerasing install qemu-user-binfmt
is "$(whose)" "$theirs" "all are Fedora's"
new_root
fedora 99.1.0
repo repository >"$root/etc/yum.repos.d/qemu-user-static.repo"
ok "ours" dnf install "qemu-user-static-$version"
is "$(whose)" "$ours" "all of them"
ok "a newer QEMU of Fedora's: dnf upgrade" dnf --refresh upgrade
is "$(whose | wc -l)" 1 "the emulators are all of one version"

gpg --armor --export stranger@localhost >"$www/stranger.asc"
refused repository "the user has another key" 'BAD|[Bb]ad .*signature|GPG' \
    "$address/stranger.asc"
tampered tampered
sed -i 's/<revision>/<revision>1/' "$www/tampered/rpm/repodata/repomd.xml"
refused tampered "a changed repomd.xml" '[Bb]ad .*signature|GPG'
tampered tampered
rm "$www/tampered/rpm/repodata/repomd.xml.asc"
refused tampered "no signature" 'repomd\.xml\.asc'
tampered tampered
for file in "$www"/tampered/rpm/repodata/*-primary.xml*; do
    printf x | dd of="$file" bs=1 seek=100 conv=notrunc status=none
done
refused tampered "a changed index" 'checksum'
tampered tampered
for file in "$www"/tampered/rpm/packages/*.rpm; do
    printf x | dd of="$file" bs=1 seek=20000 conv=notrunc status=none
done
refused tampered "a changed package" 'checksum'
# An index of a thief who has no key but may change the packages: those alone are signed, too.
rm -rf "$www/tampered/rpm/repodata"
createrepo_c --quiet --no-database "$www/tampered/rpm" 2>/dev/null
new_root
user tampered
rc=0
dnf --setopt=qemu-user-static.repo_gpgcheck=0 install "$family" >"$tmp/refused" 2>&1 || rc=$?
ok "refused: a changed package in an index that fits it" test "$rc" -ne 0
like "$tmp/refused" 'GPG|[Ss]ignature|[Dd]igest' "for that reason"
is "$(versions)" "" "and not installed"
done_testing
