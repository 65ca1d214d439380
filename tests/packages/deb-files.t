#!/bin/sh
# SPDX-License-Identifier: MIT
# The Debian package as a file: lintian, names and rights, fields, whose code is inside.

. "$(dirname "$0")/../lib/lib.sh"
. "$top_srcdir/tools/manifest.sh"
need_prog dpkg-deb lintian
deb=$(find "$top_builddir/packages" -name "qemu-user-static_*_$(dpkg --print-architecture).deb" \
    2>/dev/null)
[ -n "$deb" ] || skip_all "no package: make deb"

lintian --allow-root --tag-display-limit 0 "${deb%.deb}.changes" >"$tmp/lintian" 2>&1 || :
is "$(cat "$tmp/lintian")" "" "lintian: no error, no warning, beside the overrides"
lintian --allow-root --show-overrides --tag-display-limit 0 "${deb%.deb}.changes" 2>/dev/null |
    grep '^O: ' |
    sed 's/ \[.*//' | sort | uniq -c | sed 's/^ */# overridden: /'

# Fields
field()
{
    dpkg-deb -f "$deb" "$1"
}
is "$(field Version)" "1:$(manifest_release)" "the version is that of the manifest"
is "$(field Multi-Arch)" foreign "Multi-Arch: foreign"
is "$(field Depends)" "" "it depends on nothing"
for libc in libc6-dev libgcc-12-dev; do
    source=$(dpkg-query -W -f '${source:Package} (= ${source:Version})' "$libc" 2>/dev/null) ||
        continue
    [ "$libc" = libc6-dev ] || [ "$("${CC:-gcc}" -dumpversion | cut -d . -f 1)" = 12 ] || continue
    field Static-Built-Using >"$tmp/using"
    ok "Static-Built-Using: $source" grep -qF "$source" "$tmp/using"
    is "$(field Built-Using)" "$(cat "$tmp/using")" "Built-Using is the same"
done

# Files
dpkg-deb -x "$deb" "$tmp/root"
dpkg-deb -e "$deb" "$tmp/control"
dpkg-deb -c "$deb" >"$tmp/list"
is "$(awk '{ print $2 }' "$tmp/list" | sort -u)" root/root "owner and group are root"
is "$(awk '{ print $1 }' "$tmp/list" | sort -u | tr '\n' ' ')" \
    "-rw-r--r-- -rwxr-xr-x drwxr-xr-x lrwxrwxrwx " "rights are 644, 755"
is "$(cd "$tmp/root" && find . -type f -perm -1 | sed 's,/qemu-[^/]*-static$,/qemu-CPU-static,' |
    sort -u | tr '\n' ' ')" \
    "./usr/bin/qemu-CPU-static ./usr/sbin/qemu-binfmt-conf ./usr/sbin/qemu-user-seed \
./usr/sbin/update-qemu-user-static " \
    "what can be run"
is "$(cd "$tmp/root" && find . -type d |
    grep -vE -e '^\./(etc/default|usr/(bin|sbin|lib|lib/binfmt\.d)|var/lib/qemu-user-static)$' \
        -e '^\./usr/share/(bash-completion|doc|lintian|man)(/.*)?$' \
        -e '^\./usr/share/(binfmts|qemu-user-static)(/binfmt.d)?$' | tr '\n' ' ')" \
    ". ./etc ./usr ./usr/share ./var ./var/lib " "no other folder"
is "$(find "$tmp/root" -type l ! -exec test -e {} \; -print)" "" "no link leads nowhere"
is "$(cd "$tmp/root/usr/share/doc/qemu-user-static" && find . -name '*.gz' | sort | tr '\n' ' ')" \
    "./NEWS.Debian.gz ./changelog.Debian.gz " \
    "our documents, which link to each other, are not compressed"
for target in $QB_TARGETS; do
    cmp -s "$QB_BIN/qemu-$target$QB_SUFFIX" "$tmp/root/usr/bin/qemu-$target-static" ||
        echo "$target"
done >"$tmp/others"
is "$(cat "$tmp/others")" "" "the emulators are those of the build tree"
for name in $QB_TARGETS $("$top_srcdir/tools/cpus.sh" aliases "$QB_TARGETS" | cut -d ' ' -f 1); do
    for file in "bin/qemu-$name" "bin/qemu-$name-static" "share/man/man1/qemu-$name.1.gz" \
        "share/man/man1/qemu-$name-static.1.gz"; do
        [ -e "$tmp/root/usr/$file" ] || echo "$file"
    done
done >"$tmp/missing"
is "$(cat "$tmp/missing")" "" "each has both names, with and without -static, and manual pages"
is "$(find "$tmp/root/usr/share/binfmts" -type f -exec basename {} \; | sort)" \
    "$(find "$tmp/root/usr/share/qemu-user-static/binfmt.d" -type f -exec basename {} .conf \; |
        sort)" "both mechanisms have the same rules"
is "$(sed -n 's/^package //p' "$tmp/root/usr/share/binfmts"/* | sort -u)" qemu-user-static \
    "binfmt-support's name the package"
is "$(cat "$tmp/control/conffiles")" /etc/default/qemu-user-static "one file of settings"
is "$(find "$tmp/root" -path '*binfmt.d*' -name '*.conf' -exec sed 's/.*://' {} + | sort -u)" OFP \
    "rules have O, F and P, and no C"
! grep -rFl -e "$top_builddir" -e "$top_srcdir" "$tmp/root" "$tmp/control" >"$tmp/leaks" || :
is "$(cat "$tmp/leaks")" "" "no path of the build machine is inside"
dpkg-deb --fsys-tarfile "$deb" | TZ=UTC tar -tv --full-time -f - | awk '{ print $4, $5 }' |
    sort >"$tmp/times"
is "$(tail -n 1 "$tmp/times")" \
    "$(date -u -d "$(dpkg-parsechangelog -l "$top_srcdir/debian/changelog" -S Date)" '+%F %T')" \
    "no file is younger than the changelog"
done_testing
