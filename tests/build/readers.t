#!/bin/sh
# SPDX-License-Identifier: MIT
# The readers of the tables, tools/*.sh: the manifest, the series of patches, the compilers, the
# mirror.

. "$(dirname "$0")/../lib/lib.sh"
tree=$tmp/tree
mkdir -p "$tree/sources" "$tree/patches" "$tree/tools"

# read_by FILE COMMAND...: what a reader says of the tables in that tree.
read_by()
{
    reader=$1
    shift
    # shellcheck disable=SC2016 # for the inner shell
    env top_srcdir="$tree" sh -c '. "$1"; shift; "$@"' - "$top_srcdir/tools/$reader.sh" "$@"
}

# The manifest
cat >"$tree/sources/manifest" <<'END'
# a comment
revision 7
source thing 1.0 MIT AND Zlib
# why
upstream 1234 https://localhost/thing-1.0.tar.gz
source qemu 10.1.0 GPL-2.0-only
# why
upstream 5678 https://localhost/qemu-10.1.0.tar.xz
debian 9abc pool/main/q/qemu/qemu_10.1.0.orig.tar.xz
END
is "$(read_by manifest manifest_release)" "10.1.0-7" \
    "the version of the distribution: QEMU's and the revision"
is "$(read_by manifest manifest_revision)" 7 "the revision"
is "$(read_by manifest manifest_names | paste -s -d ' ' -)" "thing qemu" "the names of the sources"
is "$(read_by manifest manifest_licence thing)" "MIT AND Zlib" "a licence of several words"
is "$(read_by manifest manifest_origins qemu)" \
    "upstream 5678 https://localhost/qemu-10.1.0.tar.xz qemu-10.1.0.tar.xz
debian 9abc pool/main/q/qemu/qemu_10.1.0.orig.tar.xz qemu_10.1.0.orig.tar.xz" \
    "the origins of a source"
is "$(sed -n "s/^PACKAGE_VERSION='\(.*\)'/\1/p" "$top_srcdir/configure")" \
    "$(. "$top_srcdir/tools/manifest.sh" && manifest_release)" \
    "configure has the version of the manifest"

# The series
printf '%s\n' '# Topic one' 'build/one.patch' '' 'build/two.patch -p1' 'three.patch # why' \
    '#left/out.patch' >"$tree/patches/series"
is "$(read_by series series_names all | paste -s -d ' ' -)" \
    "build/one.patch build/two.patch three.patch" \
    "the series: files in directories; no comments, no options of quilt"

is "$(read_by series series_names build | paste -s -d ' ' -)" \
    "build/one.patch build/two.patch three.patch" \
    "the patches of a topic, and those of none"
is "$(read_by series series_topics)" "build" "the topics"

# The compilers
cat >"$tree/tools/compilers.def" <<'END'
# one | two
one | mone | LSB | cross | one-gcc -m32 | /usr/one | gcc-one | bug.a | armhf | common measured
two | mtwo | MSB | bare | two-gcc | | gcc-two | | | | two-linux-gnu | gcc-2 libc-2
END
is "$(read_by compilers guest_list all | paste -s -d ' ' -)" "one two" "the compilers: all targets"
is "$(read_by compilers guest_list bare) $(read_by compilers guest_list measured)" "two one" \
    "those of a kind, and of a role"
is "$(read_by compilers guest_list comm)" "" "a part of a word is no role"
is "$(read_by compilers guest_hosts)" "two" "those that are hosts"
is "$(read_by compilers guest_field one compiler)" "one-gcc -m32" "a column"
is "$(read_by compilers guest_field one roles)" "common measured" "the last column of a row"
is "$(read_by compilers guest_field two tools)" "gcc-2 libc-2" "the last one of the table"
is "$(read_by compilers guest_field two sysroot)$(read_by compilers guest_field two port)" "" \
    "empty columns"
