#!/bin/sh
# SPDX-License-Identifier: MIT
# --exec for a user without rights, in a namespace with as many ids as a machine has, and where it is impossible.

. "$(dirname "$0")/../lib/lib.sh"
. "$top_srcdir/tests/lib/register.sh"
. "$top_srcdir/tools/namespace.sh"
need_prog cc setpriv
need_binfmt_misc
need_id_range
HOST_ARCH=s390x
mkdir -p "$tmp/bin" "$tmp/root/bin"
echo 'int main(void) { return 42; }' | ${CC_FOR_BUILD:-${CC:-cc}} -static -x c - -o "$tmp/bin/qemu-arm"
${CC_FOR_BUILD:-${CC:-cc}} -std=gnu11 "$top_srcdir/tests/register/mkelf.c" -o "$tmp/mkelf"
"$tmp/mkelf" arm </dev/null >"$tmp/root/bin/prog"
# The program, too, where every user can reach it.
[ -n "${QB_REGISTER-}" ] || { cp "$ours" "$tmp/conf"; ours=$tmp/conf; }
chmod -R a+rX "$tmp"
chmod a+x "$tmp/root/bin/prog"
cleanup() { leave; chmod -R u+w "$tmp" 2>/dev/null || :; rm -rf "$tmp"; }
enter

# as ID COMMAND...: as that user of the namespace, without any capability.
as()
{
    as_id=$1
    shift
    inside HOST_ARCH=$HOST_ARCH setpriv --reuid "$as_id" --regid "$as_id" --clear-groups --bounding-set=-all --inh-caps=-all "$@"
}
conf() { as 1000 "$ours" -Q "$tmp/bin" -F '' "$@"; }
is "$(as 1000 id -u)" 1000 "a user"
fails 4 "who may not register for all" conf -p yes
fails 42 "runs a foreign program" conf --exec "$tmp/root/bin/prog"
fails 42 "in a foreign root" conf --exec chroot "$tmp/root" /bin/prog
# shellcheck disable=SC2016 # for the inner shells of this and the next one
is "$(conf --exec sh -c 'echo $(id -u) $(id -g) $(cat /proc/self/uid_map)')" "0 0 0 1000 1" "is root inside, and nobody else"
# shellcheck disable=SC2016
is "$(conf --keep-ids --exec sh -c 'echo $(id -u) $(id -g) $(cat /proc/self/uid_map)')" "1000 1000 1000 0 1" "--keep-ids"
fails 42 "which runs a foreign program, too" conf --keep-ids --exec "$tmp/root/bin/prog"
is "$(as 4711 "$ours" -Q "$tmp/bin" -F '' --exec cat /proc/self/gid_map | tr -s ' ')" " 0 4711 1" "another user, too"
is "$(inside "$ours" -Q "$tmp/bin" -F '' --exec cat /proc/self/uid_map | tr -s ' ')" " 0 0 1" "and root"
inside sh -c 'mount -t binfmt_misc none '$misc' && ls '$misc >"$tmp/out"
is "$(tr '\n' ' ' <"$tmp/out")" "register status " "outside nothing is registered"

# Where it does not work.
fails 3 "a binfmt_misc that cannot be mounted" conf --procdir="$tmp/none" --exec true
like "$tmp/fails.out" "'$tmp/none': No such file or directory; the module binfmt_misc has to be loaded by root" "says what to do"
if [ -n "${QB_SANITIZED-}" ]; then
    cannot "without /proc" "LeakSanitizer needs /proc itself"
else
    # shellcheck disable=SC2016 # for the inner shell
    fails 1 "without /proc" inside unshare -m sh -c 'mount -t tmpfs none /proc; exec "$@"' - "$ours" -Q "$tmp/bin" -F '' --exec true
    like "$tmp/fails.out" 'the ids of the namespace cannot be mapped: No such file' "says so"
fi
inside sh -c 'echo 0 >/proc/sys/user/max_user_namespaces'
fails 1 "where user namespaces are used up" conf --exec true
like "$tmp/fails.out" 'no user namespace: .*user.max_user_namespaces' "names the settings"
done_testing
