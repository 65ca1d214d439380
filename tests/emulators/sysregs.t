#!/bin/sh
# SPDX-License-Identifier: MIT
# Each system register and system instruction that an arm64 program can name, as QEMU without the
# patches has it: the same are there, with the same values. `make check-reference` builds that QEMU.

. "$(dirname "$0")/../lib/lib.sh"
: "${QB_REFERENCE:=$top_builddir/reference/bin}"
need_qemu aarch64
reference=$QB_REFERENCE/qemu-aarch64$QB_SUFFIX
[ -x "$reference" ] || skip_all "no emulator without the patches (make reference)"
. "$top_srcdir/tools/compilers.sh"
cc=$(guest_field aarch64 compiler)
$cc -std=gnu11 -O2 -static -o "$tmp/sysregs" "$top_srcdir/tests/emulators/guest/sysregs.c" \
    2>"$tmp/cc" ||
    skip_all "no compiler for aarch64 (Debian: gcc-aarch64-linux-gnu libc6-dev-arm64-cross)"
unset QEMU_CPU QEMU_TB_JUMP QEMU_LOG

# all EMULATOR MODEL: what that says of all of them.
all()
{
    for mode in mrs msr sys sysl; do
        timeout 300 "$1" -cpu "$2" "$tmp/sysregs" "$mode" </dev/null || echo "$mode: exit status $?"
    done
}

for model in max cortex-a53 cortex-a72 neoverse-n1 neoverse-v1 a64fx; do
    all "$(qemu aarch64)" "$model" >"$tmp/ours" 2>&1
    all "$reference" "$model" >"$tmp/reference" 2>&1
    # NZCV, FPCR, FPSR at least; DC ZVA, CVAU and CVAC.
    for mode in mrs msr sys; do
        ok "-cpu $model: some can be accessed by $mode" \
            [ "$(grep -c "^$mode S" "$tmp/ours")" -ge 3 ]
    done
    ok "-cpu $model: the same $(wc -l <"$tmp/ours") of 98304 are there, with the same values" \
        diff "$tmp/reference" "$tmp/ours"
done
done_testing
