#!/bin/sh
# SPDX-License-Identifier: MIT
# The packages for machines of other CPUs: made in the trees of make hosts, for the right machine;
# and Debian's, installed by apt in a root of that CPU, whose programs our own emulator runs.
#
# Environment: QB_HOSTS, the hosts, or ALL; QB_HOSTS_DIR, the directory with their trees;
# QB_HOSTS_ROOTS, those for which a root is made. make check-hosts.

. "$(dirname "$0")/../lib/lib.sh"
. "$top_srcdir/tools/compilers.sh"
. "$top_srcdir/tools/namespace.sh"
[ -n "$QB_TARGETS" ] || cannot_all "this tree has no emulator (--with-targets=none)"
: "${QB_HOSTS:=ALL}" "${QB_HOSTS_DIR:=hosts}" "${QB_HOSTS_ROOTS:=aarch64}"
need_prog make dpkg-deb dpkg-architecture dpkg-buildpackage rpmbuild rpm readelf
# shellcheck disable=SC2086 # a list of names
QB_HOSTS=$("$top_srcdir/tools/hosts.sh" names $QB_HOSTS)

cleanup()
{
    leave
    rm -rf "$tmp"
}

# in_tree VERB
in_tree()
{
    env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS -u CC -u READELF -u NM -u QB_TARGETS -u QB_SUFFIX \
        -u top_srcdir -u top_builddir make --no-print-directory -C "$tree" "$1"
}

# machine FILE: what readelf calls the machine that it is for.
machine()
{
    readelf -h "$1" | sed -n 's/^ *Machine: *//p'
}

# targets: what the emulators of $tree emulate.
targets()
{
    (. "$tree/recipes/settings.sh" && echo "$targets")
}

# of_deb: the Debian package, against the tree.
of_deb()
{
    ok "$host: make deb" in_tree deb
    arch=$(dpkg-architecture -t"$triplet" -qDEB_HOST_ARCH 2>/dev/null)
    deb=$(find "$tree/packages" -name "qemu-user-static_*_$arch.deb")
    [ -n "$deb" ] || return 0
    is "$(dpkg-deb -f "$deb" Architecture)" "$arch" "$host: the Debian package is for $arch"
    mkdir "$tmp/$host.deb"
    dpkg-deb -x "$deb" "$tmp/$host.deb"
    for target in $(targets); do
        cmp "$tree/bin/qemu-$target-static" "$tmp/$host.deb/usr/bin/qemu-$target-static"
    done >"$tmp/differ" 2>&1 || :
    is "$(cat "$tmp/differ")" "" "$host: with the emulators of its tree"
    is "$(machine "$tmp/$host.deb/usr/sbin/qemu-binfmt-conf")" \
        "$(machine "$tree/qemu-binfmt-conf")" "$host: and a qemu-binfmt-conf for that machine"
    is "$(find "$tmp/$host.deb" -name "qemu-$host" -path '*/binfmts/*')" "" \
        "$host: and no rule for its own programs"
}

# of_rpm, of_tarballs: what they say of the machine, in RPM's and our own names.
of_rpm()
{
    ok "$host: make rpm" in_tree rpm
    is "$(rpm -qp --qf '%{ARCH}\n' "$tree"/packages/*.rpm 2>/dev/null | sort -u |
        grep -vx noarch)" "$host" "$host: the RPM packages are for it"
}
of_tarballs()
{
    ok "$host: make tarballs" in_tree tarballs
    is "$(find "$tree/packages" -name "${host}_qemu-*-static.tar.gz" | wc -l | tr -d ' ')" \
        "$(targets | wc -w | tr -d ' ')" "$host: an archive of each emulator has its name"
    is "$(find "$tree/packages" -name "qemu-user-static-*-$host.tar.xz" | wc -l | tr -d ' ')" 1 \
        "$host: so has that of all"
}

