#!/bin/sh
# SPDX-License-Identifier: MIT
# The graph of the build: what is done without network, what is done again after which change, two
# makes at once.

. "$(dirname "$0")/../lib/lib.sh"
. "$(dirname "$0")/../lib/tree.sh"
. "$top_srcdir/tools/series.sh"
own_tree
library=$b/deps/zlib/lib/libz.a

# state: the time of each stamp and of the library.
state()
{
    stat -c '%n %y' "$b"/stamps/* "$library" | grep -v '\.lock '
}

# plan: the steps that make would do now to have all emulators, as "VERB NAME,...".
plan()
{
    in_tree -s stamps/keys >"$tmp/keys.out" 2>&1 ||
        framework_failure_ "make stamps/keys: $(cat "$tmp/keys.out")"
    in_tree -n -o stamps/keys stamps/stage |
        sed -n 's,.*/recipes/\([a-z0-9]*\)\.sh \([a-z0-9]*\) stamps/\([a-z0-9]*\).*,\1 \3,p' |
        paste -s -d , -
}

# settle: every step passes for done, as it is now.
settle()
{
    in_tree -s stamps/keys
    for ending in .fetched .src ''; do
        for name in meson zlib libffi pcre2 glib qemu; do touch "$b/stamps/$name$ending"; done
    done
    touch "$b/stamps/stage"
}

# sorted: the same plan, by name, where the order of the steps is free.
sorted()
{
    tr ',' '\n' | sort | paste -s -d , -
}

# What a recipe says that it uses is what its text names
ok "the recipes say what they use" "$srcdir/tools/lint-uses.sh"
mkdir "$tmp/uses"
cp -R "$srcdir/recipes" "$srcdir/training" "$tmp/uses"
sed -i 's/^\(# uses: lib\) flags \(.* targets\) training/\1 \2 suffix/' "$tmp/uses/recipes/qemu.sh"
fails 1 "a recipe that says something else is reported" "$srcdir/tools/lint-uses.sh" "$tmp/uses"
is "$(sed 's/.*://' "$tmp/fails.out" | paste -s -d , -)" \
    " does not say that it uses the file recipes/flags.sh,\
 says that it uses the setting suffix, but does not,\
 does not say that it uses the setting training" \
    "a file, a setting too many, and one that is missing"

# Without network, then again
ok "zlib is built from the archive at hand, without network" in_tree stamps/zlib
like "$tmp/ok.out" '^  UNPACK     zlib .* s$' "a line tells that it is unpacked"
like "$tmp/ok.out" '^  BUILD      zlib .* s$' "a line tells that it is built"
unlike "$tmp/ok.out" 'inflate\.c' "the log is not shown"
like "$b/logs/zlib.log" 'inflate\.c' "it is in logs/zlib.log"
ok "the library is there" test -s "$library"
listed "$b/deps/zlib" >"$tmp/clean"
state >"$tmp/before"
ok "make again succeeds" in_tree stamps/zlib
unlike "$tmp/ok.out" 'zlib' "it does nothing"
state >"$tmp/after"
ok "all stamps are as they were" diff "$tmp/before" "$tmp/after"
find "$srcdir/recipes" "$srcdir/tools" "$srcdir/sources" "$srcdir/patches" "$b/recipes" -type f ! \
    -name local.mk -exec touch {} +
ok "recipes, tools, manifest, patches and settings touched: make succeeds" in_tree stamps/zlib
state >"$tmp/after"
ok "nothing is done" diff "$tmp/before" "$tmp/after"

# What a change does again
settle
is "$(plan)" "" "all done: nothing to do"
sed -i 's/^source zlib .*/& AND MIT/' "$srcdir/sources/manifest"
is "$(plan)" "fetch zlib,unpack zlib,zlib zlib,glib glib,qemu qemu,stage stage" \
    "the row of zlib: zlib and what uses it"
settle
sed -i 's/^source qemu .*/& AND MIT/' "$srcdir/sources/manifest"
is "$(plan)" "fetch qemu,unpack qemu,qemu qemu,stage stage" "the row of QEMU: no library"
settle
sed -i 's/^# .*/& Changed./' "$srcdir/sources/manifest"
is "$(plan)" "" "comments of the manifest: nothing"
echo '# Changed.' >>"$srcdir/patches/series"
is "$(plan)" "fetch qemu,unpack qemu,qemu qemu,stage stage" "the queue: QEMU alone"
settle
echo >>"$srcdir/patches/$(series_names all | head -n 1)"
is "$(plan)" "fetch qemu,unpack qemu,qemu qemu,stage stage" "a patch: QEMU alone"
settle
echo '# Changed.' >>"$srcdir/recipes/pcre2.sh"
is "$(plan)" "pcre2 pcre2,glib glib,qemu qemu,stage stage" \
    "the recipe of pcre2: pcre2 and what uses it"
