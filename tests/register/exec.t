#!/bin/sh
# SPDX-License-Identifier: MIT
# --exec for a user without rights, in a namespace with as many ids as a machine has, and where it
# is impossible.

. "$(dirname "$0")/../lib/lib.sh"
. "$top_srcdir/tests/lib/register.sh"
. "$top_srcdir/tools/namespace.sh"
need_prog cc setpriv
need_binfmt_misc
have_id_range || cannot_all "$reason"
HOST_ARCH=s390x
mkdir -p "$tmp/bin" "$tmp/root/bin"
echo 'int main(void) { return 42; }' |
    ${CC_FOR_BUILD:-${CC:-cc}} -static -x c - -o "$tmp/bin/qemu-arm"
${CC_FOR_BUILD:-${CC:-cc}} -std=gnu11 "$top_srcdir/tests/register/mkelf.c" -o "$tmp/mkelf"
"$tmp/mkelf" arm </dev/null >"$tmp/root/bin/prog"
# The program, too, where every user can reach it.
[ -n "${QB_REGISTER-}" ] || {
    cp "$ours" "$tmp/conf"
    ours=$tmp/conf
}
chmod -R a+rX "$tmp"
chmod a+x "$tmp/root/bin/prog"
cleanup()
{
    leave
    chmod -R u+w "$tmp" 2>/dev/null || :
    rm -rf "$tmp"
}
enter || framework_failure_ "$reason"

# as ID COMMAND...: as that user of the namespace, without any capability.
as()
{
    as_id=$1
    shift
    inside HOST_ARCH=$HOST_ARCH setpriv --reuid "$as_id" --regid "$as_id" --clear-groups \
        --bounding-set=-all --inh-caps=-all "$@"
}
conf()
{
    as 1000 "$ours" -Q "$tmp/bin" -F '' "$@"
}
is "$(as 1000 id -u)" 1000 "a user"
fails 4 "who may not register for all" conf -p yes
fails 42 "runs a foreign program" conf --exec "$tmp/root/bin/prog"
fails 42 "in a foreign root" conf --exec chroot "$tmp/root" /bin/prog
# shellcheck disable=SC2016 # for the inner shells of this and the next one
is "$(conf --exec sh -c 'echo $(id -u) $(id -g) $(cat /proc/self/uid_map)')" "0 0 0 1000 1" \
    "is root inside, and nobody else"
# shellcheck disable=SC2016
is "$(conf --keep-ids --exec sh -c 'echo $(id -u) $(id -g) $(cat /proc/self/uid_map)')" \
    "1000 1000 1000 0 1" "--keep-ids"
fails 42 "which runs a foreign program, too" conf --keep-ids --exec "$tmp/root/bin/prog"
is "$(as 4711 "$ours" -Q "$tmp/bin" -F '' --exec cat /proc/self/gid_map | tr -s ' ')" " 0 4711 1" \
    "another user, too"
is "$(inside "$ours" -Q "$tmp/bin" -F '' --exec cat /proc/self/uid_map | tr -s ' ')" " 0 0 1" \
    "and root"
inside sh -c 'mount -t binfmt_misc none '$misc' && ls '$misc >"$tmp/out"
is "$(tr '\n' ' ' <"$tmp/out")" "register status " "outside nothing is registered"

# The command gets SIGPIPE as the user has it: by default it ends whoever writes into a closed pipe.
ignored()
{
    sed -n 's/^SigIgn:[^0-9a-f]*//p' /proc/self/status
}
is "$(as 1000 sed -n 's/^SigIgn:[^0-9a-f]*//p' /proc/self/status)" \
    "$(conf --exec sed -n 's/^SigIgn:[^0-9a-f]*//p' /proc/self/status)" \
    "the command ignores the signals that the user ignores"
is "$(conf --exec sh -c '{ yes | head -n 1; } 2>&1')" y "a pipe in it ends without a message"
# shellcheck disable=SC2016
is "$(
    trap '' PIPE
    conf --exec sed -n 's/^SigIgn:[^0-9a-f]*//p' /proc/self/status
)" "$(
    trap '' PIPE
    ignored
)" \
    "SIGPIPE stays ignored if the user ignores it"

# The emulators are not run before each command, unless --verify asks for it.
echo 'int main(void) { return 3; }' |
    ${CC_FOR_BUILD:-${CC:-cc}} -static -x c - -o "$tmp/bin/qemu-hppa"
chmod a+rx "$tmp/bin/qemu-hppa"
ok "an emulator that does not work does not matter to a command that does not need it" \
    conf --exec true
fails 8 "--verify runs all of them before" conf --verify --exec true
like "$tmp/fails.out" 'hppa: .* exits with 3 instead of 42' "and says which does not work"
ok "--no-verify is what it does anyway" conf --no-verify --exec true
rm "$tmp/bin/qemu-hppa"

# Where it does not work.
# shellcheck disable=SC2016 # for the inner shell
fails 3 "a binfmt_misc that cannot be mounted" \
    inside unshare -m sh -c 'mount -t tmpfs none /proc/sys/fs; exec "$@"' - "$ours" -Q "$tmp/bin" \
    -F '' --exec true
like "$tmp/fails.out" \
    "'$misc': No such file or directory; the module binfmt_misc has to be loaded by root" \
    "says what to do"
if [ -n "${QB_SANITIZED-}" ]; then
    cannot "without /proc" "LeakSanitizer needs /proc itself"
else
    # shellcheck disable=SC2016 # for the inner shell
    fails 1 "without /proc" inside unshare -m sh -c 'mount -t tmpfs none /proc; exec "$@"' - \
        "$ours" -Q "$tmp/bin" -F '' --exec true
    like "$tmp/fails.out" 'the ids of the namespace cannot be mapped: No such file' "says so"
fi
inside sh -c 'echo 0 >/proc/sys/user/max_user_namespaces'
fails 1 "where user namespaces are used up" conf --exec true
like "$tmp/fails.out" 'no user namespace: .*user.max_user_namespaces' "names the settings"
done_testing
