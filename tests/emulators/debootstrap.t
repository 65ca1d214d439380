#!/bin/sh
# SPDX-License-Identifier: MIT
# A real Debian root: the second stage of debootstrap and the first programs of another CPU's Debian
# run through the emulator by a rule of binfmt_misc, in a namespace of its own.
# shellcheck disable=SC2016,SC2317 # expanded by inner shells; functions that others call

. "$(dirname "$0")/../lib/lib.sh"
. "$here/../../tools/namespace.sh"

suite=trixie cpu=aarch64 arch=arm64 loader='AArch64'
[ "$(uname -m)" != aarch64 ] || {
    cpu=x86_64 arch=amd64 loader='x86-64'
}
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
tarball=$QB_CACHE/debootstrap-$suite-$arch.tgz
root=$tmp/root

need_qemu "$cpu"
need_prog unshare nsenter debootstrap gpgv
[ -e "$keyring" ] || skip_all "no $keyring (package debian-archive-keyring)"
need_binfmt_misc
have_id_range || cannot_all "$reason"

# The files of the namespace's other ids can only be removed in such a namespace, unless the user is
# root.
cleanup()
{
    leave
    rm -rf "$tmp" 2>/dev/null || (
        trap - EXIT
        enter
        inside rm -rf "$root"
        leave
    ) || :
    rm -rf "$tmp" "$tarball.$$"
}

# download: the packages of the first stage into $tarball, unless an earlier run did it.
download()
{
    [ ! -e "$tarball" ] || return 0
    mkdir -p "$QB_CACHE"
    for mirror in $("$top_srcdir/tools/mirror.sh"); do
        rm -rf "$tmp/download"
        diag "downloading the packages from $mirror"
        debootstrap --make-tarball="$tmp/debs.tgz" --variant=minbase --arch="$arch" \
            --keyring="$keyring" --force-check-gpg "$suite" "$tmp/download" "$mirror" \
            >"$tmp/download.log" 2>&1 || continue
        rm -rf "$tmp/download"
        cp "$tmp/debs.tgz" "$tarball.$$" && mv "$tarball.$$" "$tarball"
        return 0
    done
    sed 's/^/# | /' "$tmp/download.log"
    return 1
}

# rule: the emulator's rule for the kernel, F and P, as the program that registers it writes it.
rule()
{
    conf=$top_builddir/qemu-binfmt-conf
    [ -x "$conf" ] || conf=$QB_QEMU/scripts/qemu-binfmt-conf.sh
    "$conf" --systemd "$cpu" --exportdir "$tmp" --persistent yes --preserve-argv0 yes \
        --qemu-path "$(cd "$QB_BIN" && pwd)" --qemu-suffix "$QB_SUFFIX"
}

# register: that rule into the namespace's own binfmt_misc.
register()
{
    inside mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc &&
        inside sh -c "cat '$tmp/qemu-$cpu.conf' >/proc/sys/fs/binfmt_misc/register"
}

# devices: mknod is refused in a user namespace; bind the host's nodes.
devices()
{
    inside sh -c 'set -e
        mkdir -p "$1/dev"
        mount -t tmpfs -o mode=755 dev "$1/dev"
        mkdir "$1/dev/pts" "$1/dev/shm"
        for node in null zero full random urandom tty; do
            : >"$1/dev/$node"
            mount --bind "/dev/$node" "$1/dev/$node"
        done' sh "$root"
}

# stage LOG COMMAND...: runs a long command in the background, so that a signal ends it at once, and
# shows progress.
stage()
{
    log=$1 lines=0
    shift
    mkfifo "$log.fifo"
    inside "$@" >"$log.fifo" 2>&1 &
    running=$!
    while read -r line; do
        echo "$line" >>"$log"
        case $line in
            "I: "*...)
                lines=$((lines + 1))
                [ $((lines % 25)) -ne 1 ] || diag "$(date +%T) ${line#I: }"
                ;;
        esac
    done <"$log.fifo"
    stage_rc=0
    wait "$running" || stage_rc=$?
    [ "$stage_rc" -eq 0 ] && return
    diag "exit status $stage_rc of: $*"
    inside sh -c 'cat "$1/debootstrap/debootstrap.log" "$1/var/log/bootstrap.log"' sh "$root" 2>&1 |
        grep -v ' URL:' | tail -n 30 | sed 's/^/# | /'
    tail -n 5 "$log" | sed 's/^/# | /'
    return 1
}
first_stage()
{
    stage "$tmp/first.log" debootstrap --foreign --unpack-tarball="$tarball" --variant=minbase \
        --arch="$arch" --keyring="$keyring" "$suite" "$root"
}
second_stage()
{
    stage "$tmp/second.log" chroot "$root" /debootstrap/debootstrap --second-stage
}

