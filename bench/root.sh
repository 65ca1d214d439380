#!/bin/sh
# SPDX-License-Identifier: MIT
# Makes the Debian root of a CPU in which bench/run measures programs, once, and keeps it in
# $QB_CACHE/bench.
#
# Usage: root.sh CPU EMULATOR        the root; EMULATOR runs the second stage, '' if the CPU is this
# machine's
#        root.sh --first-stage CPU   an archive of a minimal root after debootstrap's first stage
# Input: as for bench/lib.sh; Debian's mirror, by debootstrap.

: "${top_srcdir:=$(cd "$(dirname "$0")/.." && pwd)}"
. "$top_srcdir/bench/lib.sh"
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
what=root packages=python3,perl,gcc,libc6-dev,xz-utils,zstd,openssl,mawk,procps
[ "${1-}" != --first-stage ] || {
    what=first packages=''
    shift
}
cpu=${1:?CPU} emulator=${2-}
arch=$(debian_arch "$cpu")
if [ $what = root ]; then
    result=$(root_path "$cpu") tarballs=$QB_CACHE/bench/debs-
else
    # The packages that tests/emulators/debootstrap.t fetches.
    result=$(first_stage "$cpu") tarballs=$QB_CACHE/debootstrap-
fi
[ ! -e "$result" ] || exit 0
need_prog debootstrap flock
# Its path, since the namespace has another PATH.
debootstrap=$(command -v debootstrap)
mkdir -p "$QB_CACHE/bench"
exec 7>"$result.lock"
flock 7
[ ! -e "$result" ] || exit 0
work=$result.tmp log=$result.log

# stage COMMAND...: a long command with its output in $log; its end is shown if it fails.
stage()
{
    "$@" >>"$log" 2>&1 7>&- || {
        tail -n 20 "$log" >&2
        die 1 "failed: $*; the whole log is $log"
    }
}

options="--variant=minbase ${packages:+--include=$packages} --arch=$arch --keyring=$keyring"
# script: debootstrap's for the suite; an older debootstrap does not know the newest suite, which is
# made like sid.
script()
{
    for script in "$suite" sid; do
        [ ! -e "/usr/share/debootstrap/scripts/$script" ] || {
            echo "/usr/share/debootstrap/scripts/$script"
            return 0
        }
    done
}

# download: the packages of the first stage, checked by debootstrap against Debian's keys; sets
# suite and tarball.
download()
{
    for suite in $suites; do
        tarball=$tarballs$suite-$arch.tgz
        for mirror in $("$top_srcdir/tools/mirror.sh"); do
            [ ! -e "$tarball" ] || return 0
            rm -rf "$tmp/download"
            # shellcheck disable=SC2086 # several options
            "$debootstrap" $options --make-tarball="$tmp/debs.tgz" --force-check-gpg "$suite" \
                "$tmp/download" "$mirror" "$(script)" >>"$log" 2>&1 || continue
            cp "$tmp/debs.tgz" "$tarball.$$" && mv "$tarball.$$" "$tarball"
            return 0
        done
    done
    tail -n 20 "$log" >&2
    die 1 "no packages of Debian ($suites) for $arch can be fetched; the whole log is $log"
}

say "making $result, once; its log is $log"
: >"$log"
download
enter_namespace
inside rm -rf "$work"
inside mkdir -p "$work"
# shellcheck disable=SC2086 # several options
stage inside "$debootstrap" $options --foreign --unpack-tarball="$tarball" "$suite" "$work" \
    "$mirror" "$(script)"
if [ $what = first ]; then
    inside tar -C "$work" -cf "$tmp/first.tar" .
    inside rm -rf "$work"
    cp "$tmp/first.tar" "$result.$$" && mv "$result.$$" "$result"
else
    [ -z "$emulator" ] || rule "$cpu" "$emulator"
    mount_devices "$work"
    stage inside chroot "$work" /debootstrap/debootstrap --second-stage
    leave
    mv "$work" "$result"
    rm -f "$tarball"
fi