settle
echo '# Changed.' >>"$srcdir/recipes/meson.sh"
is "$(plan)" "meson meson,glib glib,qemu qemu,stage stage" "the recipe of meson: what it builds"
settle
echo '# Changed.' >>"$srcdir/recipes/stage.sh"
is "$(plan)" "stage stage" "the recipe of the last step: that step alone"
compiled="glib glib,libffi libffi,pcre2 pcre2,qemu qemu,stage stage,zlib zlib"
unpacked=$(for name in glib libffi meson pcre2 qemu zlib; do printf 'unpack %s,' "$name"; done)
settle
echo '# Changed.' >>"$srcdir/recipes/flags.sh"
is "$(plan | sorted)" "$compiled" "flags of the compiler: all is compiled, nothing unpacked"
settle
echo '# Changed.' >>"$srcdir/recipes/unpack.sh"
is "$(plan | sorted)" "$(echo "$compiled,meson meson,${unpacked%,}" | sorted)" \
    "unpack.sh: all is unpacked and built, nothing fetched"
for file in recipes/lib.sh tools/manifest.sh tools/common.sh; do
    settle
    echo '# Changed.' >>"$srcdir/$file"
    is "$(plan | sorted)" "$(echo "$compiled,meson meson,${unpacked%,}" | sorted)" \
        "$file, which every step uses: all but fetching"
done
settle
echo '# Changed.' >>"$srcdir/recipes/fetch.sh"
is "$(plan)" "" "fetch.sh, whose work is verified: nothing"

# Another compiler of the same name
settle
echo 'gcc (a test) 99' >"$tmp/version"
is "$(plan | sorted)" "$compiled" \
    "another version of the compiler: all is compiled, nothing unpacked"
like "$b/stamps/qemu.how" '^CC is gcc \(a test\) 99$' "the key of a step has the version"
settle
is "$(plan)" "" "the same version: nothing"
echo another >"$tmp/libc.a"
is "$(plan | sorted)" "$compiled" \
    "another C library, which static programs contain: all is compiled"
settle
echo 'exit 1' >"$tmp/no-answer"
is "$(plan)" "" "a compiler that does not answer counts as the one before"
rm "$tmp/version" "$tmp/libc.a" "$tmp/no-answer"

settle
ok "configure --with-suffix" own_configure --with-suffix=-x
is "$(plan)" "stage stage" "the suffix: the last step alone"
settle
ok "configure CFLAGS" own_configure CFLAGS='-O1' --with-suffix=-x
is "$(plan | sorted)" "$compiled" "CFLAGS: all is compiled, nothing unpacked"
ok "make V=1 after CFLAGS have changed" in_tree V=1 stamps/zlib
like "$tmp/ok.out" '-O1 .*inflate\.c' "V=1 shows the log, the new CFLAGS in it"
unlike "$tmp/ok.out" '  UNPACK|  FETCH' "nothing is fetched or unpacked"

# Products that are missing although the stamps say that they were made. Stand-ins for the
# emulators: /bin/true.
made()
{
    mkdir -p "$b/bin" "$b/work/qemu"
    for cpu in arm aarch64; do
        cp /bin/true "$b/work/qemu/qemu-$cpu"
        cp /bin/true "$b/bin/qemu-$cpu-static"
    done
}
for name in meson zlib libffi pcre2 glib; do mkdir -p "$b/deps/$name"; done
(
    . "$srcdir/tools/manifest.sh"
    for name in $(manifest_names); do mkdir -p "$b/src/$name-$(manifest_version "$name")"; done
)
cp "$b/recipes/settings.sh" "$tmp/settings"
sed -i -e "s/^targets='.*'/targets='arm aarch64'/" -e "s/^aliases='.*'/aliases='arm64=aarch64'/" \
    -e 's/^suffix=.*/suffix=-static/' "$b/recipes/settings.sh"
