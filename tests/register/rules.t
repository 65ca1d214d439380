#!/bin/sh
# SPDX-License-Identifier: MIT
# What qemu-binfmt-conf does with rules of the real kernel: equal, different, refused, lost, stale,
# of others; two at once. In a user namespace of its own, with stand-ins for the emulators that exit
# with the status of --verify's program.

. "$(dirname "$0")/../lib/lib.sh"
. "$top_srcdir/tests/lib/register.sh"
in_namespace "$0"
need_prog cc
build_helpers
HOST_ARCH=s390x
export HOST_ARCH
# A stand-in gets no environment from --verify's program: its status is built in.
${CC_FOR_BUILD:-${CC:-cc}} -static -x c - -o "$tmp/good" <<'END'
int main(void) { return 42; }
END
${CC_FOR_BUILD:-${CC:-cc}} -static -x c - -o "$tmp/bad" <<'END'
int main(void) { return 3; }
END
mkdir "$tmp/bin" "$tmp/other"
for cpu in arm aarch64 alpha hexagon; do cp "$tmp/good" "$tmp/bin/qemu-$cpu"; done
cp "$tmp/good" "$tmp/other/qemu-arm"
conf()
{
    "$ours" -Q "$tmp/bin" -F '' "$@"
}

# binfmt_misc is mounted where it belongs, and over nobody's directory.
mkdir "$tmp/precious"
: >"$tmp/precious/file"
fails 3 "--procdir of a directory that is something else" conf --procdir="$tmp/precious" -p yes
like "$tmp/fails.out" "'$tmp/precious' is not binfmt_misc: .* mounted only at $misc" "says why"
ok "the directory is as it was" test -e "$tmp/precious/file"
fails 3 "the same for who looks" "$ours" --procdir="$tmp/precious" --status
fails 3 "--procdir of nothing" conf --procdir="$tmp/nothing" -p yes
like "$tmp/fails.out" "'$tmp/nothing': No such file" "says so"
fails 3 "--status before a mount" "$ours" --status
is "$("$ours" --status=json 2>/dev/null | tr -d ' \n')" '{"mounted":false,"rules":[]}' \
    "--status=json is JSON even then"
ok "--unregister before a mount" "$ours" --unregister
ln -s $misc "$tmp/link"
ok "registration mounts binfmt_misc, by any of its names" conf -p yes --procdir="$tmp/link/."
rm "$tmp/link"
is "$(there)" "qemu-aarch64 qemu-alpha qemu-arm qemu-hexagon register status " \
    "all emulators are registered"
conf -p yes >"$tmp/out" 2>"$tmp/err"
is "$(cat "$tmp/out")" "" "the second time nothing is set"
like "$tmp/err" 'already registered \(4\): alpha arm aarch64 hexagon' "and the summary says so"
like "$tmp/err" '4 ran a program of their CPU' "every rule has run a program"
ok "--verify" conf --verify

# Different rules.
arm=$(entry arm)
fails 6 "a different rule" "$ours" -Q "$tmp/other" -F '' --cpu=arm -p yes
is "$(entry arm)" "$arm" "is left alone"
fails 8 "other CPUs are tried all the same" \
    "$ours" -Q "$tmp/other" -F '' --cpu=arm,i386 --force -p yes
like "$tmp/fails.out" 'replaced \(1\): arm' "--force replaces a different rule"
is "$(entry arm | sed -n 's/^interpreter //p')" "$tmp/other/qemu-arm" "the kernel has the new one"
is "$(count '*new*')" 0 "and nothing beside it"

# The old rule stays if the kernel refuses the new one: F cannot open a file that is not executable.
chmod -x "$tmp/bin/qemu-arm"
arm=$(entry arm)
if [ -x "$tmp/bin/qemu-arm" ]; then framework_failure_ "chmod -x has no effect"; fi
fails 6 "a rule that the kernel refuses" conf --cpu=arm -p yes --force
like "$tmp/fails.out" 'kernel refuses the rule: Permission denied' "is told"
is "$(entry arm)" "$arm" "the old rule is still there"
is "$(count '*new*')" 0 "and nothing beside it"
ok "and it works" "$ours" --verify --cpu=arm
chmod +x "$tmp/bin/qemu-arm"

# Rules of others.
printf '%s\n' ":WSLInterop:M::MZ::$tmp/good:P" >$misc/register
printf '%s\n' ":qemu-armour:E::armour::$tmp/good:" >$misc/register
printf '%s\n' ":jar:E::jar::/a b:" >$misc/register
foreign=$(cat $misc/WSLInterop $misc/qemu-armour $misc/jar)
ok "--reset" conf --reset --cpu=alpha -p yes
is "$(there)" "WSLInterop jar qemu-alpha qemu-armour register status " \
    "--reset leaves rules of others and what was asked for"
