#!/bin/sh
# SPDX-License-Identifier: MIT
# The real kernel matches every rule as the table says: each row x flags C, F, P x both e_types x
# both OSABIs; near misses are not matched. Everything happens in a user namespace; the host's rules
# are not touched.
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

# register_all FLAG...: a rule for each row but the host's own; each has its emulator in a folder
# with the row's name. A name like i386 selects the rows of that target, so a later row of the same
# target takes its rule over.
register_all()
{
    "$ours" --unregister 2>/dev/null
    while read -r name target class peculiarity; do
        [ "$name" != "$host" ] || continue
        "$ours" --cpu="$name" --force --no-verify -Q "$tmp/bin/$name" -F '' "$@" \
            >/dev/null 2>"$tmp/err" ||
            {
                diag "$name: $(cat "$tmp/err")"
                return 1
            }
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

# expected NAME TARGET FLAGS PATH: what interp prints for a program that was called "name x" with
# those flags.
expected()
{
    fd='' argv0='' count=3 rest=' [x]'
    case $3 in *O*) fd=' fd' ;; esac
    case $3 in *P*) argv0=' argv0' count=4 rest=" [$4] [x]" ;; esac
    echo "$tmp/bin/$1/qemu-$2$fd$argv0 $count$rest"
}

: >"$tmp/wrong"
table="flags  rules  programs"
for c in no yes; do for f in no yes; do for p in no yes; do
    flags=O
    [ $c = no ] || flags=OC
    [ $f = no ] || flags=${flags}F
    [ $p = no ] || flags=P$flags
    before=$(wc -l <"$tmp/wrong")
    register_all -c $c -p $f -g $p || {
        point 1 "flags ${flags:-none}: all rules are registered"
        continue
    }
    rules=0 programs=0
    while read -r name target class peculiarity; do
        [ "$name" != "$host" ] || continue
        rules=$((rules + 1))
        entry "$name" | grep -qx "flags: $(echo "$flags" | sed 's/^\(P*\)\(.*\)$/\1\2/')" ||
            echo "$name: flags" >>"$tmp/wrong"
        for program in "$tmp/elf/$name"/*; do
            programs=$((programs + 1))
            got=$("$tmp/launch" "$program" x) || :
            [ "$got" = "$(expected "$name" "$target" "$flags" "$program")" ] ||
                echo "$name $flags $program: $got" >>"$tmp/wrong"
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

# Near misses, with the rules of the last round: one field of the program's header is another.

# with PECULIARITY, without PECULIARITY: "yes" if the row has it, or has it not, else "no".
with()
{
    case "|$peculiarity|" in *"|$1|"*) echo yes ;; *) echo no ;; esac
}
without()
{
    case "|$peculiarity|" in *"|$1|"*) echo no ;; *) echo yes ;; esac
}

# near_misses: for the row of $name, of which $class, $order, $machine and $abi are the right
# values: whether its emulator is reached with this field instead.
near_misses()
{
    cat <<END
no                          class=$((3 - class / 32))
no                          data=$((3 - order))
$(with LOOSE_DATA)          data=0
$(with LOOSE_VERSION)       version=0
no                          version=2
$(without LINUX_OSABI)      osabi=9
yes                         osabi=2
yes                         abiversion=1
yes                         abiversion=65
yes                         pad=1
no                          type=0
no                          type=1
no                          type=4
no                          type=5
no                          type=258
no                          type=512
no                          machine=$((machine ^ 1))
no                          machine=$((machine ^ 128))
$(with MACHINE_LOW_BYTE)    machine=$((machine ^ 256))
$(without FLAGS_O32)        flags=32
$(without FLAGS_N32)        flags=0
yes                         flags=$((abi + 0x80001000))
END
}

# reached FIELD=VALUE: whether a program with that field reaches the row's emulator: yes or no. It
# may reach that of another row.
reached()
{
    "$tmp/mkelf" "$name" "$1" </dev/null >"$tmp/near"
    chmod +x "$tmp/near"
    case $("$tmp/launch" "$tmp/near" 2>/dev/null || :) in
        "$tmp/bin/$name/"*) echo yes ;;
        *) echo no ;;
    esac
}

: >"$tmp/wrong"
misses=0 rules=0
while read -r name target class peculiarity; do
    [ "$name" != "$host" ] || continue
    rules=$((rules + 1))
    program=$tmp/elf/$name/2.0
    order=$(od -An -tu1 -j5 -N1 "$program" | tr -d ' ')
    case $order in 1) endian=little ;; *) endian=big ;; esac
    machine=$(od -An -tu2 --endian=$endian -j18 -N2 "$program" | tr -d ' ')
    case $(with FLAGS_N32) in yes) abi=32 ;; *) abi=0 ;; esac
    near_misses >"$tmp/misses"
    while read -r wanted field; do
        misses=$((misses + 1))
        got=$(reached "$field")
        [ "$got" = "$wanted" ] || echo "$name $field: reached $got, wanted $wanted" >>"$tmp/wrong"
    done <"$tmp/misses"
done <"$tmp/rows"
is "$(cat "$tmp/wrong")" "" \
    "$misses near misses and loose matches of $rules rules are as the table says"

rules=$(count 'qemu-*')
ok "--unregister" "$ours" --unregister
is "$rules $(there)" "35 register status " "35 rules were there, none is left"

if [ "$host" = x86_64 ]; then
    stand_ins "$tmp/self" x86_64
    fails 6 "a rule that would match its own emulator is refused" \
        env HOST_ARCH=s390x "$ours" --cpu=amd64 -Q "$tmp/self" -F ''
    like "$tmp/fails.out" 'would match its own emulator' "and the message says why"
    is "$(entry x86_64)" none "and the kernel has not seen it"
else
    cannot "a rule that would match its own emulator is refused" "the host is not x86_64"
fi
done_testing
