#!/bin/sh
# SPDX-License-Identifier: MIT
# Two builds from the release archive give the same emulators and packages, bit by bit. make
# check-reproducible.
#
# They differ in folder, user, home, time, time zone, language, umask, number of jobs, and in the
# use of ccache: what it has from other tests, the one with a single job finds there.
#   QB_REBUILD_TARGETS   what is built; two of the smaller ones, with most of QEMU's generators
#   QB_RELEASE           the release archive, of make dist

. "$(dirname "$0")/../lib/lib.sh"
. "$top_srcdir/tests/lib/tree.sh"
need_prog faketime setpriv rpmbuild jq
: "${QB_REBUILD_TARGETS:=hexagon or1k}"
. "$top_srcdir/tools/manifest.sh"
[ -f "$top_builddir/recipes/settings.sh" ] || framework_failure_ "no build tree in $top_builddir"
distfiles=$(. "$top_builddir/recipes/settings.sh" && echo "${distfiles:-$top_builddir/distfiles}")
"$top_srcdir/tools/probe.sh" build >"$tmp/probe" ||
    skip_all "$(head -n 1 "$tmp/probe" | sed 's/^ *//')"
: "${QB_RELEASE:=$top_builddir/qemu-user-static-$(manifest_release).tar.xz}"
[ -f "$QB_RELEASE" ] || framework_failure_ "no $QB_RELEASE: run make dist"
have_user "$distfiles" || as_user()
{
    "$@"
}
# What make makes of them; and which files are compared.
verbs='rpm tarballs'
! grep -q '^deb:' "$top_builddir/Makefile" || verbs="$verbs deb"
artefacts='*.rpm *.deb *.tar.gz *.tar.xz *.json SHA256SUMS'
unset SOURCE_DATE_EPOCH

# unpack FOLDER: the release, and a script that builds it there.
unpack()
{
    mkdir -p "$1/build" "$1/home"
    tar -xJf "$QB_RELEASE" --strip-components=1 --one-top-level="$1/source" --no-same-owner
    cat >"$1/run" <<END
set -eu
cd "$1/build"
../source/configure -q --with-targets='$QB_REBUILD_TARGETS' --with-distfiles='$distfiles' \$options
make -j"\$jobs"
for verb in $verbs; do make "\$verb"; done
END
}
here=$tmp/a
there=$tmp/another/folder/whose/name/is/longer/than/that/of/the/first
unpack "$here"
unpack "$there"
[ "$(id -u)" -ne 0 ] || chown -R 65534:65534 "$there"

first()
{
    (
        umask 022
        HOME=${HOME:-/root} TZ=UTC0 options='' jobs=1 sh "$here/run"
    )
}
second()
{
    umask 077
    as_user env HOME="$there/home" USER=somebody LOGNAME=somebody TZ=Pacific/Kiritimati \
        LANG=tr_TR.UTF-8 LC_ALL=C.UTF-8 TMPDIR="$there/home" options=--disable-ccache \
        jobs=$(($(nproc) + 1)) faketime -f +400d sh "$there/run"
}
ok "a build and its packages: $verbs" first
ok "the same elsewhere, as another user, 400 days later, without ccache" second

# same FILE: true if both builds have made it alike; else says where it differs first.
same()
{
    cmp "$here/build/$1" "$there/build/$1" && return 0
    ! command -v diffoscope >/dev/null ||
        diffoscope --max-report-size 20000 "$here/build/$1" "$there/build/$1" || :
    return 1
}
# made FOLDER: the artefacts below the build, by name.
made()
{
    cd "$1/build" || return 1
    find bin -type f
    (
        cd packages
        # shellcheck disable=SC2086 # patterns
        set -- $artefacts
        for file; do [ ! -f "$file" ] || echo "packages/$file"; done
    )
    cd "$OLDPWD"
}
made "$here" | sort >"$tmp/made.here"
made "$there" | sort >"$tmp/made.there"
ok "both builds have made the same files" diff "$tmp/made.here" "$tmp/made.there"
while read -r file; do ok "$file is the same" same "$file"; done <"$tmp/made.here"
[ "$failures" -ne 0 ] || diag "table: two builds: $(wc -l <"$tmp/made.here") files, all alike"
# That is no accident: a build of another day is another one.
for file in "$here"/build/packages/qemu-user-static-common-*.rpm; do
    cp "$file" "$tmp/before.rpm"
    ok "packed again with another date" env SOURCE_DATE_EPOCH=1000000000 make -C "$here/build" rpm
    is "$(cmp -s "$file" "$tmp/before.rpm" && echo alike)" "" \
        "the date of the sources is in the packages"
done
done_testing
