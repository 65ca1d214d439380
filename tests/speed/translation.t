#!/bin/sh
# SPDX-License-Identifier: MIT
# What the translation of guest code costs, in instructions of the emulator (callgrind): the share of single functions.
#
# The names are those of the emulator that is not stripped, in the folder of the build.

. "$(dirname "$0")/../lib/lib.sh"
need_qemu aarch64
need_prog valgrind callgrind_annotate
emulator=$top_builddir/work/qemu/qemu-aarch64
[ -x "$emulator" ] || cannot_all "no emulator with symbols in work/ (made elsewhere)"
cc=$(awk -F ' *[|] *' '$1 == "aarch64" { print $5 }' "$top_srcdir/tools/compilers.def")

# profile GUEST [ARGUMENT]...: the functions with their instructions in $tmp/GUEST.flat, with callees in GUEST.calls.
profile()
{
    $cc -std=gnu11 -O1 -static "$top_srcdir/tests/emulators/guest/$1.c" -o "$tmp/$1" 2>"$tmp/cc" ||
        skip_all "no compiler or library for aarch64 (Debian: gcc-aarch64-linux-gnu libc6-dev-arm64-cross)"
    profiled=$1
    shift
    valgrind --tool=callgrind --callgrind-out-file="$tmp/$profiled.out" "$emulator" "$tmp/$profiled" "$@" \
        >"$tmp/$profiled.text" 2>"$tmp/valgrind" || framework_failure_ "$(tail -n 3 "$tmp/valgrind")"
    callgrind_annotate --auto=no --threshold=100 "$tmp/$profiled.out" | tr -d , >"$tmp/$profiled.flat"
    callgrind_annotate --auto=no --threshold=100 --tree=calling "$tmp/$profiled.out" | tr -d , >"$tmp/$profiled.calls"
}

# spent FILE ERE: instructions of the functions with these names, without their callees.
spent() { awk -v ere=":($2)( |\$)" '$0 ~ ere && /^ *[0-9]/ { n += $1 } END { print n + 0 }' "$tmp/$1.flat"; }

profile jumps direct 1
is "$(cat "$tmp/jumps.text")" 1 "the program runs"
total=$(awk '/PROGRAM TOTALS/ { print $1 }' "$tmp/jumps.flat")
generate=$(spent jumps 'tcg_gen_code')
ok "the profile has names: $generate of $total instructions are those of tcg_gen_code" [ "$generate" -gt 100000 ]

liveness=$(spent jumps 'liveness_pass_1[^ ]*|la_[a-z_]+[^ ]*')
ok "liveness: $liveness of $total instructions, less than 18 %" [ $((liveness * 100 / total)) -lt 18 ]
ok "liveness is seen" [ "$liveness" -gt 100000 ]

awk '/^ *[0-9].* \* / { of = $0 } /^ *[0-9].* > / { print of, $0 }' "$tmp/jumps.calls" |
    grep 'tcg_constant_internal' >"$tmp/constants" || :
ok "the constants of a block: a function of their own" grep -q 'tcg_constant_internal' "$tmp/jumps.calls"
unlike "$tmp/constants" '\* .*tcg_constant_internal.* > .*g_hash_table' "which does not use GLib's hash tables"

# can_do_io, the only byte before env that translated code ever wrote.
"$emulator" -d op -D "$tmp/ops" "$tmp/jumps" direct 1 >"$tmp/text"
ok "translated code is logged" grep -q ' ld' "$tmp/ops"
# shellcheck disable=SC2016 # the dollar is one of the log
unlike "$tmp/ops" ' st8[_a-z0-9]* .*env,\$0xff' "it does not say whether a device may be used"

