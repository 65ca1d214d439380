#!/bin/sh
# SPDX-License-Identifier: MIT
# The emulators for another host: compiled for arm64, linked as they should be, and run by our own
# qemu-aarch64. make check-cross. It builds two emulators, for the host's own CPU and for x86_64.

. "$(dirname "$0")/../lib/lib.sh"
need_qemu aarch64
[ "$(uname -m)" != aarch64 ] || cannot_all "this is an arm64 host"
: "${READELF:=readelf}"
need_prog aarch64-linux-gnu-gcc x86_64-linux-gnu-gcc "$READELF" timeout
distfiles=$(. "$top_builddir/recipes/settings.sh" && echo "${distfiles:-$top_builddir/distfiles}")

# build: everything, in $tmp/host. The compiler is found by its name.
build()
{
    (
        unset CC CFLAGS LDFLAGS NM READELF QB_TARGETS QB_SUFFIX top_builddir
        mkdir "$tmp/host" && cd "$tmp/host" &&
            "$top_srcdir/configure" -q --host=aarch64-linux-gnu --with-targets='aarch64 x86_64' \
                --with-distfiles="$distfiles" &&
            make -j2
    )
}
ok "configure --host=aarch64-linux-gnu && make" build

for cpu in aarch64 x86_64; do
    "$READELF" -hlW "$tmp/host/bin/qemu-$cpu-static" >"$tmp/elf" 2>&1 || :
    ok "qemu-$cpu is a program of arm64" grep -q 'Machine: *AArch64' "$tmp/elf"
    ok "position independent" grep -q 'Type: *DYN' "$tmp/elf"
    unlike "$tmp/elf" INTERP "and static"
done

# there CPU COMMAND...: a guest program by the emulator for arm64 hosts, which is itself run by
# ours.
there()
{
    there_cpu=$1
    shift
    timeout 600 "$(qemu aarch64)" "$tmp/host/bin/qemu-$there_cpu-static" "$@" </dev/null
}
guest()
{
    "$1-linux-gnu-gcc" -std=gnu11 -O1 -static "$top_srcdir/tests/emulators/guest/$2.c" -o \
        "$tmp/$2.$1"
}

ok "guests are compiled" guest aarch64 bits
ok "of both CPUs" guest x86_64 jumps
ok "one more" guest aarch64 jumps
is "$(there aarch64 "$tmp/bits.aarch64" all 2>&1)" right "aarch64 on arm64: vectors and bits"
for cpu in aarch64 x86_64; do
    for mode in inline helper check; do
        is "$(QEMU_TB_JUMP=$mode there "$cpu" "$tmp/jumps.$cpu" direct 1 2>&1)" 1 \
            "$cpu on arm64: jumps, -tb-jump $mode"
    done
done
is "$(timeout 60 "$(qemu aarch64)" "$tmp/host/qemu-binfmt-conf" --list 2>&1)" \
    "$("$top_builddir/qemu-binfmt-conf" --list)" "qemu-binfmt-conf of arm64 lists the same CPUs"
done_testing
