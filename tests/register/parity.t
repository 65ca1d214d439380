#!/bin/sh
# SPDX-License-Identifier: MIT
# qemu-binfmt-conf writes the same files and the same standard output as QEMU's own script, byte for
# byte.
#
# Both run for every host x mode x combination of the yes/no options; the trees and outputs are
# compared after the intended differences, which are listed here with their reasons, were taken out
# of both:
#
#   microblaze        the script's magic has e_type in the wrong byte order: no program matches it
#   microblazeel      the script knows only 0xBAAB, the number before 189 was assigned; QEMU runs
#                     both, compilers write 189. The rules of these names are for 189 ...
#   microblaze_old, microblazeel_old   ... and these two, which the script lacks, for 0xBAAB
#   e_ident           the script's mask has ff for what follows EI_OSABI (but for EI_ABIVERSION of
#                     MIPS and LoongArch); ours has 00 everywhere: the kernel's own loader does not
#                     look there either, and an AppImage has "AI" and its version there
#   flag O            is in the script's rules with C only, in ours always: the kernel opens the
#                     program, which the emulator may be unable to (mode 0111, deleted, a memfd)
#   --help            exits 0, and has a text of its own
#   write errors      fail: the script goes on and exits 0
#   unknown options, arguments, and values that are neither yes nor no are errors: the script goes
#   on without them
#   unknown CPU       one line on standard error, no usage text on standard output
#   -d with -s        the last counts in both, but the script then takes the folder of the first
#   paths with ':'    the script's rule is broken; ours has another separator
#   hosts             parisc, parisc64, openrisc are what Linux calls these CPUs, powerpc64le GNU,
#                     loong64 Debian, mips64le GOARCH; the script stops there, and takes 386 and
#                     x86-64 for unknown families
#   warnings          on standard error, only where the files would become active; the script always
#                     warns
#   default path      configure's bindir, so that a distribution's build finds its own emulators

. "$(dirname "$0")/../lib/lib.sh"
script=$QB_QEMU/scripts/qemu-binfmt-conf.sh
ours=${QB_REGISTER:-$top_builddir/qemu-binfmt-conf}
[ -e "$script" ] ||
    cannot_all "this tree has no QEMU sources (--with-targets=none); QB_QEMU names some"
need_prog getopt
[ -x "$ours" ] || framework_failure_ "$ours is missing"
rc=0
"$ours" --version >/dev/null 2>&1 || rc=$?
[ $rc -ne 126 ] || cannot_all "this machine cannot run the program of a cross build"
unset EXPORTDIR QEMU_BIN_DIR

different='microblaze|microblazeel|microblaze_old|microblazeel_old'

# run PROGRAM FOLDER ARGUMENT...: its files are in FOLDER/files, its output in FOLDER/out.
run()
{
    run_program=$1 run_folder=$2
    shift 2
    mkdir -p "$run_folder/files"
    (cd "$run_folder" && HOST_ARCH=$host $run_program --exportdir files "$@" >out 2>err) ||
        echo "exit $?" >>"$run_folder/out"
}

# without FOLDER: takes the intended differences out of it; $there says which files were among them.
without()
{
    there=$(find "$1/files" -type f | sed 's,.*/qemu-,,; s,\.conf$,,' | grep -Ex "$different" |
        sort | tr '\n' ' ') || :
    find "$1/files" -type f | grep -E "/qemu-($different)(\.conf)?\$" | xargs -r rm
    sed -i -E "/ for ($different)( |\$)/d" "$1/out"
    # In a mask, which begins with ff where magic has 7f, what follows EI_OSABI; the flag O.
    find "$1/files" -type f -exec sed -i -E \
        -e 's/((\\xff){4}(\\x..){4})(\\x..){8}/\1(e_ident)/' \
        -e '/^.qemu-/s/([^A-Z])O?(C?F?P?)$/\1\2/' {} +
}

# same ARGUMENT...: runs both; a difference is kept in $tmp/differences.
same()
{
    runs=$((runs + 1))
    rm -rf "$tmp/script" "$tmp/ours"
    run "sh $script" "$tmp/script" "$@"
    run "$ours" "$tmp/ours" "$@"
    without "$tmp/script"
    missing=$there
    without "$tmp/ours"
    files=$((files + $(find "$tmp/ours/files" -type f | wc -l)))
    rm -f "$tmp/script/err" "$tmp/ours/err"
    diff -r "$tmp/script" "$tmp/ours" >"$tmp/diff" || {
        echo "HOST_ARCH=$host: $*"
        cat "$tmp/diff"
    } >>"$tmp/differences"
    # The MicroBlazes are there in both or in none, apart from the rules that only we have.
    [ "$(echo "$missing" | wc -w)" -le "$(echo "$there" | wc -w)" ] ||
        echo "HOST_ARCH=$host: $*: no MicroBlaze" >>"$tmp/differences"
}

# compared DESCRIPTION: one point for all calls of same since the last one.
compared()
{
    rc=0
    [ ! -s "$tmp/differences" ] || rc=1
    [ $((runs * files)) -gt 0 ] || framework_failure_ "nothing was compared: $1"
    point "$rc" "$1 ($runs runs, $files files)"
    [ "$rc" -eq 0 ] || sed 's/^/# | /' "$tmp/differences" | head -n 50
    runs=0 files=0
    : >"$tmp/differences"
}
runs=0 files=0
: >"$tmp/differences"

