#!/bin/sh
# SPDX-License-Identifier: MIT
# Some real programs of a Debian root of another CPU print what they print natively: the short
# selection of make check-programs.

. "$(dirname "$0")/../lib/lib.sh"
: "${QB_PROGRAMS:=$top_builddir/check-programs}"
export top_builddir QB_BIN QB_CACHE QB_PROGRAMS

cpu=aarch64
[ "$(uname -m)" != aarch64 ] || cpu=x86_64
need_qemu "$cpu"
need_prog unshare nsenter debootstrap gpgv flock timeout ip
[ -e /usr/share/keyrings/debian-archive-keyring.gpg ] ||
    skip_all "no debian-archive-keyring.gpg (package debian-archive-keyring)"
need_binfmt_misc

rc=0
sh "$here/programs.sh" --short "$cpu" >"$tmp/out" 2>"$tmp/err" || rc=$?
sed 's/^/# /' "$tmp/err"
case $rc in 0 | 1) ;; *) framework_failure_ "programs.sh: status $rc" ;; esac
sed -n "s/^$cpu  *//p" "$tmp/out" >"$tmp/rows"
while read -r program result rest; do
    case $result in
        pass) point 0 "$program: $cpu" ;;
        known) cannot "$program: $cpu" "known to differ: ${rest#* }" ;;
        absent | unknown) skip "$program: $cpu" "it does not run natively, or is not in Debian" ;;
        *) point 1 "$program: $cpu: $result" ;;
    esac
done <"$tmp/rows"
[ "$rc" -eq 0 ] || sed 's/^/# | /' "$tmp/out"
done_testing