# in_root COMMAND...: in a root of the host's CPU; what it writes goes to $tmp/upper.
in_root()
{
    inside mkdir -p "$tmp/place"
    inside unshare -mpiuf --kill-child --mount-proc \
        sh "$top_srcdir/bench/enter.sh" "$tmp/place" \
        "$root" "$tmp/upper" "$@" </dev/null
}

# the_root: sets root, which bench/root.sh makes once; and the namespace, with the rule of the host.
the_root()
{
    root=$QB_CACHE/bench/root-$(guest_field "$host" port)
    QB_CONF=$top_builddir/qemu-binfmt-conf QB_CACHE=$QB_CACHE \
        "$top_srcdir/bench/root.sh" "$host" "$(qemu "$host")" >"$tmp/root.log" 2>&1 || return
    "$top_builddir/qemu-binfmt-conf" --systemd "$host" --exportdir "$tmp" --persistent yes \
        --preserve-argv0 yes --qemu-path "$QB_BIN" --qemu-suffix "$QB_SUFFIX" >/dev/null || return
    enter || return
    inside mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc &&
        inside sh -c "cat '$tmp/qemu-$host.conf' >/proc/sys/fs/binfmt_misc/register"
}

# installed: the package in that root, by its apt; emulators of that host run guests there.
installed()
{
    the_root || {
        skip "$host: the package in a root" "no root: $(tail -n 1 "$tmp/root.log") ${reason-}"
        return 0
    }
    inside mkdir -p "$tmp/upper/files/root" "$tmp/upper/work"
    inside cp "$deb" "$tmp/upper/files/root/package.deb"
    is "$(in_root uname -m)" "$(guest_field "$host" machine)" "$host: a root of its CPU"
    ok "$host: apt installs the package there" in_root apt-get -q -y -o APT::Sandbox::User=root \
        --no-install-recommends install /root/package.deb
    # shellcheck disable=SC2016 # of dpkg-query
    is "$(in_root dpkg-query -W -f '${Status} ${Architecture}' qemu-user-static 2>&1)" \
        "install ok installed $arch" "$host: dpkg says so"
    for target in $(targets); do
        compiler=$(guest_field "$target" compiler)
        [ "$(guest_field "$target" kind)" = cross ] || continue
        command -v "${compiler%% *}" >/dev/null || continue
        printf '%s\n' '#include <stdio.h>' '#include <sys/utsname.h>' 'int main(void)' \
            '{ struct utsname n; uname(&n); return puts(n.machine) < 0; }' >"$tmp/guest.c"
        # shellcheck disable=SC2086 # words of a command
        $compiler -static "$tmp/guest.c" -o "$tmp/guest" || continue
        inside cp "$tmp/guest" "$tmp/upper/files/root/guest"
        is "$(in_root "qemu-$target-static" /root/guest 2>&1)" "$(guest_field "$target" machine)" \
            "$host: its qemu-$target runs a program there"
    done
    ok "$host: the package is removed" in_root apt-get -q -y purge qemu-user-static
    is "$(in_root sh -c 'ls /usr/bin/qemu-* /usr/sbin/qemu-* 2>/dev/null')" "" \
        "$host: and leaves no emulator"
    inside rm -rf "$tmp/upper"
    leave
}

for host in $QB_HOSTS; do
    triplet=$(guest_field "$host" triplet)
    tree=$top_builddir/$QB_HOSTS_DIR/$host
    [ -e "$tree/stamps/stage" ] || {
        skip "$host: packages" "there is no tree with its emulators (make hosts)"
        continue
    }
    of_deb
    of_rpm
    of_tarballs
    case " $QB_HOSTS_ROOTS " in *" $host "*) ;; *) continue ;; esac
    if [ "$host" = "$(uname -m)" ] || ! have_target "$host" || [ -z "$deb" ]; then
        cannot "$host: the package in a root" "no package, no emulator or no other machine"
    elif ! have_id_range; then
        cannot "$host: the package in a root" "$reason"
    else
        installed
    fi
done
done_testing
