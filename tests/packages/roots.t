#!/bin/sh
# SPDX-License-Identifier: MIT
# Foreign roots through the installed package: debootstrap (without --foreign) and mmdebstrap, then
# dpkg, apt-get update, a package with maintainer scripts, perl, ldconfig; without /proc, with
# ulimit -v, with vm.overcommit_memory=2.
#
# Input: $QB_ROOTS, words TOOL:SUITE[,SUITE]:ARCHITECTURE; the first suite counts that the mirror
# has whole. make check-roots has them all. Output also as '# table:' lines. The downloaded packages
# are kept in $QB_CACHE/archives.
# shellcheck disable=SC2016 # for the shells inside

. "$(dirname "$0")/../lib/lib.sh"
. "$(dirname "$0")/../lib/machine.sh"
. "$(dirname "$0")/deb.sh"
valid=
: "${QB_ROOTS=debootstrap:trixie:arm64 mmdebstrap:trixie,sid:riscv64}"
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
need_deb
need_prog debootstrap mmdebstrap arch-test curl
[ -e "$keyring" ] || skip_all "no $keyring (package debian-archive-keyring)"
mirror=$("$top_srcdir/tools/mirror.sh" | head -n 1)
overcommit=/proc/sys/vm/overcommit_memory
# A mirror that is a snapshot has lists that are out of date: as this machine's apt takes them, so
# do those in the roots.
eval "$(apt-config shell valid Acquire::Check-Valid-Until/b)"
valid=Acquire::Check-Valid-Until=${valid:-true}

# restore: the kernel's account of memory, and the roots, whose mounts end with the copy of the
# machine.
restore()
{
    [ ! -f "$tmp/overcommit" ] || cat "$tmp/overcommit" >"$overcommit"
    [ ! -f "$tmp/ratio" ] || cat "$tmp/ratio" >/proc/sys/vm/overcommit_ratio
}
cleanup()
{
    restore
    machine_end
    rm -rf "$tmp"
}

# whole SUITE: true if the mirror's list of packages for $arch is the one that its Release names: in
# the middle of a synchronisation it is not, and then neither apt nor debootstrap takes anything
# from there.
whole()
{
    list=$mirror/dists/$1/main/binary-$arch/Packages.xz
    sum=$(curl -fsSL "$mirror/dists/$1/InRelease" |
        awk -v file="main/binary-$arch/Packages.xz" '$3 == file && length($1) == 64 { print $1 }')
    [ -n "$sum" ] && [ "$(curl -fsSL "$list" | sha256sum | cut -d ' ' -f 1)" = "$sum" ] && return
    diag "the mirror's list of $1 for $arch is not the one that is signed"
    return 1
}
# choose SUITE,...: the first that is whole, in $suite.
choose()
{
    for suite in $(echo "$1" | tr ',' ' '); do
        ! whole "$suite" || return 0
    done
    return 1
}

# A package file is fetched once: both tools keep what apt has in its folder.
debootstrap_root()
{
    on debootstrap --arch="$arch" --variant=minbase --cache-dir="$archives" --keyring="$keyring" \
        --force-check-gpg "$suite" "$root" "$mirror"
}
mmdebstrap_root()
{
    on mmdebstrap --mode=root --variant=minbase --architectures="$arch" --keyring="$keyring" \
        --aptopt="$(echo "$valid" | sed 's/=\(.*\)/ "\1"/')" --skip=download/empty \
        --skip=essential/unlink --skip=cleanup/apt/cache \
        --setup-hook='mkdir -p "$1"/var/cache/apt/archives' \
        --setup-hook="sync-in $archives /var/cache/apt/archives" \
        --customize-hook="sync-out /var/cache/apt/archives $archives" "$suite" "$root" \
        "deb $mirror $suite main"
}

in_root()
{
    on chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C \
        DEBIAN_FRONTEND=noninteractive "$@"
}

# try NAME DESCRIPTION FUNCTION: a point, and a column of the table.
try()
{
    name=$1 text=$2
    shift 2
    rc=0
    "$@" >"$tmp/try.out" 2>&1 || rc=$?
    point "$rc" "$tool $suite $arch: $text"
    if [ "$rc" -eq 0 ]; then
        cells="$cells | ok"
    else
        cells="$cells | FAILED"
        diag "exit status $rc of $name"
        tail -n 15 "$tmp/try.out" | sed 's/^/# | /'
    fi
}

