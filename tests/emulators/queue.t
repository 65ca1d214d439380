#!/bin/sh
# SPDX-License-Identifier: MIT
# What the patches of patches/ change: each point fails with a stock QEMU unless it says that it
# only guards.
#
# Input besides that of lib.sh: MESON, a Meson program (default: the one of the build tree, or of
# the PATH).

. "$(dirname "$0")/../lib/lib.sh"
need_topic fixes
[ -n "$QB_TARGETS" ] || cannot_all "this tree has no emulator (--with-targets=none)"
need_prog timeout

guests=$top_srcdir/tests/emulators/queue
: "${MESON=$(command -v "$top_builddir/deps/meson/meson.py" || command -v meson)}"

# run CPU GUEST ARGUMENT...: the guest's output in $tmp/out, its status as the last line.
run()
{
    cpu=$1
    shift
    rc=0
    timeout 60 "$(qemu "$cpu")" "$@" >"$tmp/out" 2>&1 </dev/null || rc=$?
    echo "status $rc" >>"$tmp/out"
}

# prints WANTED DESCRIPTION: passes if the last run wrote these words and succeeded.
prints()
{
    is "$(tr '\n' ' ' <"$tmp/out")" "$1 status 0 " "$2"
}

# configure_alone: with a stub of Meson, which tells how it was called, and a Python without venv,
# pip and the like.
# shellcheck disable=SC2317 # "ok" calls it
configure_alone()
(
    mkdir -p "$tmp/python" "$tmp/build"
    for module in venv ensurepip pip pycotap distlib; do
        echo "raise ImportError('there is no $module here')" >"$tmp/python/$module.py"
    done
    cat >"$tmp/meson" <<-EOF
	#!/bin/sh
	case \$1 in --version) echo 1.12.1 ;; *) echo "\$@" >'$tmp/meson.called' ;; esac
	EOF
    chmod +x "$tmp/meson"
    cd "$tmp/build" || exit
    MESON=$tmp/meson PYTHONPATH=$tmp/python PYTHONDONTWRITEBYTECODE=1 \
        "$QB_QEMU/configure" --python="$(command -v python3)" --cc="${CC:-cc}" --static \
        --disable-system --target-list=aarch64-linux-user --without-default-features \
        --disable-docs --disable-download --disable-containers
)

# configure_dtb: a project of nothing but pc-bios/dtb, as in a user-mode build on a machine without
# dtc.
# shellcheck disable=SC2317 # "ok" calls it
configure_dtb()
{
    mkdir -p "$tmp/dtb/dtb"
    cp "$QB_QEMU/pc-bios/dtb/meson.build" "$tmp/dtb/dtb"
    echo "option('install_blobs', type: 'boolean', value: false)" >"$tmp/dtb/meson_options.txt"
    cat >"$tmp/dtb/meson.build" <<-EOF
	project('dtb')
	fs = import('fs')
	have_system = false
	qemu_datadir = 'share/qemu'
	subdir('dtb')
	EOF
    mkdir "$tmp/bin"
    ln -s "$(python3 -c 'import sys; print(sys.executable)')" "$tmp/bin/python3"
    ln -s "$(command -v ninja)" "$tmp/bin/ninja"
    PATH=$tmp/bin PYTHONDONTWRITEBYTECODE=1 "$MESON" setup "$tmp/dtb/build" "$tmp/dtb"
}

# The build: Python and Meson, device trees.
if [ ! -d "$QB_QEMU/linux-user" ]; then
    cannot "configure of QEMU" "no unpacked QEMU (QB_QEMU)"
elif ! command -v python3 >/dev/null; then
    skip "configure of QEMU" "no python3"
else
    ok "configure: MESON, no venv, no pip" configure_alone
    ok "configure: that Meson sets up the build tree" grep -q '^setup ' "$tmp/meson.called"
    ok "configure: config.status keeps MESON" \
        grep -q "^MESON='$tmp/meson'" "$tmp/build/config.status"
    ok "configure: there is no pyvenv" test ! -e "$tmp/build/pyvenv"
