#!/bin/sh
# SPDX-License-Identifier: MIT
# The command line of qemu-binfmt-conf: options, messages, exit status, lists, files. Nothing here
# needs the kernel.

. "$(dirname "$0")/../lib/lib.sh"
. "$top_srcdir/tools/manifest.sh"
. "$top_srcdir/tests/lib/register.sh"
HOST_ARCH=s390x
export HOST_ARCH
mkdir "$tmp/d"

# wrong DESCRIPTION MESSAGE ARGUMENT...: misuse, reported in one line.
wrong()
{
    wrong_text=$1 wrong_message=$2
    shift 2
    fails 2 "$wrong_text" "$ours" "$@"
    like "$tmp/fails.out" "$wrong_message" "$wrong_text: the message"
    is "$(wc -l <"$tmp/fails.out" | tr -d ' ')" 1 "$wrong_text: one line"
}
wrong "an unknown option" "'--frobnicate'" --frobnicate
wrong "an unknown short option" "'-x'" -x
wrong "-S, which the script takes and ignores" "'-S'" -S x
wrong "an argument" "unknown argument 'arm'" arm
wrong "an argument behind options" "unknown argument 'arm'" --debian -e "$tmp/d" arm
wrong "an argument behind --" "unknown argument 'arm'" --list -- arm
wrong "an ambiguous beginning" "'--p'" --p yes
wrong "no value" "option '--systemd' needs a value" --systemd
wrong "a value that none is for" "takes no value: '--debian=x'" --debian=x
wrong "an unknown CPU" 'unknown CPU "vax"' --cpu=arm64,vax
wrong "an unknown CPU of --systemd" 'unknown CPU "vax"' --systemd vax
wrong "Debian's names are not for --systemd" 'unknown CPU "arm64"' --systemd arm64
wrong "an empty list" 'list of CPUs is empty' --cpu=
wrong "a list of commas" 'list of CPUs is empty' --cpu=,,
wrong "neither yes nor no" "yes or no, not 'maybe'" -p maybe
wrong "yes in capitals" "yes or no, not 'YES'" --credential YES
wrong "an unknown format" "'xml'" --list=xml
wrong "a format that only tools/cpus.sh has" "'markdown'" --list=markdown
wrong "two things at once" "exclude each other" --status --unregister
wrong "--root without files" "for --debian and --systemd" --root=/x --status
wrong "--package without templates" "for --debian" --package=a --systemd ALL
wrong "a package of two words" "needs the name of a package" --debian --package='a b' -e "$tmp/d"
wrong "an empty package" "needs the name of a package" --debian --package= -e "$tmp/d"
wrong "--exec without command" "needs a command" --exec
wrong "--keep-ids alone" "--keep-ids is only for --exec" --keep-ids
wrong "--exec with another place" \
    "--procdir is only for registration, --unregister, --status and --verify" --procdir=/x \
    --exec true
wrong "--hold with --status" "--hold is only for registration" --hold --status
wrong "--hold that changes nothing" "exclude each other" --hold --dry-run
wrong "an empty directory" "is empty" --exportdir=
# Each of our options where it would have no effect.
for pair in force:status reset:verify own:verify no-verify:status dry-run:status hold:list \
    keep-ids:debian procdir:list package:systemd root:unregister; do
    option=--${pair%:*} mode=--${pair#*:}
    case $option in *dir | *package | *root) option=$option=x ;; esac
    case $mode in --systemd) mode=--systemd=ALL ;; esac
    wrong "$option with $mode" "${option%=*} is only for .*(--|regis)" "$option" "$mode"
done

for o in --help -h --hel; do ok "$o exits 0" "$ours" $o; done
"$ours" --help >"$tmp/help" 2>"$tmp/err"
is "$(cat "$tmp/err")" "" "--help is on standard output"
# But for the folder that configure was given, which may be long.
is "$(sed '/--qemu-path DIR/s,(/.*),,' "$tmp/help" | awk 'length > 80')" "" \
    "--help fits into 80 columns"
