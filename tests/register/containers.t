#!/bin/sh
# SPDX-License-Identifier: MIT
# Containers that share the machine's user namespace, and with it its binfmt_misc: what they
# register stays, or they say that it will not. And an automount, as systemd makes one, is
# triggered.
#
# Uses this machine's binfmt_misc, for two CPUs that have no rule; it is left as it was found.
# shellcheck disable=SC2016 # texts for inner shells

. "$(dirname "$0")/../lib/lib.sh"
own_machine
. "$top_srcdir/tests/lib/register.sh"
need_prog cc unshare mountpoint
[ "$(readlink /proc/self/ns/user) $(readlink /proc/self/ns/pid)" = \
    "user:[4026531837] pid:[4026531836]" ] ||
    cannot_all "not in the machine's first namespaces"
! mountpoint -q $misc ||
    cannot_all "this machine has binfmt_misc mounted, which this test would have to undo"
grep -qw binfmt_misc /proc/filesystems || cannot_all "the kernel has no binfmt_misc yet"

# born: when the instance was made; the same twice if somebody else holds it.
born()
{
    unshare -m sh -c 'mount -t binfmt_misc none "$1" && stat -c %z "$1/register"' - $misc
}
first=$(born)
sleep 0.1
[ "$first" != "$(born)" ] || cannot_all "a container of this machine has binfmt_misc mounted"

cc=${CC_FOR_BUILD:-${CC:-cc}}
$cc -std=gnu11 "$top_srcdir/tests/register/automount.c" -o "$tmp/automount"
echo 'int main(void) { return 42; }' | $cc -static -x c - -o "$tmp/good"
mkdir "$tmp/bin" "$tmp/other"
for cpu in hexagon or1k; do cp "$tmp/good" "$tmp/bin/qemu-$cpu"; done
conf()
{
    "$ours" -Q "$tmp/bin" -F '' -p yes --cpu=hexagon,or1k "$@"
}
automount=
cleanup()
{
    [ -z "$automount" ] || kill "$automount" 2>/dev/null || :
    while umount "$tmp/other" 2>/dev/null; do :; done
    while mountpoint -q $misc; do
        "$ours" --unregister=hexagon,or1k 2>/dev/null || :
        umount $misc || break
    done
    rm -rf "$tmp"
}

# on_host: what the machine has of ours; by a look from outside all containers.
on_host()
{
    unshare -m sh -c 'mountpoint -q "$1" || mount -t binfmt_misc none "$1"
        cd "$1"
        echo qemu-hexagon* qemu-or1k*' - $misc
}
# inside SCRIPT: a container, in which process 1 is a shell; "$@" there is the program with its
# options.
inside()
{
    inside_script=$1
    shift
    unshare -mpf --mount-proc sh -c "$inside_script" - "$ours" -Q "$tmp/bin" -F '' -p yes \
        --cpu=hexagon,or1k "$@"
}
mounts='mount -t binfmt_misc none /proc/sys/fs/binfmt_misc; '

fails 9 "a container that mounts it: the rules would be gone" inside 'exec "$@"'
like "$tmp/fails.out" 'ends: only the container has' "which is said"
fails 9 "the same, not as process 1" inside '"$@"; exit $?'
fails 9 "the same, mounted by the container before" inside "$mounts"'"$@"; exit $?'
fails 9 "the same, with the processes of the machine in sight" \
    unshare -m sh -c "$mounts"'"$@"; exit $?' - "$ours" -Q "$tmp/bin" -F '' -p yes --cpu=hexagon
is "$(on_host)" "qemu-hexagon* qemu-or1k*" "and they are gone indeed"

# Held by a mount elsewhere, until the clock shows another second than when it was made.
mount -t binfmt_misc none "$tmp/other"
grep -q " $tmp/other " /proc/1/mountinfo || {
    umount "$tmp/other"
    framework_failure_ "process 1 has other mounts"
}
made=$(date +%s)
while [ "$(date +%s)" -le $((made + 1)) ]; do sleep 0.2; done
# stay COMMAND...: passes if that succeeds, and the machine has the rules then.
stay()
{
    stay_text=$1
    shift
    ok "$stay_text" "$@"
    is "$(on_host)" "qemu-hexagon qemu-or1k" "and the rules stay"
    "$ours" --procdir="$tmp/other" --unregister=hexagon,or1k 2>/dev/null
}
stay "somebody else holds it: a container that mounts it" inside '"$@"; exit $?'
stay "mounted by the container before" inside "$mounts"'"$@"; exit $?'
stay "process 1 has it elsewhere" unshare -m sh -c "$mounts"'"$@"; exit $?' - "$ours" -Q \
    "$tmp/bin" -F '' -p yes --cpu=hexagon,or1k
mount -t binfmt_misc none $misc
stay "process 1 has it where it belongs" unshare -m "$ours" -Q "$tmp/bin" -F '' -p yes \
    --cpu=hexagon,or1k
umount $misc
umount "$tmp/other"

# An automount of this machine.
if grep -qw autofs /proc/filesystems; then
    "$tmp/automount" $misc >"$tmp/automount.out" 2>&1 &
    automount=$!
    until grep -q ready "$tmp/automount.out"; do
        kill -0 $automount 2>/dev/null || framework_failure_ "$(cat "$tmp/automount.out")"
        sleep 0.1
    done
    ok "with an automount" conf
    like "$tmp/automount.out" '^triggered$' "it is triggered"
    is "$(on_host)" "qemu-hexagon qemu-or1k" "the rules stay"
    ok "--verify" conf --verify
    ok "--unregister" "$ours" --unregister=hexagon,or1k
    umount $misc
    : >"$tmp/automount.out"
    if [ -e /proc/1/root/proc ]; then
        ok "a container whose machine has an automount" \
            unshare -m sh -c 'umount "$1"; shift; exec "$@"' - $misc "$ours" -Q "$tmp/bin" -F '' \
            -p yes --cpu=hexagon,or1k
        like "$tmp/automount.out" '^triggered$' "triggers it"
        is "$(on_host)" "qemu-hexagon qemu-or1k" "and the rules stay"
        "$ours" --unregister=hexagon,or1k
        umount $misc
    else
        cannot "a container whose machine has an automount" \
            "/proc/1/root is closed to root here (CAP_SYS_PTRACE)"
    fi
    kill $automount
    wait $automount 2>/dev/null || :
    automount=
    umount $misc
else
    cannot "an automount" "the kernel has no autofs"
fi
ok "nothing is left" sh -c "! mountpoint -q $misc"
done_testing
