# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# What the scripts of bench/ share: errors, a temporary folder, the peers, and a namespace with one
# rule of binfmt_misc.
#
# Input: $top_srcdir; $QB_CACHE for what is fetched and prepared, $QB_CONF for qemu-binfmt-conf.

set -eu
LC_ALL=C
export LC_ALL
: "${top_srcdir:?}"
: "${QB_CACHE:=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/qemu-user-static}"
peers=$QB_CACHE/peers
# Debian's suites for the programs that are measured: a mirror may lack one for a CPU, or be
# inconsistent in it.
suites='trixie forky'

me=bench
. "$top_srcdir/tools/common.sh"
. "$top_srcdir/tools/compilers.sh"

# say TEXT: what happens now.
say()
{
    printf 'bench: %s\n' "$*" >&2
}

# need_prog PROGRAM...
need_prog()
{
    for need; do
        command -v "$need" >/dev/null 2>&1 || die 1 "there is no $need on this machine"
    done
}

tmp=$(mktemp -d "${TMPDIR:-/tmp}/qb-bench.XXXXXX")
. "$top_srcdir/tools/namespace.sh"
cleanup()
{
    leave
    rm -rf "$tmp"
}
trap 'cleanup' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# fetch_deb SUITES ARCH PACKAGE FOLDER: unpacks that package of the first suite that has it into
# FOLDER, once, and keeps FOLDER.deb. False with a message if it cannot be had.
fetch_deb()
{
    [ ! -d "$4/usr" ] || return 0
    mkdir -p "$(dirname "$4")"
    fetch_file=$("$top_srcdir/tools/debian.sh" "$(echo "$1" | tr ' ' ',')" "$2" "$tmp/debs" "$3") ||
        return 1
    rm -rf "$4.tmp"
    dpkg-deb -x "$fetch_file" "$4.tmp" && mv "$fetch_file" "$4.deb" && mv "$4.tmp" "$4"
}

# fetch_peer SUITE: Debian's emulators of that suite into $peers/SUITE, once; remove that folder for
# newer ones.
fetch_peer()
{
    fetch_deb "$1" amd64 "$(peer_package "$1")" "$peers/$1"
}

# peer_package SUITE: the package with Debian's emulators; until bookworm the static ones were a
# package of their own.
peer_package()
{
    case $1 in bookworm) echo qemu-user-static ;; *) echo qemu-user ;; esac
}

# emulator DIR CPU: the path of that emulator, with or without the suffix; nothing if there is none.
emulator()
{
    for emulator_file in "$1/qemu-$2-static" "$1/qemu-$2"; do
        [ ! -x "$emulator_file" ] || {
            echo "$emulator_file"
            return 0
        }
    done
}

# debian_arch CPU: Debian's name of a CPU, which its packages and roots have.
debian_arch()
{
    guest_field "$1" port
}

# enter_namespace: a namespace with all ids, and a binfmt_misc of its own (Linux 6.7), without any
# rule.
enter_namespace()
{
    need_prog unshare nsenter
    have_id_range || die 1 "$reason"
    enter || die 1 "$reason"
    inside mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc ||
        die 1 "the kernel has no binfmt_misc per user namespace (it needs Linux 6.7)"
}

# rule CPU EMULATOR [OPTION...]: EMULATOR runs all programs of CPU in the namespace, and no other
# any; flag F, as in containers, and what the options of qemu-binfmt-conf say. The kernel looks at
# rules before it runs a program itself, so there can be one for i386 on x86_64.
rule()
{
    : "${QB_CONF:?the path of qemu-binfmt-conf}"
    rule_cpu=$1 rule_emulator=$2
    shift 2
    rm -rf "$tmp/rule" && mkdir "$tmp/rule"
    ln -s "$rule_emulator" "$tmp/rule/qemu-$rule_cpu"
    "$QB_CONF" --systemd "$rule_cpu" --exportdir "$tmp/rule" --qemu-path "$tmp/rule" \
        --qemu-suffix '' --ignore-family yes --persistent yes "$@" >/dev/null
    # shellcheck disable=SC2016 # for the inner shell
    inside sh -c 'cd /proc/sys/fs/binfmt_misc
        for old in qemu-*; do [ ! -e "$old" ] || echo -1 >"$old"; done
        cat "$1" >register' sh "$tmp/rule/qemu-$rule_cpu.conf" ||
        die 1 "the kernel refuses the rule of $rule_cpu for $rule_emulator"
}

# root_path CPU, first_stage CPU: Debian's root for a CPU, and the archive of its first stage, which
# bench/root.sh makes.
root_path()
{
    echo "$QB_CACHE/bench/root-$(debian_arch "$1")"
}
first_stage()
{
    echo "$QB_CACHE/bench/first-stage-$(debian_arch "$1").tar"
}

# mount_devices ROOT: the host's, since mknod is refused in a user namespace.
mount_devices()
{
    # shellcheck disable=SC2016 # for the inner shell
    inside sh -c 'set -e
        mount -t tmpfs -o mode=755 dev "$1/dev"
        mkdir "$1/dev/pts" "$1/dev/shm"
        for node in null zero full random urandom tty; do
            : >"$1/dev/$node"
            mount --bind "/dev/$node" "$1/dev/$node"
        done' sh "$1"
}

# mount_root ROOT: devices, /proc, an empty /tmp; the rest cannot be written to.
mount_root()
{
    inside mount --bind "$1" "$1"
    inside mount -o remount,bind,ro "$1"
    mount_devices "$1"
    inside mount -t proc proc "$1/proc"
    inside mount -t tmpfs -o mode=1777 tmp "$1/tmp"
}