"$ours" --version >"$tmp/version"
is "$(cat "$tmp/version")" "qemu-binfmt-conf $(manifest_release)" "--version"
if [ -c /dev/full ]; then
    # shellcheck disable=SC2016 # for the inner shell
    fails 1 "a full standard output is an error" sh -c '"$1" --list >/dev/full' - "$ours"
else
    cannot "a full standard output is an error" "no /dev/full"
fi

# Names. rules LIST: the rules that a list means.
rules()
{
    "$ours" --dry-run --cpu="$1" | sed 's/^:qemu-\([^:]*\):.*/\1/' | tr '\n' ' '
}
is "$(rules arm64)" "aarch64 " "a Debian name"
is "$(rules linux/arm/v7)" "arm " "an OCI platform"
is "$(rules armhf,armel,arm,linux/arm)" "arm " "four names of one CPU"
is "$(rules 'arm64 ppc64el,,amd64')" "ppc64le aarch64 x86_64 " \
    "blanks and commas, in the order of the table"
is "$(rules 386)" "i386 i486 " "a platform without linux/, a target with two rules"
is "$(rules i486)" "i486 " "one rule of such a target"
is "$(rules qemu-i386,qemu-microblaze)" "i386 microblaze " "the name of a rule means that one only"
is "$(rules microblaze)" "microblaze microblaze_old " "both numbers of MicroBlaze"
is "$(rules linux/amd64/v3,arm64/v8)" "aarch64 x86_64 " "variants"
is "$(rules powerpc64le)" "ppc64le " "a name of GNU's triplets"
is "$(rules armv7l,i686)" "i386 i486 arm " "names of uname -m"
is "$(rules linux/x86_64,linux/aarch64,x86-64)" "aarch64 x86_64 " \
    "platforms that containerd takes, too"
# The names of tonistiigi/binfmt, then Debian's for these, then those of uname -m: the same rules.
for peer in arm64,arm,386,ppc64le,riscv64,mips64le,mips64,loong64,amd64 \
    arm64,armhf,i386,ppc64el,riscv64,mips64el,mips64,loong64,amd64 \
    aarch64,armv7l,i686,powerpc64le,riscv64,mips64el,mips64,loongarch64,x86_64; do
    is "$(rules "$peer")" \
        "i386 i486 arm ppc64le mips64 mips64el aarch64 riscv64 x86_64 loongarch64 " "$peer"
done
is "$(HOST_ARCH=x86_64 rules s390x)" "s390x " "and s390x"
for host in powerpc64le:ppc64le ppc64el:ppc64le loong64:loongarch64 mips64le:mips64el 386:i386 \
    x86-64:x86_64; do
    is "$(HOST_ARCH=${host%:*} "$ours" --dry-run --cpu=ALL)" \
        "$(HOST_ARCH=${host#*:} "$ours" --dry-run --cpu=ALL)" "HOST_ARCH=${host%:*} is ${host#*:}"
done
is "$(rules aarch64-linux-user)" "aarch64 " "QEMU's long form"
is "$("$ours" --dry-run --cpu=arm --cpu=alpha | wc -l | tr -d ' ')" 2 "--cpu can be repeated"
is "$(rules s390x)" "" "the host's own CPU is left out even if it is named"
is "$(HOST_ARCH=aarch64 rules arm)" "arm " "one of the host's family is not, if it is named"
is "$(HOST_ARCH=aarch64 "$ours" --dry-run | grep -c qemu-arm:)" 0 "without a name it is"
is "$(HOST_ARCH=aarch64 "$ours" --dry-run -i yes | grep -c qemu-arm:)" 1 "-i yes"
is "$(HOST_ARCH=aarch64 "$ours" --dry-run -i no --cpu=arm | wc -l | tr -d ' ')" 0 \
    "-i no counts even for a name"
is "$(HOST_ARCH=s390x "$ours" --dry-run --cpu=ALL | wc -l | tr -d ' ')" 35 "ALL"
many=$(yes -- --cpu=arm | head -n 10000)
# shellcheck disable=SC2086 # words
is "$("$ours" --dry-run $many | wc -l | tr -d ' ')" 1 "10,000 arguments"
is "$("$ours" --dry-run --cpu="$(yes arm, | head -n 20000 | tr -d '\n')" | wc -l | tr -d ' ')" 1 \
    "20,000 names"