# What each block costs: with the host's own CPU, its first op asks for an exit, and there are no more globals than needed.
case $(uname -m) in
    x86_64)
        ok "a block begins with one op" grep -q ' exit_req ' "$tmp/ops"
        # shellcheck disable=SC2016 # the dollar is one of the log
        unlike "$tmp/ops" ' ld_i32 .*env,\$0xfffffffffffffff0' "and not with a load"
        ok "it ends with one, which writes the PC" grep -q ' goto_tb_pc ' "$tmp/ops"
        unlike "$tmp/ops" ' goto_tb ' "and not with three"
        ok "a pair of registers is loaded in one op" grep -q ' qemu_ld2_i128 x[0-9]*,x[0-9]*,' "$tmp/ops"
        ;;
    *) skip "the first and the last op of a block" "the backend of this host takes separate ops" ;;
esac
# copies LOG ERE: guest instructions of the log, and the moves that match ERE.
copies() { awk -v ere="^ mov_i[0-9]* (loc|tmp)[0-9]*,$2" '/^ ----/ { n++ } $0 ~ ere { m++ } END { print n + 0, m + 0 }' "$1"; }
read -r insns moves <<END
$(copies "$tmp/ops" '(x[0-9]|sp|lr)')
END
ok "$insns instructions of A64 copy $moves registers to read them, less than 1 in 10" [ $((moves * 10)) -lt "$insns" ]
ok "liveness: $((liveness / insns)) instructions for each of these, less than 690" [ "$liveness" -lt $((insns * 690)) ]

if have_target arm; then
    arm_cc=$(awk -F ' *[|] *' '$1 == "arm" { print $5 }' "$top_srcdir/tools/compilers.def")
    $arm_cc -std=gnu11 -O1 -static "$top_srcdir/tests/emulators/guest/jumps.c" -o "$tmp/arm" || framework_failure_ "no program for arm"
    "$top_builddir/work/qemu/qemu-arm" -d op -D "$tmp/arm.ops" "$tmp/arm" direct 1 >"$tmp/text"
    read -r arm_insns moves <<END
$(copies "$tmp/arm.ops" 'r[0-9]')
END
    ok "$arm_insns instructions of A32 and T32 copy $moves, less than 1 in 2" [ $((moves * 2)) -lt "$arm_insns" ]
else
    skip "registers are not copied by A32" "this tree does not build the arm emulator (--with-targets)"
fi

# What is recorded of each block; user mode never asks for it, unless code is unmapped or changed.
recorded=$(spent jumps '[gq]_tree_[a-z_]*|tb_tc_cmp|interval_tree_insert')
ok "blocks are put into no tree: $recorded instructions, those of the table of pages" [ "$recorded" -lt 50000 ]
globals=$(spent jumps 'tcg_global_mem_new_[a-z0-9]*|tcg_global_mem_new_internal')
ok "the globals: $globals instructions, those of one instruction set" [ "$globals" -lt 2800 ]

is "$("${READELF:=readelf}" -sW "$emulator" | awk '$8 == "helper_rbit64" { print $6 }')" HIDDEN "a helper is a hidden symbol"

profile mops
is "$(cat "$tmp/mops.text")" copied "memory is copied by FEAT_MOPS"
is "$(spent mops 'do_cpyp|do_cpyfp|helper_cpyfp|helper_cpyp' | sed 's/^[1-9].*/many/')" many "by helpers"
asked=$(spent mops 'arm_hcrx_el2_eff')
ok "which do not ask whether an operating system allows it: $asked instructions" [ "$asked" -lt 1000 ]

# What string functions do with a vector of flags.
aarch64_guest=$tmp/bits
profile bits zeros 20000
is "$(cat "$tmp/bits.text")" right "RBIT and CLZ count trailing zeros"
reversed=$(spent bits 'helper_rbit64|revbit64')
ok "without reversing the bits: $reversed instructions of the helper" [ "$reversed" -lt 20000 ]
is "$("$emulator" "$aarch64_guest" all)" right "RBIT, CLZ and SHRN, alone and together, are right"
"$emulator" -d op -D "$tmp/ops" "$aarch64_guest" all >"$tmp/text"
ok "SHRN is translated" grep -q 'shr_i64' "$tmp/ops"
unlike "$tmp/ops" ' ld16u_i64 .*,env,' "which takes no element by itself"
done_testing
