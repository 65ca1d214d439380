#!/bin/sh
# SPDX-License-Identifier: MIT
# Two verbs that pack the same tree at the same time, as make -j rpm tarballs does, and two makes.
# make check-tarballs.

. "$(dirname "$0")/../lib/lib.sh"
. "$top_srcdir/tests/lib/tree.sh"
need_prog make rpmbuild flock
need_source
[ -n "$QB_TARGETS" ] || cannot_all "this tree has no emulator (--with-targets=none)"
. "$top_builddir/recipes/settings.sh"
[ "$QB_SUFFIX" = -static ] ||
    cannot_all "the packages are for emulators that end in -static (--with-suffix)"

# A tree of its own with two emulators, one of which is not of this host's family and has a rule.
# The sources and the stamps are those of this tree, for the licences and for the list of what the
# emulators are made of.
targets=$(echo "$QB_TARGETS" | awk '{ print $1, $NF }')
b=$tmp/b
mkdir -p "$b/stamps"
(cd "$b" && configure -q --with-targets="$targets" --with-emulators="$QB_BIN" \
    --with-distfiles="$distfiles" >"$tmp/configure.out" 2>&1) || {
    cat "$tmp/configure.out"
    framework_failure_ "configure failed"
}
ln -s "$top_builddir/src" "$b/src"
for name in $(. "$top_srcdir/tools/manifest.sh" && manifest_linked) meson; do
    archive "$name" >"$b/stamps/$name.fetched"
done
in_b()
{
    make --no-print-directory -C "$b" ACLOCAL=: AUTOCONF=: AUTOMAKE=: "$@"
}
ok "make" in_b

ok "make -j rpm tarballs" in_b -j2 rpm tarballs
like "$tmp/ok.out" 'make (rpm|tarballs): another make is packing in .*; waiting for it' \
    "one waits for the other"
is "$(find "$b/packages" -maxdepth 1 -name '*.rpm' | wc -l | tr -d ' ')" 5 "all packages are there"
is "$(wc -l <"$b/packages/SHA256SUMS" | tr -d ' ')" 6 "so are the archives"
ok "with their sums" sh -c "cd '$b/packages' && sha256sum --quiet --strict -c SHA256SUMS"
cp "$b/packages/SHA256SUMS" "$tmp/sums"

# Two makes: the first configures packages/tree, the second finds it done.
rm -rf "$b/packages"
twice()
{
    in_b tarballs >"$tmp/first" 2>&1 &
    in_b tarballs >"$tmp/second" 2>&1 && wait $!
}
ok "make tarballs beside make tarballs" twice
cat "$tmp/first" "$tmp/second" >"$tmp/both"
is "$(grep -c 'TARBALLS' "$tmp/both")" 2 "both say that they are done"
ok "with the same sums" diff "$tmp/sums" "$b/packages/SHA256SUMS"
done_testing
