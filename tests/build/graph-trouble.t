#!/bin/sh
# SPDX-License-Identifier: MIT
# The build in trouble: archives and patches that are wrong, closed folders, full disks, failing
# steps, kill -9.

. "$(dirname "$0")/../lib/lib.sh"
. "$(dirname "$0")/../lib/tree.sh"
need_prog setsid
own_tree
good=$tmp/zlib.good
cp "$archive" "$good"
sum=$(sha256sum <"$good" | cut -d ' ' -f 1)

# sources: what is in src/.
sources()
{
    (cd "$b/src" 2>/dev/null && find . -mindepth 1 -maxdepth 1 | sort | tr '\n' ' ')
}

# anew: nothing is unpacked or built.
anew()
{
    rm -rf "$b/src" "$b/stamps" "$b/work" "$b/deps" "$b/logs"
}

# An archive that is altered, or lost, after it was fetched
ok "the archive is fetched" in_tree stamps/zlib.fetched
echo x >>"$archive"
fails 2 "an archive altered since is not unpacked" in_tree stamps/zlib.src
like "$tmp/fails.out" "^zlib: $files/.* has changed since it was fetched\$" "the message names it"
like "$tmp/fails.out" "expected sha256 $sum\$" "the sum that was expected"
like "$tmp/fails.out" "got sha256 $(sha256sum <"$archive" | cut -d ' ' -f 1)\$" \
    "the sum that it has"
is "$(sources)" "" "src/ is empty"
ok "there is no stamp" test ! -e "$b/stamps/zlib.src"
rm "$archive"
fails 2 "an archive lost since is not unpacked" in_tree stamps/zlib.src
like "$tmp/fails.out" "not fetched \(false: status 1\)" \
    "it is fetched again, in vain without network"
mkdir -p "$b/distfiles"
cp "$good" "$b/distfiles/${archive##*/}"
ok "and taken from where it is now" in_tree stamps/zlib.src
listed "$b/src" >"$tmp/clean"
rm -r "$b/distfiles"

# A folder of archives that can only be read
cp "$good" "$archive"
chmod 555 "$files"
chmod 444 "$archive"
anew
ok "a read-only folder of archives is enough" in_tree stamps/zlib.src
is "$(ls "$files")" "${archive##*/}" "it is as it was"

# Sources of the test: an archive that is broken, and a QEMU of one file with a queue of its own
mkdir "$tmp/other" "$tmp/qemu-1"
head -c 100000 "$good" >"$tmp/other/zlib-0.tar.gz"
seq 30 >"$tmp/qemu-1/numbers"
tar -czf "$tmp/other/qemu-1.tar.gz" -C "$tmp" qemu-1
for name in zlib-0 qemu-1; do
    printf 'source %s %s MIT\nupstream %s https://localhost/%s.tar.gz\n' "${name%-*}" "${name#*-}" \
        "$(sha256sum <"$tmp/other/$name.tar.gz" | cut -d ' ' -f 1)" "$name"
done >"$tmp/manifest"
sed -n '/^source/p' "$srcdir/sources/manifest" | while read -r source name rest; do
    case $name in zlib | qemu) ;; *) echo "source $name $rest" ;; esac
done >>"$tmp/manifest"
anew
ok "configure --with-distfiles" own_configure --with-distfiles="$tmp/other"
QB_MANIFEST=$tmp/manifest
export QB_MANIFEST
fails 2 "a broken archive with the right sum is an error" in_tree stamps/zlib.src
like "$tmp/fails.out" '^ *(gzip|tar): .*nexpected end of file' \
    "the message says what is wrong with it"
like "$tmp/fails.out" "UNPACK failed; the whole log is $b/logs/zlib\.src\.log\$" \
    "and where the log is"
is "$(sources)" "" "src/ is empty"

