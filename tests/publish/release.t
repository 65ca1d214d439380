#!/bin/sh
# SPDX-License-Identifier: MIT
# tools/release: what it refuses, its dry run, and how it goes on after a failure. The steps
# themselves are stubs here that write down how they were called; each has tests of its own.

. "$(dirname "$0")/../lib/lib.sh"
. "$(dirname "$0")/publish.sh"
need_prog git gpg gpgv make autoreconf dpkg-buildpackage rpmbuild rpmsign apt-ftparchive \
    createrepo_c jq pandoc
. "$top_srcdir/tools/manifest.sh"
release=$(manifest_release)
tree=$tmp/tree
work=$tmp/work
calls=$tmp/calls
keys maintainer

# The tree: what the script reads, in git, as it is on the day of a release.
export GIT_CONFIG_GLOBAL="$tmp/gitconfig"
git config --file "$GIT_CONFIG_GLOBAL" user.name tests
git config --file "$GIT_CONFIG_GLOBAL" user.email tests@localhost
mkdir -p "$tree/debian" "$tmp/bin"
for part in publish sources tools; do cp -R "$top_srcdir/$part" "$tree"; done
cp "$top_srcdir/.gitignore" "$tree"
echo "$release, 2030-01-01" >"$tree/NEWS"
echo "qemu-user-static (1:$release) unstable; urgency=medium" >"$tree/debian/changelog"
for stub in bootstrap.sh tools/lint.sh; do
    # shellcheck disable=SC2016 # for the stub
    printf '#!/bin/sh\necho "%s${*:+ $*}" >>"%s"\n' "${stub##*/}" "$calls" >"$tree/$stub"
    chmod +x "$tree/$stub"
done
for stub in make dpkg-buildpackage; do
    cat >"$tmp/bin/$stub" <<END
#!/bin/sh
[ "\$1" = --version ] && exec /usr/bin/$stub --version
echo "$stub \$*" >>"$calls"
pwd >>"$tmp/where"
case "\$*" in *" \$(cat "$tmp/broken" 2>/dev/null)") echo 'it is broken'; exit 2 ;; esac
END
    chmod +x "$tmp/bin/$stub"
done
PATH=$tmp/bin:$PATH
git -C "$tree" init -q
git -C "$tree" add -A
git -C "$tree" commit -q -m 'the tree'

run_release()
{
    : >"$calls"
    : >"$tmp/where"
    "$tree/tools/release" --key=maintainer@localhost --url=https://h/p --to="$tmp/published" \
        --work="$work" "$@"
}

# Calls
ok "--help" "$tree/tools/release" --help
like "$tmp/ok.out" '^ *--dry-run ' "names the options"
fails 2 "an option that it does not know" run_release --fast
fails 2 "no address" "$tree/tools/release" --key=maintainer@localhost
fails 1 "a key that gpg does not have" "$tree/tools/release" --key=nobody --url=u --to=t
fails 2 "a step to leave out that there is not" run_release --without=check-everything
like "$tmp/fails.out" 'no step check-everything' "the message names it"

# The dry run
ok "--dry-run on a tree that is ready" run_release --dry-run
cp "$tmp/ok.out" "$tmp/plan"
is "$(sed -n 's/^  -  *\([a-z-]*\) .*/\1/p' "$tmp/plan" | tr '\n' ' ')" \
    "build lint check distcheck check-tcg check-roots scratch check-queue check-programs check-ltp \
archive packages provenance images site repository tag " "it shows the steps"
is "$(cat "$calls")" "" "calls none"
is "$(git -C "$tree" status --porcelain)" "" "changes nothing in the tree"
ok "and writes nothing elsewhere" test ! -e "$work" -a ! -e "$tmp/published"
# Each command of make that it shows is one that this tree has.
sed -n 's/.* make -C build \([a-z -]*\).*/\1/p' "$tmp/plan" | tr ' ' '\n' | sort -u |
    while read -r verb; do
        [ -z "$verb" ] || grep -Eq "^([^:=	]* )?$verb( [^:=]*)?:" "$top_builddir/Makefile" ||
            echo "$verb"
    done >"$tmp/verbs"
is "$(cat "$tmp/verbs")" "" "every command of make in it has a rule"