fails 1 "an unknown target is status 1" read_by compilers guest_field vax machine
is "$(cat "$tmp/fails.out")" "" "and nothing is printed"
fails 1 "an unknown column is status 1" read_by compilers guest_field one nonsense
like "$tmp/fails.out" "no column nonsense" "the message names it"

# The table itself: what the roles need
. "$top_srcdir/tools/compilers.sh"
for role in common measured trained; do
    wrong=
    for target in $(guest_list "$role"); do
        [ "$(guest_field "$target" kind)" = cross ] && [ -n "$(guest_field "$target" port)" ] ||
            wrong="$wrong $target"
    done
    is "$wrong" "" "$role: each of them has a C library and a port of Debian"
    ok "$role: there are some" test -n "$(guest_list "$role")"
done
is "$(guest_rows | awk -F '|' 'NF > 12 || NF < 4 { print $1 }')" "" \
    "no row has too many columns, or too few"
for target in $(guest_list all); do
    port=$(guest_field "$target" port)
    [ -z "$port" ] || [ "$("$top_srcdir/tools/cpus.sh" resolve "$port")" = "$target" ] ||
        echo "$target: $port"
done >"$tmp/ports"
is "$(cat "$tmp/ports")" "" "each port is a name of that target in register/cpus.def"

for target in $(guest_hosts); do
    triplet=$(guest_field "$target" triplet)
    case $("$top_srcdir/tools/cpus.sh" platform "${triplet%%-*}") in
        "$target "*) ;;
        *) echo "$target: $triplet" ;;
    esac
done >"$tmp/triplets"
is "$(cat "$tmp/triplets")" "" "each triplet is of a machine of that CPU"

# The CPUs: names of hosts come from register/aliases.def
for host in 'i686 i386 linux/386' 'powerpc64le ppc64le linux/ppc64le' 'armv7l arm linux/arm' \
    'parisc64 hppa linux/hppa' 'x86_64 x86_64 linux/amd64' 'loong64 loongarch64 linux/loong64'; do
    is "$("$top_srcdir/tools/cpus.sh" platform "${host%% *}")" "${host#* }" \
        "the platform of ${host%% *}"
done
fails 1 "an unknown host is status 1" "$top_srcdir/tools/cpus.sh" platform vax

mirrors='http://localhost/a/ http://localhost/b'
is "$(QB_DEBIAN_MIRROR=$mirrors "$top_srcdir/tools/mirror.sh" | paste -s -d ' ' -)" \
    "http://localhost/a http://localhost/b" "QB_DEBIAN_MIRROR: the mirrors to use instead of apt's"

# lint sees what goes past them
ok "no fact is read or written at a second place" "$top_srcdir/tools/lint-facts.sh"
mkdir "$tmp/copy"
for part in bench bootstrap.sh debian images m4 packaging publish recipes register rpm tarballs \
    tools training; do
    cp -R "$top_srcdir/$part" "$tmp/copy"
done
chmod -R u+w "$tmp/copy"
# shellcheck disable=SC2016 # for the scripts
{
    echo '. "$top_srcdir/tests/lib/lib.sh"' >>"$tmp/copy/bench/run"
    echo "for cpu in aarch64 s390x riscv64; do :; done" >>"$tmp/copy/recipes/stage.sh"
    sed -i 's/hexagon, //' "$tmp/copy/debian/control"
    echo "awk '{ print }' \"\$top_srcdir/sources/manifest\"" >>"$tmp/copy/rpm/spec.sh"
}
fails 1 "what is, is reported" "$top_srcdir/tools/lint-facts.sh" "$tmp/copy"
is "$(sed 's/:[0-9]*:/:/' "$tmp/fails.out")" "bench/run: uses tests/
recipes/stage.sh: a list of CPUs; they belong in a .def
rpm/spec.sh: reads a table that has a reader in tools/
debian/control: hexagon: a family of CPUs that its description leaves out" \
    "a use of tests/, a list of CPUs, a reader of our own, a CPU that the description lacks"
done_testing
