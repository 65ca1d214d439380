#!/bin/sh
# SPDX-License-Identifier: MIT
# Kernels and machines that lack something: the module, programs in memory, a writable /proc,
# emulators that run.
#
# In a user namespace of its own.

. "$(dirname "$0")/../lib/lib.sh"
. "$top_srcdir/tests/lib/register.sh"
in_namespace "$0"
need_prog cc
HOST_ARCH=s390x
export HOST_ARCH
mkdir "$tmp/bin"
compile()
{
    ${CC_FOR_BUILD:-${CC:-cc}} -static -x c - -o "$1"
}
echo 'int main(void) { return 42; }' | compile "$tmp/bin/qemu-arm"
echo '#include <stdlib.h>
int main(void) { abort(); }' | compile "$tmp/bin/qemu-alpha"
echo 'int main(void) { return 3; }' | compile "$tmp/bin/qemu-hppa"
conf()
{
    "$ours" -Q "$tmp/bin" -F '' -p yes "$@"
}

# A kernel that does not name binfmt_misc: modprobe is asked for it, once, by its place and not by
# $PATH. The stand-in writes how it was called; then the kernel has it, so that the registration
# goes on.
mkdir "$tmp/sbin"
cat >"$tmp/sbin/modprobe" <<END
#!/bin/sh
echo "\$0 \$* \$PATH" >>"$tmp/modprobe.out"
END
chmod +x "$tmp/sbin/modprobe"
printf 'nodev\tproc\n\text4\n' >"$tmp/filesystems"
# without_module COMMAND...: runs it where the kernel does not name binfmt_misc.
without_module()
{
    # shellcheck disable=SC2016 # for the inner shell
    unshare -m sh -c 'mount --bind "$1/filesystems" /proc/filesystems || exit 99
        mount --bind "$1/sbin" /usr/sbin || exit 99
        [ /sbin -ef /usr/sbin ] || mount --bind "$1/sbin" /sbin || exit 99
        shift; "$@"; exit $?' - "$tmp" "$@"
    ! mountpoint -q $misc || umount $misc
}
PATH=/nowhere:$PATH without_module "$ours" -Q "$tmp/bin" -F '' -p yes --cpu=arm \
    >"$tmp/out" 2>&1 || :
like "$tmp/out" 'registered \(1\): arm' "a module that is not loaded: it registers"
is "$(cat "$tmp/modprobe.out")" "/sbin/modprobe -q binfmt_misc /usr/sbin:/sbin:/usr/bin:/bin" \
    "after modprobe, with a PATH of its own"
rm -f "$tmp/modprobe.out"
without_module "$ours" --status >"$tmp/out" 2>&1 || :
ok "who only looks loads nothing" test ! -e "$tmp/modprobe.out"
chmod -x "$tmp/sbin/modprobe"
without_module "$ours" -Q "$tmp/bin" -F '' -p yes --cpu=arm >"$tmp/out" 2>&1 || :
like "$tmp/out" 'registered \(1\): arm' "a modprobe that does not run is no reason to give up"

mount -t binfmt_misc binfmt_misc $misc
# What runs, and how.
fails 8 "emulators that fail" conf --cpu=arm,alpha,hppa
like "$tmp/fails.out" '^qemu-binfmt-conf: alpha: .*killed by a signal' "one is ended by a signal"
like "$tmp/fails.out" '^qemu-binfmt-conf: hppa: a program exits with 3 instead of 42' \
    "one has another status"
like "$tmp/fails.out" '^qemu-binfmt-conf: registered \(1\): arm' "one is right"
ok "it remains" "$ours" --unregister=alpha,hppa
echo 0 >$misc/status
fails 7 "--verify where all of binfmt_misc is switched off" "$ours" --verify --cpu=arm
like "$tmp/fails.out" 'the kernel does not use it' "which is said"
is "$("$ours" --status=json | grep -o '"registered_build_id": [a-z]*')" \
    '"registered_build_id": null' "--status does not guess what would run"
echo 1 >$misc/status
ok "switched on again" "$ours" --verify --cpu=arm

# Programs in memory may be forbidden; that says nothing of the rule.
# shellcheck disable=SC2016 # for the inner shell
if sh -c 'echo 2 >/proc/sys/vm/memfd_noexec' 2>/dev/null; then
    ok "no programs in memory: the rule is right all the same" conf --cpu=arm --force
    like "$tmp/ok.out" 'arm: no program was executed: ' "that none was run is said"
    "$ours" --unregister 2>/dev/null
    HOST_ARCH=aarch64 conf --no-verify >"$tmp/out" 2>&1
    like "$tmp/out" 'left out, this host runs them \(1\): arm' \
        "the family decides of what cannot be tried"
else
    cannot "no programs in memory" "vm.memfd_noexec cannot be set here"
fi

# --unregister where nothing can be removed.
conf --cpu=arm --no-verify --force >/dev/null 2>&1
mount -o remount,ro $misc
fails 4 "--unregister from a read-only binfmt_misc" "$ours" --unregister=arm
like "$tmp/fails.out" 'arm: cannot be removed: Read-only file system' "says so"
mount -o remount,rw $misc
ok "and writable again" "$ours" --unregister=arm
umount $misc
if [ -n "${QB_SANITIZED-}" ]; then
    cannot "--unregister without /proc" "LeakSanitizer needs /proc itself"
else
    mount -t tmpfs none /proc
    fails 3 "--unregister without /proc" "$ours" --unregister
    like "$tmp/fails.out" '/proc is not mounted' "says so"
    umount /proc
fi
done_testing