# in_root COMMAND...: runs a command in the other CPU's root.
in_root()
{
    inside chroot "$root" "$@"
}

# must DESCRIPTION COMMAND...: a point without which the others make no sense.
must()
{
    must_text=$1
    shift
    if "$@"; then point 0 "$must_text"; else
        point 1 "$must_text"
        done_testing
    fi
}

# host: what this test could leave behind outside of its namespace.
host()
{
    grep -F "$tmp" /proc/self/mounts || :
    cat "/proc/sys/fs/binfmt_misc/qemu-$cpu" 2>/dev/null || :
}
host >"$tmp/host.before"

must "the packages of Debian $suite for $arch are there, signed by Debian" download
rule >/dev/null || framework_failure_ "no rule for $cpu"
enter || framework_failure_ "$reason"
must "the kernel takes the rule of the CPU table" register
inside cat "/proc/sys/fs/binfmt_misc/qemu-$cpu" >"$tmp/rule"
like "$tmp/rule" '^flags: .*F' "the rule has opened the emulator: the root need not contain it"

inside mkdir "$root"
devices
must "debootstrap: the first stage, by programs of the host" first_stage
ok "the root has no emulator in it" test -z "$(inside find "$root" -name 'qemu-*')"
must "debootstrap: the second stage, all by the emulator" second_stage

# Without /proc: debootstrap has unmounted it again.
is "$(inside find "$root/proc" | wc -l)" 1 "the root has no /proc mounted now"
ok "without /proc: a program" in_root /bin/true
is "$(in_root /bin/sh -c 'ls / | grep -c "^usr$"; exit 7' 2>&1 || echo $?)" '1
7' "without /proc: a shell, a pipeline, its exit status"

inside mount -t proc proc "$root/proc"
is "$(in_root uname -m)" "$cpu" "uname -m"
in_root dpkg -l >"$tmp/dpkg.out" 2>&1
like "$tmp/dpkg.out" '^ii  apt ' "dpkg -l lists apt"
sed '1,/^+++-/d' "$tmp/dpkg.out" >"$tmp/packages"
diag "$(wc -l <"$tmp/packages") packages"
unlike "$tmp/packages" '^(i[^i]|[^i]|ii[^ ])' "dpkg -l: every package is installed and configured"
in_root dpkg --audit >"$tmp/audit.out" 2>&1
is "$(cat "$tmp/audit.out")" '' "dpkg --audit finds nothing"
in_root apt-get --version >"$tmp/apt.out" 2>&1
like "$tmp/apt.out" "^apt .*\\($arch\\)" "apt-get --version"
is "$(in_root perl -e '$s += $_ ** 2 for 1 .. 1000; printf "%d %.9f\n", $s, exp 1' 2>&1)" \
    '333833500 2.718281828' "perl computes"
ok "ldconfig" in_root /sbin/ldconfig
in_root /sbin/ldconfig -p >"$tmp/ldconfig.out" 2>&1
like "$tmp/ldconfig.out" "libc\\.so\\.6 \\(libc6,$loader\\) => /lib/" "ldconfig -p finds libc"
is "$(in_root sh -c 'seq 100 | sed "s/^/n/" | sort -r | head -n 3 | tr "\n" " "' 2>&1)" \
    'n99 n98 n97 ' "a pipeline"
in_root getent passwd root _apt >"$tmp/getent.out" 2>&1
like "$tmp/getent.out" '^_apt:x:42:65534:' "getent looks a user up"
is "$(in_root sh -c 'su -s /bin/sh -c "id -un" _apt' 2>&1)" _apt "su becomes that user"
is "$(inside sh -c 'ulimit -v 8388608; chroot "$1" sh -c "seq 10 | tail -n 1"' sh "$root" 2>&1)" \
    10 "with an address space of 8 GiB (ulimit -v): a pipeline"

leave
host >"$tmp/host.after"
is "$(cat "$tmp/host.after")" "$(cat "$tmp/host.before")" \
    "the host has no mount and no rule that it did not have"
done_testing