dpkg_works()
{
    in_root dpkg -l >"$tmp/dpkg.out" || return 1
    [ "$(in_root dpkg --print-architecture)" = "$arch" ] || return 1
    [ -z "$(in_root dpkg --audit)" ] || return 1
    # Every package is installed and configured.
    ! sed '1,/^+++-/d' "$tmp/dpkg.out" | grep -vE '^[ih]i ' &&
        [ "$(sed '1,/^+++-/d' "$tmp/dpkg.out" | wc -l)" -gt 50 ]
}
# apt as a user of its own, over the network, verified by gpgv or sqv of the root.
apt_update()
{
    in_root apt-get -q -o "$valid" -o Acquire::Languages=none update &&
        in_root apt-cache policy less | grep -q Candidate
}
# less has maintainer scripts that call update-alternatives, written in perl or C; /etc/alternatives
# is what they are for.
apt_install()
{
    in_root apt-get -q -y --no-install-recommends install less && in_root dpkg --verify less &&
        [ "$(in_root readlink /etc/alternatives/pager)" = /usr/bin/less ] &&
        in_root apt-get -q -y purge less
}
perl_works()
{
    [ "$(in_root perl -e '$s += $_ ** 2 for 1 .. 1000; printf "%d %.9f", $s, exp 1')" = \
        '333833500 2.718281828' ]
}
ldconfig_works()
{
    in_root ldconfig && in_root ldconfig -p | grep -q 'libc\.so\.6 '
}
pipeline()
{
    [ "$(in_root sh -c 'seq 100 | sed s/^/n/ | sort -r | head -n 2 | tr "\n" " "; exit 0')" = \
        'n99 n98 ' ]
}
limited()
{
    [ "$(on sh -c 'ulimit -v 8388608; exec chroot "$1" sh -c "seq 10 | tail -n 1"' sh "$root")" = \
        10 ]
}

# The kernel promises no more memory than it has, all of it, for a moment: what others run here must
# fit, and fits.
strict()
{
    cat "$overcommit" >"$tmp/overcommit"
    cat /proc/sys/vm/overcommit_ratio >"$tmp/ratio"
    echo 100 >/proc/sys/vm/overcommit_ratio
    echo 2 >"$overcommit" || return 1
    rc=0
    pipeline || rc=1
    restore
    return "$rc"
}
may_be_strict()
{
    [ -w "$overcommit" ] &&
        awk '/^MemTotal/ { all = $2 } /^MemAvailable/ { free = $2 } /^Committed_AS/ { used = $2 }
        END { exit !(used * 2 < all && free * 2 > all) }' /proc/meminfo
}

machine
ok "the package is installed" apt install binfmt-support "$deb"
# Where the machine runs a family's programs itself, the emulator is asked for.
case $(uname -m) in x86_64) ok "i386 too" on update-qemu-user-static --also i386 ;; esac

printf '%-11s %-9s %-9s %6s' tool suite arch seconds >"$tmp/table"
echo ' | made | dpkg | update | install | perl | ldconfig | no /proc | ulimit -v | overcommit' \
    >>"$tmp/table"
for row in $QB_ROOTS; do
    IFS=: read -r tool suites arch <<EOF
$row
EOF
    choose "$suites" || {
        cannot "$tool $suites $arch" "the mirror's list of packages is not the signed one"
        continue
    }
    root=$tmp/roots/$tool-$suite-$arch archives=$QB_CACHE/archives/$suite-$arch cells=
    mkdir -p "$tmp/roots" "$archives"
    begun=$(date +%s)
    try "$tool" "the root is made" "${tool}_root"
    seconds=$(($(date +%s) - begun))
    if [ "$rc" -eq 0 ]; then
        is "$(on find "$root/usr/bin" -name 'qemu-*')" "" \
            "$tool $suite $arch: there is no emulator in it"
        on cp /etc/resolv.conf /etc/hosts "$root/etc/"
        on mount -t proc proc "$root/proc"
        try dpkg "dpkg: all packages are configured" dpkg_works
        try update "apt-get update" apt_update
        try install "apt-get install and purge of a package with maintainer scripts" apt_install
        try perl "perl computes" perl_works
        try ldconfig "ldconfig" ldconfig_works
        on umount "$root/proc"
        try pipeline "without /proc" pipeline
        try limited "with ulimit -v" limited
        if may_be_strict; then
            try strict "with vm.overcommit_memory=2" strict
        else
            cannot "$tool $suite $arch: with vm.overcommit_memory=2" \
                "it may not be set, or others use too much memory"
            cells="$cells | -"
        fi
    fi
    printf '%-11s %-9s %-9s %6d%s\n' "$tool" "$suite" "$arch" "$seconds" "$cells" |
        tee -a "$tmp/table" | sed 's/^/# /'
    on rm -rf --one-file-system "$root"
done
sed 's/^/# table: /' "$tmp/table"
done_testing