ok "--unregister" "$ours" --unregister
is "$(cat $misc/WSLInterop $misc/qemu-armour $misc/jar)" "$foreign" \
    "--unregister leaves them as they were"
is "$(count qemu-alpha)" 0 "and removes ours"
"$ours" --status >"$tmp/out"
like "$tmp/out" '^jar +enabled +- +missing +other .* /a b$' "--status shows them"

# Verification by execution.
cp "$tmp/bad" "$tmp/bin/qemu-mips"
fails 7 "an emulator that does something else" conf --cpu=mips -p yes
like "$tmp/fails.out" 'exits with 3 instead of 42' "is told"
ok "with --no-verify it is not run" conf --cpu=mips -p yes --no-verify
fails 7 "--verify finds it" "$ours" --verify --cpu=mips
echo 0 >$misc/qemu-mips
fails 7 "--verify finds a rule that is disabled" "$ours" --verify --cpu=mips
fails 6 "a disabled rule is a different one" conf --cpu=mips -p yes --no-verify
ok "that --force replaces" conf --cpu=mips -p yes --no-verify --force
ok "an emulator for --verify" conf --cpu=arm -p yes
echo 0 >$misc/status
fails 7 "--verify finds that all rules are off" "$ours" --verify --cpu=arm
like "$tmp/fails.out" 'the kernel does not use it' "and says so"
echo 1 >$misc/status
fails 7 "--verify finds that there is no rule" "$ours" --verify --cpu=hexagon
rm "$tmp/bin/qemu-mips"
"$ours" --unregister 2>/dev/null
for n in 1 2; do ok "--no-verify, time $n" conf --cpu=hexagon --no-verify; done
like "$tmp/ok.out" 'already registered' "without F too, an equal rule is left alone"

# F keeps the old file, which a newer build makes stale; a copy of the same build does not.
echo 'int newer; int main(void) { return 42; }' |
    ${CC_FOR_BUILD:-${CC:-cc}} -static -g -x c - -o "$tmp/newer"
ok "F" conf --cpu=arm -p yes
cp "$tmp/good" "$tmp/bin/new" && mv "$tmp/bin/new" "$tmp/bin/qemu-arm"
"$ours" --status >"$tmp/out"
like "$tmp/out" '^qemu-arm +enabled +OF +static ' "--status: another file, but the same build"
cp "$tmp/newer" "$tmp/bin/new" && mv "$tmp/bin/new" "$tmp/bin/qemu-arm"
"$ours" --status >"$tmp/out"
like "$tmp/out" '^qemu-arm +enabled +OF +stale ' \
    "--status tells that the file on disk is a newer one"
cp "$tmp/good" "$tmp/other/qemu-arm"
chmod -x "$tmp/other/qemu-arm"
fails 6 "a replacement that the kernel refuses" \
    "$ours" -Q "$tmp/other" -F '' --cpu=arm -p yes --force
"$ours" --status >"$tmp/out"
like "$tmp/out" '^qemu-arm +enabled +OF +stale ' \
    "did not even for a moment take the old rule away, which would have opened the new file"
fails 6 "registration tells it" conf --cpu=arm -p yes
like "$tmp/fails.out" "still runs an older '$tmp/bin/qemu-arm'" "in words"
ok "--force" conf --cpu=arm -p yes --force
"$ours" --status >"$tmp/out"
like "$tmp/out" '^qemu-arm +enabled +OF +static ' "opens the new one"
rm "$tmp/bin/qemu-arm"
"$ours" --status=json | tr -d '\n' >"$tmp/out"
like "$tmp/out" '"name": "qemu-arm".*"exists": false, "static": false, "stale": true' \
    "a file that was removed, in JSON"
ok "still runs" "$ours" --verify --cpu=arm
cp "$tmp/good" "$tmp/bin/qemu-arm"

# What a replacement that was killed has left.
printf '%s\n' ":qemu-arm.new:M::\\x7fELFleft::$tmp/good:" >$misc/register
ok "a left-over rule is no trouble" conf --cpu=arm -p yes --force
is "$(count '*.new')" 0 "and does not stay"
printf '%s\n' ":qemu-arm.new:M::\\x7fELFleft::$tmp/good:" >$misc/register
ok "--unregister" "$ours" --unregister=arm
is "$(count 'qemu-arm*')" 1 "removes it, too"
ok "arm again" conf --cpu=arm -p yes

