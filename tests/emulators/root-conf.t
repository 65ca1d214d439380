#!/bin/sh
# SPDX-License-Identifier: MIT
# /etc/qemu-user.conf of a root: the CPU and other options of all programs there, without a variable
# of the environment. The kernel starts the programs, in a root that has nothing else; only a file
# that nobody else may write is used.

. "$(dirname "$0")/../lib/lib.sh"
. "$top_srcdir/tests/lib/register.sh"
[ -n "$QB_TARGETS" ] || cannot_all "this tree has no emulator (--with-targets=none)"
need_topic linux
need_prog chroot timeout

# A file of somebody else. Root can make one while there are other users; for who is root in the
# namespace only, any file of root is.
if [ -z "${QB_INSIDE-}" ]; then
    others=/etc/passwd
    [ "$(id -u)" != 0 ] || {
        others=$tmp/others
        echo >"$others"
        chown 1 "$others" 2>/dev/null || others=
    }
    export QB_OTHERS="$others"
fi
in_namespace "$0"
. "$top_srcdir/tools/compilers.sh"

root=$tmp/root
conf=$root/etc/qemu-user.conf
release=$(uname -r)

# machine [COMMAND...]: what the program of the root prints, or that there is an error.
machine()
{
    rc=0
    timeout 60 "$@" chroot "$root" /uname >"$tmp/out" 2>"$tmp/err" || rc=$?
    sed -n 's/^machine //p' "$tmp/out"
    sed 's/^[^:]*: //' "$tmp/err"
}

# write: the file, from standard input.
write()
{
    rm -rf "$conf"
    cat >"$conf"
    chmod 644 "$conf"
}

# refused WHAT: the file is as it should not be.
refused()
{
    is "$(machine)" "armv7l
warning: /etc/qemu-user.conf is not used: $2" "arm: $1"
}

mount -t binfmt_misc binfmt_misc "$misc"
"$ours" -Q "$QB_BIN" -F "$QB_SUFFIX" -p yes --no-verify >"$tmp/log" 2>&1 ||
    framework_failure_ "no rules: $(cat "$tmp/log")"

# install TARGET SOURCE FLAG...: the program in the root, if it can be compiled.
install()
{
    target=$1
    shift
    have_target "$target" && has_compiler "$target" "root-conf: $target" || return 1
    rm -rf "$root"
    mkdir -p "$root/etc"
    # shellcheck disable=SC2086 # a command and its flags
    $compiler -static -o "$root/uname" "$@" >"$tmp/log" 2>&1 ||
        framework_failure_ "no program for $target: $(cat "$tmp/log")"
}

# The C library is for ARMv7.
if install arm -march=armv5te -marm -mfloat-abi=soft -ffreestanding -nostdlib -Wl,-e,_start \
    "$here/guest/bare.c" "$here/guest/bare.S"; then
    is "$(machine)" armv7l 'arm: without a file'
    printf '[arm]\ncpu = arm1176\n' | write
    is "$(machine)" armv6l 'arm: the CPU of the root'
    is "$(machine env -i PATH="$PATH")" armv6l 'arm: also with an empty environment'
    is "$(machine env QEMU_CPU=cortex-a15)" armv7l 'arm: the environment wins'
    printf '# both\n[all]\ncpu=arm1176\n[s390x]\ncpu=none\n[arm]\ncpu = arm926\ns = 2M\n' | write
    is "$(machine)" armv5tel 'arm: what is for this target wins'
    printf '[arm]\ncpu = arm926\nL = /x\ns = much\ncpu-model = 5\n[all]\nr =\n' | write
    is "$(machine)" "armv5tel
warning: /etc/qemu-user.conf: [all] r: no value is ''
warning: /etc/qemu-user.conf: [arm] L: no option for a root
warning: /etc/qemu-user.conf: [arm] s: no value is 'much'
warning: /etc/qemu-user.conf: [arm] cpu-model: no option for a root" \
        'arm: what is wrong is left out and told of'
    printf '[arm]\ncpu = pdp11\n' | write
    is "$(machine)" "unable to find CPU model 'pdp11'" 'arm: no such CPU'

    printf '[arm]\ncpu = arm926\n' | write
    chmod 666 "$conf"
    refused 'a file for all to write' 'others than its owner may write to it'
    chmod 644 "$conf"
    mv "$conf" "$root/etc/other"
    ln -s other "$conf"
    refused 'a symbolic link' 'it is a symbolic link'
    rm "$conf"
    mkfifo "$conf"
    refused 'a pipe' 'it is no regular file'
    rm "$conf"
    mkdir "$conf"
    refused 'a directory' 'it is no regular file'
    write </dev/null
    if [ -n "$QB_OTHERS" ] && mount --bind "$QB_OTHERS" "$conf"; then
        refused 'a file of another owner' 'it does not belong to root'
        umount "$conf"
    else
        cannot 'arm: a file of another owner' 'this user cannot make one'
    fi
    head -c 100000 /dev/zero | tr '\0' '#' | write
    refused 'a large file' 'it is too large'
    echo 'cpu = arm926' | write
    refused 'a file without sections' 'Key file does not start with a group'
    write </dev/null
    is "$(machine)" armv7l 'arm: an empty file'
fi
for pair in aarch64:armv8l s390x:s390 riscv64:riscv32 ppc64le:ppcle; do
    install "${pair%:*}" "$here/guest/uname.c" || continue
    is "$(chroot "$root" /uname 32)" "${pair#*:} $release" "$target: personality of 32 bits"
    is "$(chroot "$root" /uname 64)" "$target $release" "$target: another one"
    printf '[all]\nr = 6.1.99\n' | write
    is "$(chroot "$root" /uname 64)" "$target 6.1.99" "$target: the release of the root"
    printf '[%s]\ns = 3M\n' "$target" | write
    is "$(chroot "$root" /uname stack)" 3145728 "$target: the stack of the root"
done

# A program of this machine's own CPU, for which there is no rule, has a mark that one can tell.
if install x86_64 "$here/guest/cpuid.c"; then
    if [ "$(uname -m)" = x86_64 ]; then
        printf QQ | dd of="$root/uname" bs=1 seek=14 conv=notrunc status=none
        printf %s ":own:M:14:QQ::$QB_BIN/qemu-x86_64$QB_SUFFIX:OF" >"$misc/register" ||
            framework_failure_ "no rule for x86_64"
    fi
    printf '[x86_64]\ncpu = Nehalem\n' | write
    is "$(machine)" 'sse4.2 1, aes 0, fma 0, avx2 0, rtm 0' 'x86_64: Nehalem'
    printf '[x86_64]\ncpu = Haswell-noTSX\n' | write
    is "$(machine)" 'sse4.2 1, aes 1, fma 1, avx2 1, rtm 0' 'x86_64: Haswell-noTSX'
fi
[ "$points" -gt 0 ] || cannot_all "this tree builds none of these CPUs"
done_testing
