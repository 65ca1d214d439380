#!/bin/sh
# SPDX-License-Identifier: MIT
# The RPM packages of this tree: which there are, what is in them, what they need, what rpmlint
# says. make check-rpm.
#
# QB_PACKAGES names the folder with the packages and root/, what make install has installed.

. "$(dirname "$0")/../lib/lib.sh"
need_prog rpm rpmlint
: "${QB_PACKAGES:=$top_builddir/packages}"
cpus=$top_srcdir/tools/cpus.sh
root=$QB_PACKAGES/root
[ -d "$root" ] || framework_failure_ "no packages in $QB_PACKAGES: run make rpm"
. "$top_srcdir/tools/manifest.sh"
version=$(manifest_release)

# query FORMAT FILE...: from the packages themselves; no database is touched.
query()
{
    format=$1
    shift
    rpm --dbpath "$tmp/db" -qp --qf "$format" "$@"
}
# package NAME: its file.
package()
{
    find "$QB_PACKAGES" -maxdepth 1 -name "$1-[0-9]*.rpm"
}
all()
{
    find "$QB_PACKAGES" -maxdepth 1 -name '*.rpm' | sort
}
lines()
{
    sort | tr '\n' ' '
}

families=$("$cpus" packages "$QB_TARGETS" | awk '{ print $1 }' | uniq)
# shellcheck disable=SC2046 # files
query '%{NAME} %{EPOCH}:%{VERSION}-%{RELEASE} %{ARCH}\n' $(all) >"$tmp/packages"
is "$(awk '{ print $1 }' "$tmp/packages" | lines)" \
    "$({
        echo qemu-binfmt-conf
        echo qemu-user-static
        echo qemu-user-static-common
        for f in $families; do echo "qemu-user-static-$f"; done
    } | lines)" \
    "a metapackage, a package for each family, one that they share, and qemu-binfmt-conf"
is "$(awk '{ print $2 }' "$tmp/packages" | sort -u)" "2:$version" \
    "all have the version of the manifest, and Fedora's epoch"
is "$(awk '$3 == "noarch" { print $1 }' "$tmp/packages")" qemu-user-static-common \
    "only that of the documents is for every host"

# Files: what is installed, each in one package
for file in $(all); do
    name=$(query '%{NAME}' "$file")
    query "[%{FILENAMES} %{FILEMODES:perms} %{FILEUSERNAME}:%{FILEGROUPNAME} $name\n]" "$file"
done >"$tmp/files"
(cd "$root" && find . ! -type d | sed 's,^\.,,; s,^/usr/share/man/.*,&.gz,' |
    sort) >"$tmp/installed"
awk '$2 !~ /^d/ { print $1 }' "$tmp/files" | sort >"$tmp/packed"
ok "the packages hold what make install installs, each file once" \
    diff "$tmp/installed" "$tmp/packed"
is "$(awk '$3 != "root:root"' "$tmp/files")" "" "all belongs to root"
is "$(awk '$1 ~ "/s?bin/" { print $2 }' "$tmp/files" | sort -u | lines)" "-rwxr-xr-x lrwxrwxrwx " \
    "programs can be run by all"
is "$(awk '$1 !~ "/s?bin/" { print $2 }' "$tmp/files" | sort -u | lines)" \
    "-rw-r--r-- drwxr-xr-x lrwxrwxrwx " "the rest can be read by all"
is "$(awk '$2 ~ /^d/ && $4 !~ /-common$|^qemu-binfmt-conf$/' "$tmp/files")" "" \
    "folders belong to what all share"
is "$(awk '$4 == "qemu-user-static"' "$tmp/files")" "" "the metapackage has no file"
is "$(awk '$1 ~ /qemu-binfmt-conf/ && $4 != "qemu-binfmt-conf"' "$tmp/files")" "" \
    "qemu-binfmt-conf is in its own"
for target in $QB_TARGETS; do
    family=$("$cpus" packages "$target" | awk '{ print $1; exit }')
    awk -v to="qemu-user-static-$family" -v file="/usr/bin/qemu-$target-static" \
        '$1 == file && $4 == to' "$tmp/files" | grep -q . ||
        echo "$target"
done >"$tmp/astray"
is "$(cat "$tmp/astray")" "" "each emulator is in the package of its family"
is "$(awk '$1 ~ "/binfmt.d/|/binfmts/q|man1/qemu-[^u]" && $4 ~ /-(common|conf)$/' "$tmp/files")" \
    "" "with its rules and its manual page"
host=$(. "$top_builddir/recipes/settings.sh" && echo "$host_cpu")
awk -F '[(, ]+' -v host="$host" '/^CPU/ { name[++n] = $2; family[$2] = $4 }
    END {
        for (i = 1; i <= n; i++)
            if (family[name[i]] == family[host]) print "/qemu-" name[i] ".conf "
    }' \
    "$top_srcdir/register/cpus.def" >"$tmp/family"