# queue NAME LINE...: the queue is one patch, NAME, of these lines.
queue()
{
    rm -rf "$b/src" "$srcdir/patches"/*.patch
    printf '%s\n' "$1" >"$srcdir/patches/series"
    patch=$1
    shift
    printf '%s\n' '--- a/numbers' '+++ b/numbers' "$@" >"$srcdir/patches/$patch"
}
queue good.patch '@@ -9,3 +9,3 @@' ' 9' '-10' '+ten' ' 11'
ok "a patch is applied" in_tree stamps/qemu.src
is "$(sed -n 10p "$b/src/qemu-1/numbers")" ten "the line is changed"
is "$(sources)" "./qemu-1 " "src/ holds the sources alone"
queue offset.patch '@@ -7,3 +7,3 @@' ' 9' '-10' '+X' ' 11'
ok "a patch with an offset is applied" in_tree stamps/qemu.src
like "$b/logs/qemu.src.log" 'offset 2 lines' "and the log tells it"
queue fuzz.patch '@@ -8,5 +8,5 @@' ' eight' ' 9' '-10' '+ten' ' 11' ' 12'
fails 2 "a patch that needs fuzz is an error" in_tree stamps/qemu.src
like "$tmp/fails.out" 'patches/fuzz.patch does not apply to qemu 1$' "the message names it"
is "$(sources)" "" "src/ is empty"
ok "there is no stamp" test ! -e "$b/stamps/qemu.src"
queue reject.patch '@@ -9,3 +9,3 @@' ' 9' '-X' '+ten' ' 11'
fails 2 "a patch that does not apply is an error" in_tree stamps/qemu.src
like "$tmp/fails.out" 'patches/reject.patch does not apply to qemu 1$' "the message names it"
is "$(sources)" "" "src/ is empty"
rm "$srcdir/patches/reject.patch"
fails 2 "a patch that is missing is an error" in_tree stamps/qemu.src
like "$tmp/fails.out" 'patches/series names reject.patch, which is missing' "the message names it"
is "$(sources)" "" "src/ is empty"
queue good.patch '@@ -9,3 +9,3 @@' ' 9' '-10' '+ten' ' 11'
unset QB_MANIFEST
ok "configure" own_configure
anew

# A build tree that is somebody else's
if ! have_user "$srcdir/recipes" "$b" "$files"; then
    skip "a build tree that we cannot write" "$reason"
else
    chmod 555 "$b"
    fails 2 "a build tree that we cannot write is an error" as_user make -C "$b" stamps/zlib.src
    like "$tmp/fails.out" "cannot write to $b/stamps" "the message names it"
    chmod 755 "$b"
    in_tree -s stamps/zlib.fetched
    chmod 555 "$b/stamps"
    fails 2 "stamps that we cannot write are an error" as_user make -C "$b" stamps/zlib.src
    like "$tmp/fails.out" "cannot write to $b/stamps" "the message names them"
    chmod 755 "$b/stamps"
fi

# A full disk: that of the sources, then that of the whole tree
if ! command -v unshare >/dev/null; then
    skip "a full disk" "no unshare"
elif ! have_tmpfs; then
    cannot "a full disk" "the kernel allows no tmpfs in a user namespace here"
else
    anew
    mkdir "$b/src"
    fails 2 "a full disk for the sources is an error" \
        on_small_disk 512k "$b/src" make -C "$b" stamps/zlib.src
    like "$tmp/fails.out" 'No space left on device' "the message says it"
    is "$(head -n 1 "$tmp/left")" "" "nothing is left there"
    ok "there is no stamp" test ! -e "$b/stamps/zlib.src"
    anew
    mkdir "$tmp/saved"
    cp -Rp "$b"/* "$tmp/saved"
    # shellcheck disable=SC2016 # for the inner shell
    fails 2 "a full disk for the whole tree is an error" on_small_disk 1m "$b" \
        sh -c 'cp -Rp "$1"/* "$2" && make -C "$2" stamps/zlib.src' - "$tmp/saved" "$b"
    like "$tmp/fails.out" "^zlib 1.*: only [0-9]* KiB are free on $b\$" \
        "the message says it, even if the log cannot"
    is "$(grep '^src\|^stamps/zlib.src$' "$tmp/left" | head -n 1)" "" "no source is left there"
fi

# kill -9 while zlib is unpacked: tar waits when it has unpacked most of it
anew
cat >"$tmp/bin/tar" <<END
#!/bin/sh
$(command -v tar) "\$@" --exclude='*.c' || exit
: >"$tmp/waiting"
while [ -e "$tmp/wait" ]; do sleep 0.1; done
exit 1
END
chmod +x "$tmp/bin/tar"
# killed_at TARGET: make TARGET is killed with all its processes when it waits.
killed_at()
{
    rm -f "$tmp/waiting"
    : >"$tmp/wait"
    PATH=$tmp/bin:$PATH setsid make -C "$b" "$1" >"$tmp/killed.out" 2>&1 &
    killed=$!
    until_true test -e "$tmp/waiting"
    kill -s KILL -- "-$killed"
    wait "$killed" 2>/dev/null || :
    rm "$tmp/wait"
}
killed_at stamps/zlib.src 2>/dev/null
ok "killed while unpacking: nothing is under the final name" \
    test ! -e "$(echo "$b"/src/zlib-*[0-9])"
rm "$tmp/bin/tar"
ok "the next make succeeds" in_tree stamps/zlib.src
listed "$b/src" >"$tmp/after"
ok "the sources are whole, and nothing else is left" diff "$tmp/clean" "$tmp/after"

# A step that fails; kill -9 while zlib is compiled
: >"$tmp/fail"
fails 2 "a compiler that fails is an error" in_tree stamps/zlib
rm "$tmp/fail"
like "$tmp/fails.out" "^zlib .*: BUILD failed \(status 2\); the end of $b/logs/zlib\.log:\$" \
    "the message names the step"
is "$(grep -c '^    line [0-9]* of the log$' "$tmp/fails.out")" \
    "$(tail -n 40 "$b/logs/zlib.log" | grep -c '^line [0-9]* of the log$')" \
    "it shows the end of the log"
is "$(grep -c '^    ' "$tmp/fails.out")" 40 "that is 40 lines"
like "$tmp/fails.out" "^zlib .*: BUILD failed; the whole log is $b/logs/zlib\.log\$" \
    "and it ends with the name of the log"
ok "there is no stamp" test ! -e "$b/stamps/zlib"
ok "the next make succeeds" in_tree stamps/zlib
listed "$b/deps" >"$tmp/clean"
rm -rf "$b/stamps/zlib" "$b/deps" "$b/work"
killed_at stamps/zlib 2>/dev/null
ok "killed while compiling: there is no stamp" test ! -e "$b/stamps/zlib"
ok "the next make succeeds again" in_tree stamps/zlib
listed "$b/deps" >"$tmp/after"
ok "the library is the same" diff "$tmp/clean" "$tmp/after"
done_testing