is "$(HOST_ARCH=s390x "$ours" --dry-run --cpu=arm64 -Q /usr/bin -F -static -p yes)" \
    "$(printf %s ':qemu-aarch64:M:' \
        ':\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00' \
        ':\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00\x00\x00\x00\x00\x00\xfe\xff\xff\xff' \
        ':/usr/bin/qemu-aarch64-static:OF')" "a whole rule"

# Paths.
is "$("$ours" --dry-run --cpu=arm -Q '/a:b|c' | cut -c 1-10)" ",qemu-arm," \
    "a separator that is not in the path"
wrong_path()
{
    fails 2 "a path with $1 is refused" "$ours" --dry-run --cpu=arm -Q "$2"
}
wrong_path "a newline" '/a
b'
wrong_path "a tab" "$(printf '/a\tb')"
wrong_path "every separator" '/:|,!@~^+='
wrong_path "2000 letters" "/$(printf '%2000s' '' | tr ' ' a)"
wrong_path "no / at its start" 'usr/bin'
# The rule has to be shorter than 1920 bytes: the longest path that is taken.
is "$("$ours" --dry-run --cpu=arm -F '' -Q "/$(printf '%1740s' '' | tr ' ' a)" | wc -c |
    tr -d ' ')" 1919 "1919 bytes are a rule"
fails 2 "1920 bytes are none" "$ours" --dry-run --cpu=arm -F '' -Q \
    "/$(printf '%1741s' '' | tr ' ' a)"
QEMU_BIN_DIR=/opt/q
export QEMU_BIN_DIR
is "$("$ours" --dry-run --cpu=arm | cut -d : -f 7)" /opt/q/qemu-arm "QEMU_BIN_DIR"
is "$("$ours" --dry-run --cpu=arm -Q /x | cut -d : -f 7)" /x/qemu-arm "-Q is stronger"
ln -s "$ours" "$tmp/register.sh"
# The kernel tells the emulator of flag P since Linux 5.12; there it is the default of this name.
case $(uname -r) in [0-4].* | 5.[0-9].* | 5.1[01].*) flags=OF ;; *) flags=OFP ;; esac
is "$("$tmp/register.sh" --dry-run --cpu=arm -p yes | cut -d : -f 7,8)" \
    "/opt/q/qemu-arm-static:$flags" "called register.sh: multiarch's names"
is "$("$tmp/register.sh" --dry-run --cpu=arm -p yes -g no | cut -d : -f 8)" OF \
    "called register.sh: without P if asked"
unset QEMU_BIN_DIR
is "$("$tmp/register.sh" --dry-run --cpu=arm | cut -d : -f 7)" /usr/bin/qemu-arm-static \
    "called register.sh: its directory"

# Lists.
is "$("$ours" --list | awk 'NR > 1' | wc -l | tr -d ' ')" 36 "--list has every row"
is "$("$ours" --list | awk 'NR > 1 && $1 == $2 { print $1 }' | sort)" \
    "$("$top_srcdir/tools/cpus.sh" markdown | sed -n 's/^| qemu-\(.*\)-static .*/\1/p' | sort)" \
    "and the targets of the README's table"
if command -v python3 >/dev/null; then
    is "$("$ours" --list=json | python3 -c 'import json, sys
cpus = json.load(sys.stdin)
print(len(cpus), [cpu["platforms"] for cpu in cpus if cpu["name"] == "aarch64"][0],
      sum(cpu["bits"] == 64 for cpu in cpus))')" \
        "36 ['linux/arm64', 'linux/arm64/v8'] 12" "--list=json"
else
    skip "--list=json" "no python3"
fi

# Files.
fails 1 "a directory that does not exist" "$ours" --debian -e "$tmp/none"
like "$tmp/fails.out" "'$tmp/none': No such file" "is named"
ok "--root" "$ours" --systemd arm -e /etc/binfmt.d --root="$tmp/nothing" --dry-run
mkdir -p "$tmp/root/etc/binfmt.d"
ok "--root with the usual directory" "$ours" --systemd arm --root="$tmp/root"
is "$(ls -A "$tmp/root/etc/binfmt.d")" qemu-arm.conf "the file is there, and nothing else"
is "$(EXPORTDIR=$tmp/d "$ours" --systemd arm >/dev/null && ls -A "$tmp/d")" qemu-arm.conf \
    "EXPORTDIR of the environment, as in the script"