# The example of a workflow calls it as it is to be called.
"$tree/tools/release" --help >"$tmp/help"
grep -v '^ *#' "$top_srcdir/deploy/release-workflow.yaml" |
    sed -n '/tools\/release/,/env:/p' | grep -o -e '--[a-z]*' | sort -u >"$tmp/options"
ok "deploy/release-workflow.yaml calls it" test -s "$tmp/options"
is "$(while read -r option; do
    grep -q -e "^ *${option}[= ]" "$tmp/help" || echo "$option"
done <"$tmp/options")" "" "with options that it has"

# Trees that are not ready. wrong DESCRIPTION: the line that says so, and nothing is done.
wrong()
{
    fails 1 "refused: not $1" run_release
    like "$tmp/fails.out" "^  WRONG  .*$1" "it says so"
    is "$(cat "$calls")" "" "and does nothing"
    git -C "$tree" checkout -q -- .
}
echo more >>"$tree/NEWS"
wrong 'all changes are committed'
# committed FILE TEXT: a tree with that first line; taken back by git.
committed()
{
    echo "$2" >"$tree/$1"
    git -C "$tree" commit -q -a -m "$1"
}
good=$(git -C "$tree" rev-parse HEAD)
for text in "$release, unreleased" '0.1-1, 2030-01-01'; do
    committed NEWS "$text"
    wrong "NEWS has version $release and its date"
done
git -C "$tree" reset -q --hard "$good"
for text in "qemu-user-static (1:0.1-1) unstable;" "qemu-user-static (1:$release) UNRELEASED;"; do
    committed debian/changelog "$text"
    wrong "debian/changelog begins with version"
done
git -C "$tree" tag "v$release"
git -C "$tree" reset -q --hard "$good"
wrong "the tag v$release is free"
git -C "$tree" tag -d "v$release" >/dev/null
mkdir -p "$tmp/published.generations/1/downloads/$release"
ln -s published.generations/1 "$tmp/published"
wrong "has not published $release yet"
rm -r "$tmp/published" "$tmp/published.generations"

# A failure, and on
echo check-tcg >"$tmp/broken"
fails 1 "a step that fails" run_release
like "$tmp/fails.out" "check-tcg failed; the whole log is $work/$release/check-tcg.log" \
    "the message names it, and its log"
like "$tmp/fails.out" '^it is broken' "the end of the log is shown"
is "$(cat "$calls")" "bootstrap.sh build --yes
lint.sh
bootstrap.sh check --yes
make -C build distcheck
make -C build check-tcg" "the steps before it were done, none after it"
ok "--dry-run then" run_release --dry-run
is "$(sed -n 's/^  done  *\([a-z-]*\) .*/\1/p' "$tmp/ok.out" | tr '\n' ' ')" \
    "build lint check distcheck " "shows what is done"
rm "$tmp/broken"
ok "the same command again" run_release --without=check-ltp --without=check-programs
cp "$tmp/ok.out" "$tmp/final"
fingerprint=$(gpg --with-colons --list-keys maintainer | awk -F : '$1 == "fpr" { print $10; exit }')
is "$(cat "$calls")" "make -C build check-tcg
make -C build check-roots
dpkg-buildpackage -us -uc -b
make -C build check-queue
make -C build dist
make -C build deb rpm tarballs
make -C build provenance
make -C build images IMAGE=qemu-user-static
make -C build site URL=https://h/p
make -C build repository KEY=$fingerprint URL=https://h/p REPOSITORY=$tmp/published SITE=site \
PACKAGES=packages . images" "goes on with that step, to the end, but for what is left out"
is "$(sort -u "$tmp/where")" "$work/$release/source" "all in the clone"
like "$tmp/final" "left out: check-ltp check-programs" "what is left out is told"
like "$tmp/final" "git push ORIGIN v$release" "and what to push"
ok "the tag is signed" git -C "$tree" verify-tag "v$release"
is "$(git -C "$tree" rev-parse "v$release^{commit}")" "$good" "and names the commit"
ok "once more" run_release --without=check-ltp --without=check-programs
is "$(cat "$calls")" "" "does nothing again"

# Another commit
git -C "$tree" tag -d "v$release" >/dev/null
committed NEWS "$release, 2030-01-02"
ok "after another commit" run_release
is "$(wc -l <"$calls" | tr -d ' ')" 16 "all steps are done again"
is "$(git -C "$work/$release/source" rev-parse HEAD)" "$(git -C "$tree" rev-parse HEAD)" \
    "in a clone of that"
done_testing