made
settle
is "$(plan)" "" "all products are there: nothing to do"
rm "$b/bin/qemu-arm-static"
is "$(plan)" "stage stage" "an emulator is missing: the last step"
settle
rm -r "${b:?}/bin"
cat "$b/stamps/stage.how" "$b/stamps/qemu" >"$b/stamps/stage"
ok "make after rm -rf bin" in_tree -o stamps/qemu stamps/stage
is "$(cd "$b/bin" && find . -mindepth 1 | sort | tr '\n' ' ')" \
    "./qemu-aarch64-static ./qemu-arm-static ./qemu-arm64-static " "all products are there again"
ok "make once more" in_tree -o stamps/qemu stamps/stage
unlike "$tmp/ok.out" STRIP "does nothing"
rm -r "${b:?}/bin" "$b/work/qemu"
is "$(plan)" "qemu qemu,stage stage" "without work/qemu: QEMU is built, too"
made
settle
rm -r "${b:?}/bin" "$b/work/qemu" "$b/src" "$b/deps/zlib"
is "$(plan | sorted)" "$(echo "$compiled,meson meson,${unpacked%,}" | sorted)" \
    "without sources and a library: these as well"
cp "$tmp/settings" "$b/recipes/settings.sh"

# Two makes at once. The second is held in its fetch until the first compiles.
rm -rf "$b/stamps" "$b/src" "$b/work" "$b/deps"
cat >"$tmp/bin/sha256sum" <<END
#!/bin/sh
case \$(readlink /proc/self/fd/0) in *zlib*.tar.*)
    : >"$tmp/held"
    while [ -e "$tmp/hold" ]; do sleep 0.1; done ;;
esac
exec $(command -v sha256sum) "\$@"
END
chmod +x "$tmp/bin/sha256sum"
: >"$tmp/hold"
: >"$tmp/wait"
PATH=$tmp/bin:$PATH in_tree stamps/zlib >"$tmp/second" 2>&1 &
second=$!
until_true test -e "$tmp/held"
in_tree stamps/zlib >"$tmp/first" 2>&1 &
first=$!
until_true test -e "$tmp/waiting"
unpacked=$(stat -c %i "$b"/src/zlib-*/inflate.c)
rm "$tmp/hold"
until_true grep -q 'waiting' "$tmp/second"
like "$tmp/second" '^zlib: another make is at this step in .*; waiting for it$' \
    "two makes: the second says that it waits"
is "$(stat -c %i "$b"/src/zlib-*/inflate.c)" "$unpacked" \
    "it does not unpack under the hands of the first"
rm "$tmp/wait"
ok "the first succeeds" wait "$first"
ok "the second succeeds" wait "$second"
unlike "$tmp/second" '^  BUILD' "the second builds nothing"
is "$(listed "$b/deps/zlib" | sed 's/^ *[0-9]* //')" "$(sed 's/^ *[0-9]* //' "$tmp/clean")" \
    "the library is whole"
ok "a third make succeeds" in_tree stamps/zlib
unlike "$tmp/ok.out" '^  ' "and does nothing"

# The whole chain, in the tree that runs the tests
if [ ! -f "$top_builddir/Makefile" ]; then
    skip "make install and make uninstall" "$top_builddir is not configured"
elif grep -q "^targets='.\+'" "$top_builddir/recipes/settings.sh" &&
    [ ! -f "$top_builddir/stamps/stage" ]; then
    skip "make install and make uninstall" "$top_builddir is not built"
else
    targets=$(sed -n "s/^targets='\(.*\)'/\1/p" "$top_builddir/recipes/settings.sh")
    b=$top_builddir
    ok "make install with DESTDIR" \
        in_tree AUTOMAKE=: AUTOCONF=: ACLOCAL=: install DESTDIR="$tmp/root"
    is "$(find "$tmp/root" -type f -path '*/bin/qemu-*' | wc -l | tr -d ' ')" \
        "$(echo "$targets" | wc -w | tr -d ' ')" "one emulator for each target is installed"
    is "$(find "$tmp/root" -type l ! -exec test -e {} \; -print)" "" "each link leads to a file"
    ok "make uninstall" in_tree AUTOMAKE=: AUTOCONF=: ACLOCAL=: uninstall DESTDIR="$tmp/root"
    is "$(find "$tmp/root" ! -type d)" "" "nothing is left"
fi
done_testing
