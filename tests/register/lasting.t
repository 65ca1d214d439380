#!/bin/sh
# SPDX-License-Identifier: MIT
# The rules stay, or it is said that they will not: containers, --hold, --exec, and the name
# "binfmt".
#
# A user namespace stands for the host, mount and PID namespaces inside for containers. Since Linux
# 6.7 the last unmount of an instance frees its rules; the first points show that loss, with QEMU's
# script if there is one.

. "$(dirname "$0")/../lib/lib.sh"
. "$top_srcdir/tests/lib/register.sh"
in_namespace "$0"
need_prog cc setsid
${CC_FOR_BUILD:-${CC:-cc}} -static -x c - -o "$tmp/good" <<'END'
int main(void) { return 42; }
END
HOST_ARCH=s390x
export HOST_ARCH
mkdir "$tmp/bin"
for cpu in arm aarch64 alpha; do cp "$tmp/good" "$tmp/bin/qemu-$cpu"; done
conf()
{
    "$ours" -Q "$tmp/bin" -F '' "$@"
}

# on_host: what the host has, after the container is gone.
on_host()
{
    mountpoint -q $misc || mount -t binfmt_misc binfmt_misc $misc
    find $misc -name 'qemu-*' | sed 's,.*/qemu-,,' | sort | tr '\n' ' '
    umount $misc
}
container()
{
    unshare -mpf --mount-proc "$@"
}

script=$QB_QEMU/scripts/qemu-binfmt-conf.sh
is "$(on_host)" "" "the host has no rule at first"
if [ -e "$script" ]; then
    ok "a container registers with QEMU's script, which is content" \
        container sh "$script" -Q "$tmp/bin" -p no
    is "$(on_host)" "" "and all its rules are gone with it"
else
    cannot "a container registers with QEMU's script" "no QEMU sources"
    cannot "and all its rules are gone with it" "no QEMU sources"
fi
fails 9 "with ours the container fails" container "$ours" -Q "$tmp/bin" -F '' -p yes
like "$tmp/fails.out" '^qemu-binfmt-conf: registered \(3\)' "although it has registered"
like "$tmp/fails.out" 'the rules .*are gone' "and says why"
like "$tmp/fails.out" '\-\-hold' "and names a way out"
is "$(on_host)" "" "they are gone indeed"
# shellcheck disable=SC2016 # for the inner shells of this and the next ones
fails 9 "--verify says it, too" container sh -c \
    'mount -t binfmt_misc none '"$misc"'; "$@" >/dev/null 2>&1; exec "$1" --verify' - "$ours" -Q \
    "$tmp/bin" -F '' -p yes

# The clock may have been set since the container began: it does not matter that it is an hour late
# now.
cat >"$tmp/clock.c" <<'END'
#include <time.h>
int __real_clock_gettime(clockid_t clock, struct timespec *t);
int __wrap_clock_gettime(clockid_t clock, struct timespec *t)
{
    int r = __real_clock_gettime(clock, t);

    t->tv_sec += clock == CLOCK_REALTIME ? 3600 : 0;
    return r;
}
END
build_program "$tmp/stepped" -Wl,--wrap=clock_gettime "$tmp/clock.c"
# shellcheck disable=SC2016
fails 9 "the same where the clock was set forward an hour ago" \
    container sh -c 'mount -t binfmt_misc none '"$misc"'; exec "$@"' - "$tmp/stepped" -Q \
    "$tmp/bin" -F '' -p yes

ok "a container that sees the host's processes" unshare -m "$ours" -Q "$tmp/bin" -F '' -p yes
ok "has mounted binfmt_misc on the host" mountpoint -q $misc
is "$(on_host)" "aarch64 alpha arm " "whose rules stay"

mount -t binfmt_misc binfmt_misc $misc
# shellcheck disable=SC2016
ok "a container, and the host has it mounted" \
    unshare -m sh -c 'umount "$1"; shift; exec "$@"' - $misc "$ours" -Q "$tmp/bin" -F '' -p yes
is "$(on_host)" "aarch64 alpha arm " "the rules stay"

# A volume with it, in a container that shares the user namespace with its host.
mkdir "$tmp/volume"
mount -t binfmt_misc binfmt_misc "$tmp/volume"
sleep 0.1
ok "a container with a volume that is the host's" \
    container "$ours" --procdir="$tmp/volume" -Q "$tmp/bin" -F '' -p yes
umount "$tmp/volume"

# A container with a /proc of its own in which nothing is mounted: it reads and removes what the
# host has.
mount -t binfmt_misc binfmt_misc $misc
conf -p yes >/dev/null 2>&1
ok "a container, and the host has rules: --verify" container "$ours" -Q "$tmp/bin" -F '' --verify
container "$ours" --status >"$tmp/out"
like "$tmp/out" '^qemu-arm +enabled +OF +static ' "--status shows them"
ok "--unregister" container "$ours" --unregister
is "$(there)" "register status " "removes them"
umount $misc
fails 4 "--unregister without the right to look" \
    setpriv --bounding-set=-all --inh-caps=-all "$ours" --unregister
