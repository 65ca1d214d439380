#!/bin/sh
# SPDX-License-Identifier: MIT
# Each program of tests/emulators/linux/ prints under the emulators what it prints natively.
#
# The kernel starts all of them, foreign ones by rules of binfmt_misc, in a user namespace of its
# own and an empty directory; the programs are static. One point for each program and CPU: output
# and exit status are the same. A program must print neither addresses nor numbers of this machine.
# A comment of the program may say, in lines of their own:
#
#   cpus: CPU...           only those (a program with instructions of one CPU), or a role of
#                          tools/compilers.def
#   bare: CPU...           instead: those without a C library (a program that needs none)
#   prints: TEXT           a line of output, where this machine cannot run the program itself
#   flags: FLAG...         for the compiler, besides -O1 and -static (unless -static-pie is one)
#   differs: CPU...: WHY   there it may print something else
#   in: ext4               its directory has to be on such a file system
#   environment: VAR=...   of the program, besides PATH
#
# Input besides that of lib.sh: QB_LINUX_CPUS, targets or roles (default: common, i386, x86_64;
# "all"), and QB_LINUX_ONLY, names of programs without ".c" (default: all). QB_SEED is a number for
# programs that do something at random, instead of their own.

. "$(dirname "$0")/../lib/lib.sh"
. "$top_srcdir/tests/lib/register.sh"
[ -n "$QB_TARGETS" ] || cannot_all "this tree has no emulator (--with-targets=none)"
need_topic linux
need_prog timeout
in_namespace "$0"
. "$top_srcdir/tools/compilers.sh"
programs=$top_srcdir/tests/emulators/linux

# says SOURCE WORD: what the program's comment says after that word, a line each.
says()
{
    sed -n "s,^ \* $2: *,,p" "$1"
}

# targets_of KIND WORD...: the targets that these words name, each a target or a role; those that
# were built and are of that kind, as tools/compilers.def has it: cross has a C library.
targets_of()
{
    kind=$1
    shift
    for word; do
        guest_field "$word" target || guest_list "$word"
    done | sort -u | while read -r target; do
        [ "$(guest_field "$target" kind)" = "$kind" ] || continue
        ! have_target "$target" || echo "$target"
    done
}

# compile COMPILER: of $source, into $tmp/program.
# shellcheck disable=SC2046,SC2086 # words
compile()
{
    case $(says "$source" flags) in
        *-static-pie*) set -- "$1" '' ;;
        *) set -- "$1" -static ;;
    esac
    $1 -std=gnu11 -O1 -Wall $2 -pthread $(says "$source" flags) "$source" -o "$tmp/program" \
        >"$tmp/log" 2>&1
}

# place: a directory for the program of $source, on a file system as it wants it, in $place; false
# if there is none.
place()
{
    place=$tmp/empty
    case $(says "$source" in) in
        '') return ;;
        ext4) wanted=ext2/ext3 ;;
        *) framework_failure_ "$source: in: what?" ;;
    esac
    for dir in "$tmp" "$top_builddir" /var/tmp /root; do
        if [ -w "$dir" ] && [ "$(stat -f -c %T "$dir")" = "$wanted" ]; then
            place=$dir/linux.t.$$
            return
        fi
    done
    false
}

# own_rule: the programs of this machine's own CPU, for which qemu-binfmt-conf makes no rule, run
# under its emulator, too: they, and no others, have a mark in the last bytes of e_ident, which the
# ABI leaves unused.
mark=QQ
own_rule()
{
    own=$(uname -m)
    ! have_target "$own" || printf %s ":own:M:14:$mark::$QB_BIN/qemu-$own$QB_SUFFIX:OF" \
        >"$misc/register" || framework_failure_ "no rule for $own"
}
marked()
{
    [ "$1" != "$own" ] ||
        printf %s "$mark" | dd of="$tmp/program" bs=1 seek=14 conv=notrunc status=none
}

# run FILE: the program's output and exit status go to FILE.
# shellcheck disable=SC2046 # words
run()
{
    rm -rf "$place"
    mkdir "$place"
    rc=0
    (cd "$place" && env -i PATH="$PATH" ${QEMU_TB_CACHE:+"QEMU_TB_CACHE=$QEMU_TB_CACHE"} \
        ${QB_SEED:+"QB_SEED=$QB_SEED"} \
        $(says "$source" environment) timeout 60 \
        "$tmp/program") >"$1" 2>"$1.err" </dev/null || rc=$?
    rm -rf "$place"
    echo "status $rc" >>"$1"
}

# expected: what the program of $source has to print, in $tmp/native.
expected()
{
    if [ -n "$(says "$source" prints)" ]; then
        says "$source" prints >"$tmp/native"
        echo 'status 0' >>"$tmp/native"
    elif compile "${CC_FOR_BUILD:-${CC:-cc}}"; then
        run "$tmp/native"
    else
        sed 's/^/# | /' "$tmp/log"
        false
    fi
}

# compare CPU: the point of $name there.
compare()
{
    has_compiler "$1" "$name: $1" || return 0
    rc=0
    if compile "$compiler" && marked "$1"; then
        run "$tmp/foreign"
        diff -u "$tmp/native" "$tmp/foreign" >"$tmp/log" || rc=1
        [ $rc -eq 0 ] || cat "$tmp/foreign.err" >>"$tmp/log"
    else
        rc=1
    fi
    point $rc "$name: $1"
    [ $rc -eq 0 ] || sed 's/^/# | /' "$tmp/log"
}

mount -t binfmt_misc binfmt_misc "$misc"
"$ours" -Q "$QB_BIN" -F "$QB_SUFFIX" -p yes --no-verify -i yes >"$tmp/log" 2>&1 ||
    framework_failure_ "no rules: $(cat "$tmp/log")"
own_rule
# shellcheck disable=SC2086 # words
for source in "$programs"/*.c; do
    name=$(basename "$source" .c)
    case " ${QB_LINUX_ONLY:-$name} " in *" $name "*) ;; *) continue ;; esac
    place || {
        cannot "$name" "no directory on $(says "$source" in) to write to"
        continue
    }
    wanted=$(says "$source" cpus)
    bare=$(says "$source" bare)
    if [ -n "$bare" ]; then
        targets=$(targets_of bare $bare)
    else
        targets=$(targets_of cross ${wanted:-${QB_LINUX_CPUS:-common i386 x86_64}})
    fi
    [ -n "$targets" ] || continue
    expected || {
        point 1 "$name is a program for this machine, too"
        continue
    }
    for target in $targets; do
        case " $(says "$source" differs | sed 's/:.*//' | tr '\n' ' ') " in
            *" $target "*) ;;
            *) compare "$target" ;;
        esac
    done
done
done_testing
