#!/bin/sh
# SPDX-License-Identifier: MIT
# The form of patches/: the series names each patch once, every header is complete, all apply
# exactly, checkpatch agrees, and a queue in git that is made of it is exported to the same files.
#
# Without the archive of the pristine QEMU the last two are skipped.

. "$(dirname "$0")/../lib/lib.sh"
queue=$top_srcdir/patches
. "$top_srcdir/tools/series.sh"
series_names all >"$tmp/series"

# header PATCH: everything above the line that ends the message.
header()
{
    sed '/^---$/,$d' "$queue/$1"
}

# trailers PATCH: what the header lacks, in words.
trailers()
{
    header "$1" >"$tmp/header"
    sed -n 1p "$tmp/header" | grep -Eq '^From: .+ <.+@.+>$' || echo "From on line 1"
    sed -n 2p "$tmp/header" | grep -Eq '^Subject: \[PATCH\] [^ ]+: .+' || echo "Subject on line 2"
    [ "$(sed '1,2d; /^[A-Z][A-Za-z-]*: /d; /^$/d' "$tmp/header" | wc -l)" -ge 2 ] ||
        echo "a description"
    grep -q '^SPDX-License-Identifier: GPL-2.0-or-later$' "$tmp/header" ||
        echo "SPDX-License-Identifier"
    grep -Eq '^Upstream: (not sent( \(.+\))?|sent https://.+|in [0-9.]+(, .+)?)$' "$tmp/header" ||
        echo "Upstream"
    grep -Fqx "Signed-off-by: $(sed -n '1s/^From: //p' "$tmp/header")" "$tmp/header" ||
        echo "Signed-off-by, of its author"
    ! grep -q '^Origin:' "$tmp/header" || grep -Eq '^Origin: upstream, .+' "$tmp/header" ||
        echo "Origin of DEP-3's kind"
    # FILE: WORDS of the point that fails without the patch.
    sed -n 's/^Test: //p' "$tmp/header" >"$tmp/tests"
    [ -s "$tmp/tests" ] || echo "Test"
    while IFS= read -r line; do
        [ -f "$top_srcdir/${line%%:*}" ] || echo "the test ${line%%:*}"
        case $line in *.t:\ ?*) ;; *) echo "the words of its point" ;; esac
    done <"$tmp/tests"
}

is "$(sort "$tmp/series")" "$(cd "$queue" && find . -name '*.patch' | sed 's,^\./,,' | sort)" \
    "the series names every patch once, and no other file"
while read -r patch; do
    is "$(trailers "$patch")" "" "$patch: complete header"
done <"$tmp/series"

if [ -z "$QB_QEMU_TARBALL" ]; then
    cannot "the queue applies" "this tree has fetched no archive of QEMU"
    cannot "checkpatch" "this tree has fetched no archive of QEMU"
    done_testing
fi

# Only the files that the queue changes are unpacked; those that it creates are not there.
mkdir "$tmp/qemu"
top=$(tar -tf "$QB_QEMU_TARBALL" 2>/dev/null | sed 's|/.*||; q')
set -- "$top/scripts/checkpatch.pl"
(cd "$queue" && xargs cat) <"$tmp/series" >"$tmp/all"
sed -n '/^--- \/dev\/null$/{ n; s|^+++ b/||p; }' "$tmp/all" | sort -u >"$tmp/created"
for file in $(sed -n 's|^--- a/||p' "$tmp/all" | sort -u | comm -23 - "$tmp/created"); do
    set -- "$@" "$top/$file"
done
tar -xf "$QB_QEMU_TARBALL" -C "$tmp/qemu" --strip-components=1 "$@" >"$tmp/tar.log" 2>&1 ||
    framework_failure_ "cannot unpack $QB_QEMU_TARBALL: $(cat "$tmp/tar.log")"

while read -r patch; do
    rc=0
    patch -d "$tmp/qemu" -p1 -F0 --batch <"$queue/$patch" >"$tmp/log" 2>&1 || rc=1
    grep -Eq '^patching file ' "$tmp/log" || rc=1
    ! grep -Eqv '^patching file ' "$tmp/log" || rc=1
    point "$rc" "$patch: applies without fuzz, without offset"
    [ "$rc" -eq 0 ] || sed 's/^/# | /' "$tmp/log"
done <"$tmp/series"

# The history, for those who change the queue.
if command -v git >/dev/null; then
    ok "tools/queue import" "$top_srcdir/tools/queue" --tree="$tmp/tree" import "$QB_QEMU_TARBALL"
    ok "tools/queue export" "$top_srcdir/tools/queue" --tree="$tmp/tree" export "$tmp/patches"
    ok "the export is what was imported, byte by byte" \
        diff -r --exclude=README --exclude=local.mk "$queue" "$tmp/patches"
else
    skip "tools/queue" "no git"
fi

while read -r patch; do
    if command -v perl >/dev/null; then
        ok "$patch: checkpatch" perl "$tmp/qemu/scripts/checkpatch.pl" --no-tree "$queue/$patch"
    else
        skip "$patch: checkpatch" "no perl"
    fi
done <"$tmp/series"
done_testing