# Every name that the script knows for a host, then some that it does not.
hosts=$("$ours" --list | awk 'NR > 1 { print $1 }' | grep -Evx "$different|i486")
hosts="$hosts i386 i486 i586 i686 amd64 powerpc ppc64el armel armhf"
hosts="$hosts armv4l armv5tel armv6l armv7l armv8l armv9l armv5teb arm64 microblaze"

for host in $hosts; do
    for mode in --debian '--systemd ALL'; do
        for family in no yes; do
            # shellcheck disable=SC2086 # words
            same $mode --ignore-family "$family" -Q /usr/bin -F -static -p yes -g yes
        done
    done
done
compared "every host, both modes, both families"

for host in x86_64 aarch64; do
    for mode in --debian '--systemd ALL'; do
        for c in no yes; do for p in no yes; do for g in no yes; do for i in no yes; do
            # shellcheck disable=SC2086 # words
            same $mode -Q /usr/bin -c $c -p $p -g $g -i $i
        done; done; done; done
    done
done
compared "every combination of the yes/no options"

for host in x86_64 arm64; do
    for cpu in $("$ours" --list | awk 'NR > 1 { print $1 }' | grep -v '_old$'); do
        same --systemd "$cpu" -Q /opt/q -i yes
        same -s "$cpu" -Q /opt/q -p yes
    done
done
compared "--systemd with each CPU"

host=x86_64
# shellcheck disable=SC2016 # the $ is meant
for path in '/a b' '/a\q' /a%sb '/a$b' '.' '' '/a"b' "/a'b" "$(printf '/\303\244')"; do
    same --systemd ALL --qemu-path "$path" --qemu-suffix '-x y'
    same --debian --qemu-path "$path" --qemu-suffix=
done
compared "odd paths and suffixes"

same -s ALL -Q/usr/bin -F-static -cyes -pyes -gyes -iyes
same -dQ /usr/bin -c yes
same --sys=arm --qemu-p=/usr/bin --cred yes --pe yes --pr yes --i yes
same --d --qemu-s x --qemu-p /usr/bin
same -s ALL -Q /x -Q /usr/bin -p yes -p no
same --debian -Q /usr/bin --
compared "short and abbreviated options, repeated options"

# The intended differences themselves: the fixed bytes, and that the script really has what we
# differ from.
host=x86_64
rm -rf "$tmp/script" "$tmp/ours"
run "sh $script" "$tmp/script" --systemd ALL -Q /usr/bin
run "$ours" "$tmp/ours" --systemd ALL -Q /usr/bin
# shellcheck disable=SC2028 # the rule has backslashes
magic()
{
    cut -d : -f 5 "$1/files/qemu-$2.conf" | sed 's/.*\(\(\\x..\)\{4\}\)$/\1/'
}
is "$(magic "$tmp/script" microblaze)" '\x02\x00\xba\xab' \
    "the script's microblaze has e_type in the wrong order"
is "$(magic "$tmp/ours" microblaze)" '\x00\x02\x00\xbd' "microblaze: machine 189"
is "$(magic "$tmp/ours" microblaze_old)" '\x00\x02\xba\xab' "microblaze_old: machine 0xBAAB"
is "$(magic "$tmp/ours" microblazeel)" '\x02\x00\xbd\x00' "microblazeel: machine 189"
is "$(magic "$tmp/ours" microblazeel_old)" '\x02\x00\xab\xba' \
    "microblazeel_old: the script's microblazeel"
is "$(cut -d : -f 5,7 "$tmp/ours/files/qemu-microblazeel_old.conf")" \
    "$(cut -d : -f 5,7 "$tmp/script/files/qemu-microblazeel.conf")" \
    "microblazeel_old has all bytes of the script's microblazeel"
# mask FOLDER: e_ident of its mask.
mask()
{
    cut -d : -f 6 "$1/files/qemu-arm.conf" | cut -c 1-64
}
like "$tmp/script/files/qemu-arm.conf" ':/usr/bin/qemu-arm:$' "the script has no flag O"
like "$tmp/ours/files/qemu-arm.conf" ':/usr/bin/qemu-arm:O$' "ours have it"
# bytes BYTE COUNT
bytes()
{
    yes "\\x$1" | head -n "$2" | tr -d '\n'
}
is "$(mask "$tmp/script")" "$(bytes ff 7)$(bytes 00 1)$(bytes ff 8)" \
    "the script's mask has all of e_ident but EI_OSABI"
is "$(mask "$tmp/ours")" "$(bytes ff 7)$(bytes 00 9)" "ours ends before EI_OSABI"
without "$tmp/script"
without "$tmp/ours"
is "$(diff -r "$tmp/script/files" "$tmp/ours/files" | grep -c '^[Od]')" 0 \
    "apart from that, and from the MicroBlazes, no file differs"

fails 1 "the script's --help exits 1" sh "$script" --help
ok "ours exits 0" "$ours" --help
fails 1 "an unknown host stops both: the script" env HOST_ARCH=vax sh "$script" -d -e "$tmp"
fails 1 "an unknown host stops both: ours" env HOST_ARCH=vax "$ours" -d -e "$tmp"
for host in parisc parisc64 openrisc powerpc64 powerpc64le loong64 mipsle mips64le; do
    ok "host $host is known" env HOST_ARCH=$host "$ours" --debian -e "$tmp/ours/files"
    fails 1 "the script stops at host $host" env HOST_ARCH=$host sh "$script" --debian -e \
        "$tmp/script/files"
done
run "$ours" "$tmp/colon" --systemd arm -Q /a:b
like "$tmp/colon/files/qemu-arm.conf" '^\|qemu-arm\|M\|\|.*\|/a:b/qemu-arm\|O$' \
    "a path with a colon gets another separator"
done_testing