fi
if [ ! -d "$QB_QEMU/linux-user" ]; then
    cannot "pc-bios/dtb: no .dtb and no dtc are needed" "no unpacked QEMU (QB_QEMU)"
elif [ -z "$MESON" ] || ! command -v ninja >/dev/null || ! command -v python3 >/dev/null; then
    skip "pc-bios/dtb: no .dtb and no dtc are needed" "no Meson, no ninja, or no python3"
else
    ok "pc-bios/dtb: no .dtb and no dtc are needed" configure_dtb
fi

# The programs: nothing of NSS, which would load shared libraries of the foreign system.
for cpu in $QB_TARGETS; do
    [ -f "$(qemu "$cpu")" ] || continue
    grep -q nsswitch.conf "$(qemu "$cpu")" && echo "$cpu"
done >"$tmp/nss"
is "$(tr '\n' ' ' <"$tmp/nss")" "" "no emulator contains the name service switch"

# The kernel interface of linux-user, shown by aarch64 guests.
a64=$tmp/aarch64
if ! have_target aarch64; then
    cannot "aarch64 guests" "this tree does not build the aarch64 emulator"
elif ! command -v aarch64-linux-gnu-gcc >/dev/null; then
    skip "aarch64 guests" \
        "no aarch64-linux-gnu-gcc (apt install gcc-aarch64-linux-gnu libc6-dev-arm64-cross)"
elif ! aarch64-linux-gnu-gcc -std=gnu11 -O1 -static -o "$a64" "$guests/linux.c" \
    >"$tmp/cc.log" 2>&1; then
    framework_failure_ "the aarch64 guest cannot be built: $(cat "$tmp/cc.log")"
else
    unset QEMU_CPU
    run aarch64 "$a64" hwcap
    prints "paca 0 pacg 0" "aarch64: no pointer authentication by default"
    run aarch64 "$a64" sign
    prints "plain" "aarch64: PACIASP is a NOP by default"
    for model in max any max,pauth=on max,pauth-impdef=on; do
        QEMU_CPU=$model
        export QEMU_CPU
        run aarch64 "$a64" hwcap
        prints "paca 1 pacg 1" "aarch64: QEMU_CPU=$model has pointer authentication (guard)"
    done
    QEMU_CPU=max
    run aarch64 "$a64" sign
    prints "signed" "aarch64: PACIASP signs with QEMU_CPU=max (guard)"
    unset QEMU_CPU
    run aarch64 -cpu max "$a64" hwcap
    prints "paca 1 pacg 1" "aarch64: -cpu max has pointer authentication (guard)"

    run aarch64 "$a64" mlock2
    prints "now 0 onfault 0 unknown Invalid argument" \
        "mlock2() locks pages, and refuses unknown flags"
    run aarch64 "$a64" peek
    prints "sent 5 waiting 5" "recvmsg() without a buffer tells the length of the datagram"
    run aarch64 "$a64" netlink
    prints "alive" "sendmsg() without a buffer to a netlink socket does not kill the emulator"

    if command -v python3 >/dev/null; then
        for where in port "$tmp/gdb" "$tmp/gdb-%d"; do
            timeout 60 python3 "$here/gdb/features.py" "$where" "$(qemu aarch64)" "$a64" hwcap \
                >"$tmp/gdb.out" 2>&1 || :
            like "$tmp/gdb.out" '^PacketSize=.*qXfer:features:read[+]' \
                "gdbstub: -g ${where##*/} answers (guard)"
        done
    else
        skip "gdbstub" "no python3"
    fi
fi

# bare CPU COMPILER GUEST POINT: compiles queue/GUEST.S as $tmp/GUEST; if it cannot, it says so of
# that point and is false.
bare()
{
    if ! have_target "$1"; then
        cannot "$4" "this tree does not build the $1 emulator"
    elif ! command -v "$2" >/dev/null; then
        skip "$4" "no $2 (apt install gcc-${2%-gcc})"
    else
        "$2" -nostdlib -static -o "$tmp/$3" "$guests/$3.S" >"$tmp/cc.log" 2>&1 ||
            framework_failure_ "$3.S cannot be built: $(cat "$tmp/cc.log")"
        return 0
    fi
    return 1
}