fails 4 "without the right to mount" \
    setpriv --bounding-set=-all --inh-caps=-all "$ours" -Q "$tmp/bin" -F ''

# --hold, in a container of its own.
hold()
{
    rm -f "$tmp/ready"
    unshare -mpf --mount-proc "$ours" -Q "$tmp/bin" -F '' -p yes "$@" >"$tmp/hold.out" 2>&1 &
    holder=$!
    tries=0
    until [ -e "$tmp/ready" ]; do
        tries=$((tries + 1))
        {
            [ $tries -lt 200 ] && kill -0 $holder 2>/dev/null
        } || framework_failure_ "--hold is not ready: $(cat "$tmp/hold.out")"
        sleep 0.1
    done
    held=$(ps -o pid= --ppid $holder | tr -d ' ')
}
# released: waits for the end; $rc is the status.
released()
{
    rc=0
    wait $holder || rc=$?
}
rules_now()
{
    mount -t binfmt_misc binfmt_misc $misc
    find $misc -name 'qemu-*' | wc -l | tr -d ' '
    umount $misc
}
hold --hold="$tmp/ready"
is "$(rules_now)" 3 "--hold: the rules are there while it runs"
mount -t binfmt_misc binfmt_misc $misc
ok "somebody removes one" sh -c "echo -1 >$misc/qemu-arm"
tries=0
until [ -e $misc/qemu-arm ] || [ $tries -ge 100 ]; do
    tries=$((tries + 1))
    sleep 0.1
done
ok "it comes back" test -e $misc/qemu-arm
ok "and works" "$ours" --verify --cpu=arm
echo 'int newer; int main(void) { return 42; }' |
    ${CC_FOR_BUILD:-${CC:-cc}} -static -g -x c - -o "$tmp/newer"
cp "$tmp/newer" "$tmp/bin/new" && mv "$tmp/bin/new" "$tmp/bin/qemu-alpha"
# What cannot be restored is reported once, and then that it was restored after all.
mount_count=$(grep -c 'cannot be restored' "$tmp/hold.out" || :)
mv "$tmp/bin/qemu-aarch64" "$tmp/aside"
echo -1 >$misc/qemu-aarch64
tries=0
until grep -q 'qemu-aarch64: cannot be restored: No such file' "$tmp/hold.out" ||
    [ $tries -ge 100 ]; do
    tries=$((tries + 1))
    sleep 0.1
done
sleep 5
is "$mount_count $(grep -c 'cannot be restored' "$tmp/hold.out" || :)" "0 1" \
    "a rule that cannot be restored is reported once"
mv "$tmp/aside" "$tmp/bin/qemu-aarch64"
tries=0
until [ -e $misc/qemu-aarch64 ] || [ $tries -ge 100 ]; do
    tries=$((tries + 1))
    sleep 0.1
done
is "$(grep -c 'qemu-aarch64: restored' "$tmp/hold.out")" 1 "and so is that it was, after all"
kill -HUP "$held"
tries=0
until ! "$ours" --status | grep -q stale || [ $tries -ge 100 ]; do
    tries=$((tries + 1))
    sleep 0.1
done
is "$("$ours" --status | grep -c stale)" 0 "SIGHUP: a newer emulator is registered"
umount $misc
kill -TERM "$held"
released
is $rc 0 "SIGTERM ends it with 0"
ok "the file of readiness is gone" test ! -e "$tmp/ready"
is "$(on_host)" "" "and the rules with the container"
mount -t binfmt_misc binfmt_misc $misc
hold --hold="$tmp/ready" --reset
kill -INT "$held"
released
is "$rc $(there)" "0 register status " "--hold --reset: SIGINT leaves no trace"
umount $misc
fails 5 "--hold fails at once if a rule fails" \
    timeout 20 "$ours" -Q "$tmp/bin" -F '' --hold --cpu=sparc64