grep -F -f "$tmp/family" "$tmp/files" >"$tmp/own" || :
is "$(cat "$tmp/own")" "" "no rule for the CPUs that this host runs itself"
# A licence for each source that is linked; the words of the GNU licences are there.
for name in qemu $(sed -n "s/^deps='bundled'\$/zlib libffi pcre2 glib/p" \
    "$top_builddir/recipes/settings.sh"); do
    query '[%{FILEFLAGS:fflags} %{FILENAMES}\n]' "$(package qemu-user-static-common)" |
        grep -q "^l .*/licenses/qemu-user-static/$name/" || echo "$name"
done >"$tmp/unlicensed"
is "$(cat "$tmp/unlicensed")" "" "the licence of each source in the emulators is there"

# What they need and replace
for family in $families; do
    query '[%{REQUIRES}\n]' "$(package "qemu-user-static-$family")"
done | grep -v '^rpmlib(' | sort -u >"$tmp/requires"
is "$(lines <"$tmp/requires")" "/bin/sh qemu-user-static-common " \
    "an emulator needs no library: a shell for the scriptlets, and the documents"
query '[%{REQUIRENAME} %{REQUIREFLAGS:depflags} %{REQUIREVERSION}\n]' \
    "$(package qemu-user-static)" | grep -v '^rpmlib(' >"$tmp/requires"
is "$(sed 's/(.*)//' "$tmp/requires" | lines)" \
    "$(for f in $families; do echo "qemu-user-static-$f = 2:$version"; done | lines)" \
    "the metapackage needs all families, of this version"
is "$(query '[%{OBSOLETENAME}\n]' "$(package qemu-user-static)" | lines)" \
    "qemu-user-binfmt qemu-user-static-cris qemu-user-static-nios2 " \
    "it takes the place of Fedora's rules for dynamic emulators, and of CPUs that are gone"
is "$(query '[%{CONFLICTNAME}\n]' "$(package qemu-user-static-common)" | lines)" \
    "qemu-linux-user qemu-user-binfmt " "the documents keep others away who register these rules"
first=$(echo "$families" | head -n 1)
query '[%{PROVIDENAME} = %{PROVIDEVERSION}\n]' "$(package "qemu-user-static-$first")" \
    >"$tmp/provides"
like "$tmp/provides" "^bundled\(glib\) = $(manifest_version glib)\$" \
    "a package names the libraries that are in it"
query '%{LICENSE}\n' "$(package "qemu-user-static-$first")" >"$tmp/licence"
like "$tmp/licence" "GPL-2.0-only AND LGPL-2.1-or-later" "and their licences"
for file in $(all); do query '%{PAYLOADCOMPRESSOR} %{BUILDHOST}\n' "$file"; done |
    sort -u >"$tmp/built"
is "$(cat "$tmp/built")" "zstd reproducible" \
    "compressed as Fedora's, and without the name of the machine that has built them"
# shellcheck disable=SC2046 # files
is "$(query '%{BUILDTIME}\n[%{FILEMTIMES}\n]' $(all) | sort -u)" "$("$top_srcdir/tools/date.sh")" \
    "all times in them are that of the sources"

# rpmlint
"$top_srcdir/rpm/spec.sh" ALL >"$tmp/qemu-user-static.spec"
# shellcheck disable=SC2046 # files
rpmlint -c "$top_srcdir/rpm/rpmlint.toml" $(all) "$tmp/qemu-user-static.spec" \
    >"$tmp/rpmlint" 2>&1 || :
like "$tmp/rpmlint" "^ *$(all | wc -l |
    tr -d ' ') packages and 1 specfiles checked; 0 errors, 0 warnings" "rpmlint has nothing to say"

# The spec file as for a build from the sources: no gap, all sources, all that a build needs
unlike "$tmp/qemu-user-static.spec" '@[A-Z]+@' "no gap is left in the spec file"
is "$(grep -c '^Source[1-9]' "$tmp/qemu-user-static.spec")" \
    "$(manifest_names | wc -l | tr -d ' ')" "it has all sources"
is "$(rpmspec -q --srpm --requires "$tmp/qemu-user-static.spec" | grep -c '^glibc-static')" 1 \
    "and needs what a build needs"
is "$(rpmspec -q "$tmp/qemu-user-static.spec" | wc -l | tr -d ' ')" 20 \
    "for all CPUs it makes 20 packages"
mkdir -p "$tmp/r/usr/bin" "$tmp/l"
: >"$tmp/r/usr/bin/qemu-vax-static"
fails 1 "a file that no package claims is an error" "$top_srcdir/rpm/lists.sh" "$tmp/r" "$tmp/l"
like "$tmp/fails.out" 'no package for /usr/bin/qemu-vax-static' "and is named"
done_testing