if ! have_target sh4; then
    cannot "sh4: a signal handler rounds to nearest" "this tree does not build the sh4 emulator"
elif ! command -v sh4-linux-gnu-gcc >/dev/null; then
    skip "sh4: a signal handler rounds to nearest" \
        "no sh4-linux-gnu-gcc (apt install gcc-sh4-linux-gnu)"
else
    sh4-linux-gnu-gcc -nostdlib -static -o "$tmp/sh4" "$guests/sh4.S" >"$tmp/cc.log" 2>&1 ||
        framework_failure_ "the sh4 guest cannot be built: $(cat "$tmp/cc.log")"
    run sh4 "$tmp/sh4"
    is "$rc" 0 "sh4: a signal handler rounds to nearest, and the program in its own mode afterwards"
fi

point='s390x: an address that the host cannot use is SIGSEGV, in helpers too'
if ! have_target s390x; then
    cannot "$point" "this tree does not build the s390x emulator"
elif ! command -v s390x-linux-gnu-gcc >/dev/null; then
    skip "$point" "no s390x-linux-gnu-gcc (apt install gcc-s390x-linux-gnu libc6-dev-s390x-cross)"
else
    s390x-linux-gnu-gcc -std=gnu11 -O1 -march=z13 -static -o "$tmp/s390x" "$guests/s390x.c" \
        >"$tmp/cc.log" 2>&1 || framework_failure_ "s390x.c cannot be built: $(cat "$tmp/cc.log")"
    run s390x "$tmp/s390x"
    prints all "$point"
fi

point='loongarch64: what a helper leaves out of a register is 0, not from the stack'
clang=$(command -v clang-19 || command -v clang || :)
if ! have_target loongarch64; then
    cannot "$point" "this tree does not build the loongarch64 emulator"
elif ! "${clang:-false}" --target=loongarch64-linux-gnu -fuse-ld=lld -nostdlib -static \
    -o "$tmp/lsx" "$guests/lsx.S" >"$tmp/cc.log" 2>&1; then
    skip "$point" "no clang with lld for loongarch64 (apt install clang-19 lld-19)"
else
    is "$(timeout 60 "$(qemu loongarch64)" "$tmp/lsx" | od -An -v -tx8 | tr -d ' 0\n')" "" "$point"
fi

point='ppc: a bit field is taken of a register, of which memory has a copy'
if bare ppc powerpc-linux-gnu-gcc deposit "$point"; then
    run ppc -cpu 7450 "$tmp/deposit"
    is "$rc" 0 "$point"
fi

if bare arm arm-linux-gnueabihf-gcc thumb 'arm: Thumb before ARMv6T2'; then
    for model in arm926 arm1176 cortex-a8; do
        case $model in cortex*) illegal=0 ;; *) illegal=6 ;; esac
        run arm -cpu "$model" "$tmp/thumb"
        is "$rc" $illegal "arm: Thumb before ARMv6T2 has no hints, IT, CBZ: $model"
    done
fi

if bare riscv64 riscv64-linux-gnu-gcc counters 'riscv64: counters'; then
    run riscv64 -cpu rv64 "$tmp/counters"
    is "$rc" 0 "riscv64: the time is a counter of rv64 (guard)"
    run riscv64 -cpu rv64,zicntr=off "$tmp/counters"
    is "$rc" 132 "riscv64: without Zicntr a counter is illegal"
fi

# A host that this machine is not: its header, compiled here, reads its instructions.
if [ ! -d "$QB_QEMU/linux-user" ]; then
    cannot "loongarch64 hosts: vector stores are writes" "no unpacked QEMU (QB_QEMU)"
else
    header=$QB_QEMU/linux-user/include/host/loongarch64
    if ${CC:-cc} -std=gnu11 -I"$header" -o "$tmp/loongarch64" "$guests/loongarch64.c"; then
        ok "loongarch64 hosts: vector stores are writes" "$tmp/loongarch64"
    else
        framework_failure_ "loongarch64.c cannot be built"
    fi
fi
done_testing