# Odd paths that the kernel can have.
for odd in 'a b' 'a:b' 'a\x41b' 'a|:b' 'b"$'; do
    mkdir "$tmp/$odd"
    cp "$tmp/good" "$tmp/$odd/qemu-armeb"
    ok "the path '$odd'" "$ours" -Q "$tmp/$odd" -F '' --cpu=armeb -p yes --force
    is "$(entry armeb | sed -n 's/^interpreter //p')" "$tmp/$odd/qemu-armeb" \
        "is what the kernel has"
    ok "and is not different the second time" "$ours" -Q "$tmp/$odd" -F '' --cpu=armeb -p yes
done
long=$tmp
while [ ${#long} -lt 1500 ]; do long=$long/$(printf '%100s' '' | tr ' ' a); done
mkdir -p "$long"
cp "$tmp/good" "$long/qemu-armeb"
ok "a path of ${#long} letters" "$ours" -Q "$long" -F '' --cpu=armeb -p yes --force

# Many at once: the end is right, and each is truthful.
"$ours" --unregister 2>/dev/null
for n in 1 2 3 4 5 6 7 8; do
    force=--force
    [ $((n % 2)) = 0 ] || force=-pyes
    (
        rc=0
        conf -p yes --no-verify $force >"$tmp/at.$n" 2>&1 || rc=$?
        echo "$rc" >"$tmp/rc.$n"
    ) &
done
wait
is "$(cat "$tmp"/rc.* | tr '\n' ' ')" "0 0 0 0 0 0 0 0 " "eight programs at once all succeed"
is "$(there)" \
    "WSLInterop jar qemu-aarch64 qemu-alpha qemu-arm qemu-armour qemu-hexagon register status " \
    "and the rules are there once"
ok "and work" conf --verify
# Whether the host runs its family is tried: this kernel, said to be of an aarch64, runs no arm
# programs.
if [ "$(uname -m)" = x86_64 ]; then
    "$ours" --unregister 2>/dev/null
    HOST_ARCH=aarch64 conf >"$tmp/out" 2>&1
    like "$tmp/out" 'registered \(3\): alpha arm hexagon' \
        "arm is registered on an aarch64 that cannot run it"
    HOST_ARCH=aarch64 conf -i no --reset >"$tmp/out" 2>&1
    is "$(count qemu-arm)" 0 "not with -i no"
    cp "$tmp/good" "$tmp/bin/qemu-i386"
    # shellcheck disable=SC2016 # the assembler's $
    printf '.globl _start\n_start: movl $42, %%ebx\nmovl $1, %%eax\nint $0x80\n' |
        ${CC_FOR_BUILD:-${CC:-cc}} -m32 -nostdlib -static -x assembler - -o "$tmp/prog32"
    rc=0
    (exec "$tmp/prog32") 2>/dev/null || rc=$?
    said='left out, this host runs them \(2\): i386 i486'
    [ $rc -eq 42 ] || said='registered .* i386 i486'
    HOST_ARCH=x86_64 conf >"$tmp/out" 2>&1
    like "$tmp/out" "$said" \
        "i386 is what the kernel says, which a program of it shows to be true (status $rc)"
    ok "i386 if it is named" env HOST_ARCH=x86_64 "$ours" -Q "$tmp/bin" -F '' --cpu=i386
    is "$(count 'qemu-i?86')" 2 "with both numbers"
else
    cannot "same family" "the test knows only x86_64 kernels"
fi

# shellcheck disable=SC2016 # for the inner shell
fails 0 "standard input and output may be closed" \
    sh -c 'exec "$@" <&- >&- 2>&-' - "$ours" -Q "$tmp/bin" -F '' --cpu=arm -p yes --force
# /proc that cannot be used.
umount $misc
mount -t binfmt_misc -o ro binfmt_misc $misc
fails 4 "a read-only binfmt_misc" conf --cpu=arm
like "$tmp/fails.out" 'Read-only file system' "is told"
umount $misc
if [ -n "${QB_SANITIZED-}" ]; then
    cannot "no /proc" "LeakSanitizer needs /proc itself"
else
    mount -t tmpfs none /proc
    fails 3 "no /proc" conf --cpu=arm
    like "$tmp/fails.out" '/proc is not mounted' "is told"
    is "$("$ours" --status=json 2>/dev/null | tr -d ' \n')" '{"mounted":false,"rules":[]}' \
        "and --status=json is JSON"
    mkdir -p /proc/self
    : >/proc/self/stat
    fails 3 "a kernel without binfmt_misc" conf --cpu=arm
    like "$tmp/fails.out" 'has no binfmt_misc' "is told"
    umount /proc
fi
done_testing