# --exec: a namespace of its own.
mkdir "$tmp/elf"
${CC_FOR_BUILD:-${CC:-cc}} -std=gnu11 "$top_srcdir/tests/register/mkelf.c" -o "$tmp/mkelf"
"$tmp/mkelf" arm </dev/null >"$tmp/elf/arm"
chmod 755 "$tmp" "$tmp/bin" "$tmp/elf" "$tmp/elf/arm" "$tmp/bin"/*
fails 42 "--exec runs a foreign program" "$ours" -Q "$tmp/bin" -F '' --exec "$tmp/elf/arm"
is "$(there)" "register status " "and nothing is registered outside"
is "$("$ours" -Q "$tmp/bin" -F '' --exec id -u)" 0 "the user is root inside"
is "$("$ours" -Q "$tmp/bin" -F '' --keep-ids --exec id -u)" "$(id -u)" "--keep-ids"
fails 127 "a command that is not there" "$ours" -Q "$tmp/bin" -F '' --exec "$tmp/none"
fails 3 "the command's exit status" "$ours" -Q "$tmp/bin" -F '' --exec sh -c 'exit 3'
is "$("$ours" -Q "$tmp/bin" -F '' --exec echo --status -x)" "--status -x" \
    "the command's own options"
fails 5 "a CPU that has no emulator" "$ours" -Q "$tmp/bin" -F '' --cpu=sparc64 --exec true
mkdir -p "$tmp/root/bin"
cp "$tmp/elf/arm" "$tmp/root/bin/prog"
fails 42 "a foreign chroot" "$ours" -Q "$tmp/bin" -F '' --exec chroot "$tmp/root" /bin/prog

# The name binfmt.
ln -s "$ours" "$tmp/binfmt"
# shellcheck disable=SC2120 # it has arguments where it matters
docker()
{
    QEMU_BINARY_PATH="$tmp/bin" "$tmp/binfmt" "$@"
}
umount $misc
# shellcheck disable=SC2119
is "$(docker 2>"$tmp/err" | tr -d ' \n') $(cat "$tmp/err")" \
    '{"supported":["linux/s390x"],"emulators":[]} ' "binfmt alone, and nothing is mounted: JSON"
ok "--uninstall then" docker --uninstall 'qemu-*'
ok "neither has mounted anything" sh -c "! mountpoint -q $misc"
mkdir "$tmp/mount"
ok "--mount DIR with --install" docker --mount "$tmp/mount" --install arm64
ok "mounts it there" test -e "$tmp/mount/qemu-aarch64"
umount "$tmp/mount"
mount -t binfmt_misc binfmt_misc $misc
printf ':jar:E::jar::/jar:\n' >$misc/register
ok "binfmt --install all" docker --install all
like "$tmp/ok.out" '^installing: aarch64 OK$' "says what it does"
flags=$(sed -n 's/^flags: //p' $misc/qemu-arm)
is "$flags" POCF "with the flags of tonistiigi's, and P"
# shellcheck disable=SC2119
docker >"$tmp/out" 2>"$tmp/err"
is "$(sed -n '/emulators/,$p' "$tmp/out" | tr -d ' \n')" \
    '"emulators":["jar","qemu-aarch64","qemu-alpha","qemu-arm"]}' "the rules as JSON"
is "$(sed '/emulators/,$d' "$tmp/out" | tr -d ' \n')" \
    "$(printf %s '{"supported":["linux/s390x","linux/alpha","linux/arm","linux/arm/v5",' \
        '"linux/arm/v6","linux/arm/v7","linux/arm64","linux/arm64/v8"],')" \
    "the platforms, the host's own first"
is "$(cat "$tmp/err")" "" "and nothing else"
ok "the second time" docker --install arm64,linux/arm/v7
fails 2 "--uninstall of an unknown name" docker --uninstall 'arm,vax'
fails 2 "--install of an unknown CPU besides" docker --uninstall arm --install vax
is "$(there)" "jar qemu-aarch64 qemu-alpha qemu-arm register status " \
    "nothing is removed before all names are known"
printf '%s\n' ":qemu-arm.new:M::\\x7fELFleft::$tmp/good:" >$misc/register
ok "--uninstall with a pattern" docker --uninstall 'qemu-a[lr]*'
is "$(there)" "jar qemu-aarch64 register status " "which matches only what it should"
ok "--uninstall '*'" docker -uninstall='*'
is "$(there)" "jar register status " "which does not reach rules of others"
ok "--uninstall of nothing" docker --uninstall 'qemu-*'
fails 5 "--install of a CPU without emulator fails" docker --install sparc64
fails 2 "--install of an unknown CPU fails" docker --install vax
fails 2 "an unknown argument" docker install
ok "--version" docker --version
like "$tmp/ok.out" '^binfmt/' "looks as usual"

# The name register: without F the emulators may be those of other roots, with it there must be some
# here.
mkdir "$tmp/none"
ln -s "$ours" "$tmp/register"
register()
{
    HOST_ARCH="" QEMU_BIN_DIR="$tmp/none" "$tmp/register" "$@"
}
ok "register --reset, and no emulator here" register --reset
like $misc/qemu-arm "^interpreter $tmp/none/qemu-arm-static\$" "registers them by their names"
like $misc/qemu-arm '^flags: PO$' "without F, with P (this kernel has 6.7)"
fails 5 "with -p yes it fails" register --reset -p yes
like "$tmp/fails.out" "no emulator in '$tmp/none': with '-p yes' the kernel opens them now" \
    "and says why"
ok "which does not take away what was there" test -e $misc/qemu-arm
fails 5 "so does qemu-binfmt-conf that finds none" "$ours" -Q "$tmp/none"
"$ours" --unregister >/dev/null 2>&1
umount $misc
QEMU_BINARY_PATH="$tmp/bin" setpriv --bounding-set=-all --inh-caps=-all "$tmp/binfmt" \
    >"$tmp/out" 2>"$tmp/err" || rc=$?
is "$rc $(tr -d ' \n' <"$tmp/out")" '4 {"supported":["linux/s390x"],"emulators":[]}' \
    "without rights: JSON all the same, and a status"
done_testing
