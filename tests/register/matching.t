#!/bin/sh
# SPDX-License-Identifier: MIT
# The real kernel matches every rule as the table says: each row x flags C, F, P x both e_types x both OSABIs; near misses
# are not matched. Everything happens in a user namespace; the host's rules are not touched.
#
# What must match is derived here a second time, from the peculiarities of the table.

. "$(dirname "$0")/../lib/lib.sh"
. "$top_srcdir/tests/lib/register.sh"
in_namespace "$0"
need_prog cc
build_helpers

# One line per row: name target class peculiarities.
sed -n 's/^CPU(\(.*\))$/\1/p' "$top_srcdir/register/cpus.def" |
    awk -F ', *' '{ gsub(/ */, "", $1); gsub(/ */, "", $7); print $1, $2, $4, $7 }' >"$tmp/rows"
host=$(uname -m)
mount -t binfmt_misc binfmt_misc $misc

# register_all FLAG...: a rule for each row but the host's own; each has its emulator in a folder with the row's name.
# A name like i386 selects the rows of that target, so a later row of the same target takes its rule over.
register_all()
{
    "$ours" --unregister 2>/dev/null
    while read -r name target class peculiarity; do
        [ "$name" != "$host" ] || continue
        "$ours" --cpu="$name" --force --no-verify -Q "$tmp/bin/$name" -F '' "$@" >/dev/null 2>"$tmp/err" ||
            { diag "$name: $(cat "$tmp/err")"; return 1; }
    done <"$tmp/rows"
}

while read -r name target class peculiarity; do
    stand_ins "$tmp/bin/$name" "$target"
    mkdir -p "$tmp/elf/$name"
    for type in 2 3; do for osabi in 0 3; do
        "$tmp/mkelf" "$name" type=$type osabi=$osabi </dev/null >"$tmp/elf/$name/$type.$osabi"
    done; done
done <"$tmp/rows"
chmod -R +x "$tmp/elf"

# expected NAME TARGET FLAGS PATH: what interp prints for a program that was called "name x" with those flags.
expected()
{
    fd='' argv0='' count=3 rest=' [x]'
    case $3 in *C*) fd=' fd' ;; esac
    case $3 in *P*) argv0=' argv0' count=4 rest=" [$4] [x]" ;; esac
    echo "$tmp/bin/$1/qemu-$2$fd$argv0 $count$rest"
}

: >"$tmp/wrong"
table="flags  rules  programs"
for c in no yes; do for f in no yes; do for p in no yes; do
    flags=
    [ $c = no ] || flags=OC
    [ $f = no ] || flags=${flags}F
    [ $p = no ] || flags=P$flags
    before=$(wc -l <"$tmp/wrong")
    register_all -c $c -p $f -g $p || { point 1 "flags ${flags:-none}: all rules are registered"; continue; }
    rules=0 programs=0
    while read -r name target class peculiarity; do
        [ "$name" != "$host" ] || continue
        rules=$((rules + 1))
        entry "$name" | grep -qx "flags: $(echo "$flags" | sed 's/^\(P*\)\(.*\)$/\1\2/')" || echo "$name: flags" >>"$tmp/wrong"
        for program in "$tmp/elf/$name"/*; do
            programs=$((programs + 1))
            got=$("$tmp/launch" "$program" x) || :
            [ "$got" = "$(expected "$name" "$target" "$flags" "$program")" ] || echo "$name $flags $program: $got" >>"$tmp/wrong"
        done
    done <"$tmp/rows"
    rc=0
    [ "$(wc -l <"$tmp/wrong")" -eq "$before" ] || rc=1
    if [ "$rules" -lt 34 ] || [ "$programs" -ne $((4 * rules)) ]; then
        framework_failure_ "$rules rules, $programs programs"
    fi
    point $rc "flags ${flags:-none}: $rules rules, $programs programs"
    table="$table
$(printf '%-5s  %5d  %8d' "${flags:--}" "$rules" "$programs")"
done; done; done
[ ! -s "$tmp/wrong" ] || diag "$(head -n 40 "$tmp/wrong")"
diag "$table"

# Near misses, with the rules of the last round. matches WANTED FIELD=VALUE...: a program with these fields does, or does
# not, reach the row's emulator. It may reach that of another row.
matches()
{
    wanted=$1
    shift
    misses=$((misses + 1))
    "$tmp/mkelf" "$name" "$@" </dev/null >"$tmp/near"
    chmod +x "$tmp/near"
    got=$("$tmp/launch" "$tmp/near" 2>/dev/null) || :
    case $got in "$tmp/bin/$name/"*) reached=yes ;; *) reached=no ;; esac
    [ $reached = "$wanted" ] || echo "$name $*: reached $reached, wanted $wanted" >>"$tmp/wrong"
}
has() { case "|$peculiarity|" in *"|$1|"*) echo yes ;; *) echo no ;; esac; }
not() { if [ "$1" = yes ]; then echo no; else echo yes; fi; }

: >"$tmp/wrong"
misses=0 rules=0
while read -r name target class peculiarity; do
    [ "$name" != "$host" ] || continue
    rules=$((rules + 1))
    order=$(od -An -tu1 -j5 -N1 "$tmp/elf/$name/2.0" | tr -d ' ')
    machine=$(if [ "$order" = 1 ]; then od -An -tu2 --endian=little -j18 -N2 "$tmp/elf/$name/2.0"
              else od -An -tu2 --endian=big -j18 -N2 "$tmp/elf/$name/2.0"; fi | tr -d ' ')
    matches no class=$((3 - class / 32))
    matches no data=$((3 - order))
    matches "$(has LOOSE_DATA)" data=0
    matches "$(has LOOSE_VERSION)" version=0
    matches no version=2
    matches "$(not "$(has LINUX_OSABI)")" osabi=9
    matches yes osabi=2
    matches "$(has ANY_ABIVERSION)" abiversion=1
    matches no pad=1
    for type in 0 1 4 5 258 512; do matches no type=$type; done
    matches no machine=$((machine ^ 1))
    matches no machine=$((machine ^ 128))
    matches "$(has MACHINE_LOW_BYTE)" machine=$((machine ^ 256))
    matches "$(not "$(has FLAGS_O32)")" flags=32
    matches "$(not "$(has FLAGS_N32)")" flags=0
    matches yes flags=$(($(if [ "$(has FLAGS_N32)" = yes ]; then echo 32; else echo 0; fi) + 0x80001000))
done <"$tmp/rows"
is "$(cat "$tmp/wrong")" "" "$misses near misses and loose matches of $rules rules are as the table says"

rules=$(count 'qemu-*')
ok "--unregister" "$ours" --unregister
is "$rules $(there)" "35 register status " "35 rules were there, none is left"

if [ "$host" = x86_64 ]; then
    stand_ins "$tmp/self" x86_64
    fails 6 "a rule that would match its own emulator is refused" env HOST_ARCH=s390x "$ours" --cpu=amd64 -Q "$tmp/self" -F ''
    like "$tmp/fails.out" 'would match its own emulator' "and the message says why"
    is "$(entry x86_64)" none "and the kernel has not seen it"
else
    cannot "a rule that would match its own emulator is refused" "the host is not x86_64"
fi
done_testing
