#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs a real foreign program with an emulator of this tree, and says what it said.
#
# Where there is apt: busybox-static of Debian for the first built target that Debian has, fetched and verified
# by apt in a folder of its own ($QB_CACHE), no matter which architectures the machine knows. Elsewhere, or
# without network: a guest program of the tests; microblaze's needs no compiler for that CPU.
# Input: $top_srcdir, $top_builddir. Exit status: 0 if the program said the right thing.

set -eu
: "${top_srcdir:?}" "${top_builddir:?}"
# shellcheck source=recipes/settings.sh.in
. "$top_builddir/recipes/settings.sh"
: "${QB_CACHE:=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/qemu-user-static}"

[ -n "$targets" ] || { echo "no emulator was built (--with-targets=none)"; exit 0; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# debian_busybox ARCH: prints the path of busybox-static for that architecture; fetched once.
debian_busybox()
{
    program=$QB_CACHE/busybox-$1
    [ ! -x "$program" ] || { echo "$program"; return 0; }
    command -v apt-get >/dev/null 2>&1 && command -v dpkg-deb >/dev/null 2>&1 || return 1
    mkdir -p "$QB_CACHE" "$work/state/lists/partial" "$work/cache/archives/partial"
    : >"$work/status"
    (
        cd "$work"
        set -- -qq -o APT::Architecture="$1" -o APT::Architectures="$1" -o Dir::State="$work/state" \
            -o Dir::Cache="$work/cache" -o Dir::State::status="$work/status" -o APT::Sandbox::User=root \
            -o Acquire::Languages=none -o Acquire::Retries=2
        apt-get "$@" update && apt-get "$@" download busybox-static
    ) >"$work/apt.log" 2>&1 || return 1
    dpkg-deb -x "$work"/busybox-static_*.deb "$work/root"
    busybox=$(find "$work/root" -type f -path "*/bin/busybox")
    cp "$busybox" "$program.$$" && mv "$program.$$" "$program"
    echo "$program"
}

# expect WORD COMMAND...: runs it; its output must be WORD.
expect()
{
    wanted=$1
    shift
    echo "running: $*"
    said=$("$@") || { echo "it failed with status $?" >&2; return 1; }
    echo "it says: $said"
    [ "$said" = "$wanted" ] || { echo "but $wanted was expected" >&2; return 1; }
    echo "a real foreign program runs"
}

# Targets with a port in Debian's main archive, machine name as uname -m says it.
for row in aarch64:arm64:aarch64 arm:armhf:armv7l ppc64le:ppc64el:ppc64le s390x:s390x:s390x riscv64:riscv64:riscv64 \
    mips64el:mips64el:mips64 mipsel:mipsel:mips i386:i386:i686 x86_64:amd64:x86_64; do
    IFS=: read -r target arch machine <<EOF
$row
EOF
    case " $targets " in *" $target "*) ;; *) continue ;; esac
    busybox=$(debian_busybox "$arch") || break
    expect "$machine" "$top_builddir/bin/qemu-$target$suffix" "$busybox" uname -m
    exit 0
done

echo "no Debian package can be fetched here: a guest program of tools/compilers.def instead"
case " $targets " in *' microblaze '*) target=microblaze ;; *) target=${targets%% *} ;; esac
QB_TARGETS=$target QB_TEST_STRICT=1 exec "$top_srcdir/tests/emulators/guests.t"