(umask 027 && "$ours" --systemd alpha -e "$tmp/d") >"$tmp/out"
is "$(stat -c %a "$tmp/d/qemu-alpha.conf")" 640 "the umask counts"
ln -sf /dev/null "$tmp/d/qemu-arm.conf"
"$ours" --systemd arm -e "$tmp/d" >"$tmp/out"
ok "a link is replaced, not followed" test -f "$tmp/d/qemu-arm.conf" -a ! -L "$tmp/d/qemu-arm.conf"
is "$("$ours" --dry-run --systemd arm -e "$tmp/none" | head -n 1)" "# $tmp/none/qemu-arm.conf" \
    "--dry-run writes no file"
rm -f "$tmp/d"/*
"$ours" --debian --cpu=linux/arm64,alpha -e "$tmp/d"
is "$(cd "$tmp/d" && echo *)" "qemu-aarch64 qemu-alpha" "--cpu with --debian"
is "$(sed -n 's/^package //p' "$tmp/d/qemu-alpha")" qemu-alpha \
    "the package of a template is the script's"
"$ours" --debian --cpu=alpha --package=qemu-user-static -e "$tmp/d"
is "$(sed -n 's/^package //p' "$tmp/d/qemu-alpha")" qemu-user-static "or the one of --package"

# What make writes for the emulators of a tree: those of the list, without the host's family.
rm -f "$tmp/d"/*
HOST_ARCH=aarch64 "$ours" --cpu='aarch64 arm i386 alpha' -i no -Q /usr/bin -F -static -p yes \
    -g yes --systemd ALL -e "$tmp/d" >"$tmp/out"
is "$(cd "$tmp/d" && cat -- * | cut -d : -f 2,7,8 | tr '\n' ' ')" \
    "$(for name in alpha:alpha i386:i386 i486:i386; do
        printf '%s ' "qemu-${name%:*}:/usr/bin/qemu-${name#*:}-static:OFP"
    done)" \
    "files for the emulators of a tree"
if [ -n "$QB_TARGETS" ] && [ -d "$top_builddir/register/binfmt.d" ]; then
    is "$(cat "$top_builddir"/register/binfmt.d/* | cut -d : -f 7 | sed 's,.*/qemu-,,' | sort -u |
        wc -l)" \
        "$(find "$top_builddir/register/binfmts" -type f -exec sed -n 's,^interpreter .*/qemu-,,p' \
            {} + | sort -u | wc -l)" "the tree has the same rules for both mechanisms"
else
    cannot "the tree has the same rules for both mechanisms" \
        "this tree has no emulator (--with-targets=none)"
fi

. "$top_srcdir/tests/lib/tree.sh"
chmod 755 "$tmp"
chmod 555 "$tmp/d"
cp "$ours" "$tmp/ours"
chmod 755 "$tmp/ours"
if have_user "$tmp/d"; then
    fails 4 "a directory that is closed to us" as_user "$tmp/ours" --systemd arm -e "$tmp/d"
    like "$tmp/fails.out" 'Permission denied' "and the message"
    mkdir -m 0 "$tmp/closed"
    # shellcheck disable=SC2016 # for the inner shell
    fails 4 "the same where the message cannot be written" as_user sh -c '"$@" 2>/dev/full' - \
        "$tmp/ours" --systemd arm -e "$tmp/closed"
else
    skip "a directory that is closed to us" "$reason"
fi
mkdir "$tmp/small"
if have_tmpfs; then
    rc=0
    on_small_disk 8k "$tmp/small" "$ours" --debian -e "$tmp/small" -Q \
        "/$(printf '%1000s' '' | tr ' ' a)" >"$tmp/out" 2>&1 || rc=$?
    is $rc 1 "a full disk is an error"
    like "$tmp/out" "No space left" "and the message"
    unlike "$tmp/left" '^\.' "no half file is left"
else
    cannot "a full disk is an error" "no tmpfs in a user namespace"
fi
done_testing
