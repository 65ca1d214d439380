#!/bin/sh
# SPDX-License-Identifier: MIT
# qemu-user-seed: the emulator that it makes for a root has the translated code of that root's
# programs; these cannot do anything with the root or this machine, nor say what the code is.

. "$(dirname "$0")/../lib/lib.sh"
. "$top_srcdir/tests/lib/cache.sh"
need_topic cache
need_qemu aarch64
need_cache_host
need_prog unshare setpriv timeout
tool=$top_builddir/seed/qemu-user-seed
[ -x "$tool" ] || framework_failure_ "$tool is missing"
. "$top_srcdir/tools/compilers.sh"
unset QEMU_CPU QEMU_TB_CACHE QEMU_TB_JUMP QEMU_LOG
plain=$(qemu aarch64)
sysroot aarch64
[ -n "$libraries" ] || cannot_all "no libraries to copy"
if [ "$(id -u)" = 0 ]; then
    unshare -mpfn true 2>/dev/null || cannot_all "no namespaces"
else
    need_userns
fi
guest=$tmp/root/guest
mkdir -p "$tmp/root/lib" "$tmp/root/dev" "$tmp/root/bin" "$tmp/new"
compile aarch64 "$guest" ||
    skip_all "no compiler for aarch64 (Debian: $(guest_field aarch64 packages))"
"$compile_cc" -O1 -o "$tmp/root/meddle" "$here/guest/meddle.c"
for file in ld-linux-aarch64.so.1 libc.so.6 libm.so.6 libdl.so.2 libpthread.so.0; do
    [ ! -e "$root/lib/$file" ] || cp -L "$root/lib/$file" "$tmp/root/lib/"
done
echo 'int main(void) { return 0; }' >"$tmp/true.c"
"$compile_cc" -O1 -o "$tmp/root/bin/true" "$tmp/true.c"
echo secret >"$tmp/root/secret"
chmod 600 "$tmp/root/secret"
chmod 711 "$tmp"
out=$tmp/new/qemu-aarch64-static

# make_seed ARGUMENT...: an emulator with a seed, for $tmp/root.
make_seed()
{
    rc=0
    rm -f "$out"
    "$tool" --emulator "$plain" --output "$out" "$@" aarch64 "$tmp/root" >"$tmp/made" 2>&1 ||
        rc=$?
}

emulator=$plain root=$tmp/root libraries=
guest off numbers
keep
guest stats numbers
cold=$(number translated)
make_seed --run "/guest numbers"
is "$rc" 0 "an emulator for the programs of a root"
like "$tmp/made" '[0-9]+ blocks were wanted; ' "it says how much that is"
emulator=$out
guest stats numbers
same "they do the same with it"
ok "and less than 2 % is translated: $(number translated) of $cold" \
    [ $(($(number translated) * 50)) -lt "$cold" ]
make_seed
is "$rc" 0 "without a command, usual ones are run"
like "$tmp/made" "^qemu-user-seed: .*/root: nothing of: dpkg --version$" \
    "those that are not there are named"
mv "$out" "$tmp/first"
make_seed
ok "made again, it is the same" cmp "$tmp/first" "$out"
is "$(find "$tmp/new" -type f | wc -l) $(stat -c %a "$out")" "1 755" "and nothing else is left"

# What programs try.
find "$tmp/root" -type f -exec cksum {} + >"$tmp/before"
make_seed --run "/meddle garbage"
is "$rc $(ls "$tmp/new")" "1 " "what is no list makes no emulator"
make_seed --run "/meddle write"
is "$rc" 0 "a program cannot write to the root"
if [ "$(id -u)" = 0 ]; then
    make_seed --run "/meddle read"
    is "$rc" 0 "nor read what is root's, or become root"
else
    cannot "what is root's" "not root"
fi
make_seed --run "/meddle fifo"
is "$rc" 0 "a FIFO among the lists stops nothing"
make_seed --run "/meddle stay stay-$$"
left=$(cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\0' ' ' | grep -c "[m]eddle stay stay-$$") || :
is "$rc $left" "0 0" "what a program leaves behind ends with it"
find "$tmp/root" -type f -exec cksum {} + >"$tmp/after"
ok "the root is as it was" cmp "$tmp/before" "$tmp/after"

# Registration, in a namespace of its own.
if (need_binfmt_misc) >"$tmp/needs" && [ ! -s "$tmp/needs" ]; then
    rc=0
    # shellcheck disable=SC2016
    PATH=$top_builddir:$PATH unshare -Urmipf --mount-proc sh -euc '
        mount -t binfmt_misc none /proc/sys/fs/binfmt_misc
        "$1" --emulator "$2" --output "$3" --register --run "/guest numbers" aarch64 "$4" >&2
        rm "$3"
        QEMU_TB_CACHE=stats exec chroot "$4" /guest numbers' \
        sh "$tool" "$plain" "$out" "$tmp/root" >"$tmp/out.text" 2>"$tmp/err" || rc=$?
    is "$rc $(cat "$tmp/out.text")" "$(cat "$tmp/expected")" "registered, the kernel runs it"
    ok "where no path leads to it, and less than 2 % is translated: $(number translated)" \
        [ $(($(number translated) * 50)) -lt "$cold" ]
else
    cannot "--register" "no binfmt_misc of a user namespace"
fi

fails 2 "without a root: misuse" "$tool" aarch64
fails 2 "an unknown option: misuse" "$tool" --sideways aarch64 "$tmp/root"
fails 1 "a root that is not there is an error" "$tool" --emulator "$plain" aarch64 "$tmp/nowhere"
fails 1 "so is an emulator that is not" "$tool" --emulator "$tmp/nothing" aarch64 "$tmp/root"
fails 0 "--help" "$tool" --help
like "$tmp/fails.out" '^usage: qemu-user-seed ' "says how to use it"
done_testing
