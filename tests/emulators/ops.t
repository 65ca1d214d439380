#!/bin/sh
# SPDX-License-Identifier: MIT
# What single instructions of a guest are translated into: the ops of -d op, and the host's code.
#
# Nothing is counted or timed here; tests/speed/translation.t does that. The guests are queue/ops.S
# and queue/ops32.S, whose labels name the instructions. A host without an op of its own for
# something takes several: only x86_64 and aarch64 have them all.
#
# Environment: QB_MACHINE, what the emulators run on, if not this machine (tests/build/hosts.t).
# shellcheck disable=SC2016 # $0x8 is a constant of the log

. "$(dirname "$0")/../lib/lib.sh"
. "$top_srcdir/tools/compilers.sh"
need_topic jumps
need_prog python3 objdump
guests=$top_srcdir/tests/emulators
: "${NM:=nm}"
: "${QB_MACHINE:=$(uname -m)}"
[ "$QB_MACHINE" != aarch64 ] || have_topic hosts || QB_MACHINE='aarch64 without these ops'
unset QEMU_CPU QEMU_TB_JUMP QEMU_LOG

# compile CPU SOURCE [OPTION]...: a static program, $tmp/CPU; if that is impossible, a point is
# skipped and the function is false.
compile()
{
    cpu=$1 source=$2
    shift 2
    if ! have_target "$cpu"; then
        cannot "$cpu: ${source##*/}" "this tree does not build that emulator (--with-targets)"
        return 1
    fi
    if ! $(guest_field "$cpu" compiler) -static -o "$tmp/$cpu" "$@" "$guests/$source" \
        2>"$tmp/cc"; then
        skip "$cpu: ${source##*/}" "no compiler (apt install $(guest_field "$cpu" packages))"
        return 1
    fi
}

# translate CPU LOG [ARGUMENT]...: runs the program and logs what it is translated into.
translate()
{
    log=$2 cpu=$1
    shift 2
    ok "$cpu: the program runs, with -d $log" \
        "$(qemu "$cpu")" -d "$log" -D "$tmp/$log" "$tmp/$cpu" "$@"
}

# address CPU LABEL: the address of a label, in the digits of the log.
address()
{
    "$NM" "$tmp/$1" | awk -v label="$2" '$3 == label { sub(/^0+/, "", $1); print $1 }'
}

# ops CPU LABEL [LOG]: the ops of the instruction at that label, each followed by a semicolon.
# Temporaries are all called t; left out is how an access may be aligned, and what liveness says.
ops()
{
    awk -v address="$(address "$1" "$2")" '
        /^ ----/ { here = $2; sub(/^0+/, "", here); on = here == address; next }
        /^$|^OP/ { on = 0 }
        on { $1 = $1; print }' "$tmp/${3-op}" |
        sed -e 's/\(loc\|tmp\)[0-9]*/t/g' \
            -e 's/^\(qemu_.*\),[a-z0-9+]*,[0-9]*\( .*\)*$/\1/' \
            -e 's/  *\(sync\|dead\|pref\).*//' | tr '\n' ';'
}

# Of a host with all ops.
a64_with_all_ops()
{
    is "$(ops aarch64 load_pair)" 'qemu_ld2_i128 x4,x5,x19;' \
        "a pair of registers is loaded in one op"
    is "$(ops aarch64 store_pair)" 'qemu_st2_i128 x4,x5,x19;' "and stored in one"
    awk '/^OP:/ { getline; print $1 }' "$tmp/op" | sort -u >"$tmp/first"
    is "$(cat "$tmp/first")" exit_req \
        "each block begins with one op, which looks for a request to leave"
    unlike "$tmp/op" ' ld_i32 .*env,\$0xfffffffffffffff0' "and none with a load and a branch"
    is "$(ops aarch64 branch | tr ';' '\n' | grep -c '^goto_tb_pc ')" 2 \
        "a branch leaves by one op on each side"
    unlike "$tmp/op" ' goto_tb ' "which writes the PC, too"
    is "$(ops aarch64 direct | sed 's/^\(goto_tb\).*/\1/')" goto_tb \
        "a jump to another page is a direct one"
    is "$(ops aarch64 indirect | tr ';' '\n' | sed -n 's/^\(goto_[a-z]*\).*/\1/p')" goto_pc \
        "a jump to a register looks for the next block by itself"

    # Loads of a user's process call nothing, so what registers hold is still there behind them.
    translate aarch64 out_asm
    awk -v start="guest addr 0x0*$(address aarch64 keep) " '
        /^OUT/ { on = 0 }
        $0 ~ start { on = 1 }
        on && /OBJD/ { print $2 }' "$tmp/out_asm" |
        python3 -c 'import sys; sys.stdout.buffer.write(bytes.fromhex(sys.stdin.read()))' \
            >"$tmp/code"
    case $QB_MACHINE in
        x86_64) set -- objdump i386:x86-64 'mov +-?0x[0-9a-f]+\(%rbp\),%r' ;;
        *) set -- aarch64-linux-gnu-objdump aarch64 'ldr[[:space:]]+x[0-9]+, \[x19' ;;
    esac
    "$1" -D -b binary -m "$2" "$tmp/code" >"$tmp/host"
    is "$(grep -cE "$3" "$tmp/host")" 11 \
        "registers are kept across loads: each of 11 is read from memory once"
}

a64()
{
    translate aarch64 op
    is "$(ops aarch64 load)" 'add_i64 t,x19,$0x8;qemu_ld_i64 x0,t;' \
        "A64: a load uses its base and its register in place"
    is "$(ops aarch64 sum)" 'add_i64 x3,x1,x2;' "A64: a sum uses its registers in place"
    like "$tmp/op" ' shr_i64' "SHRN is translated"
    is "$(ops aarch64 narrow | tr ';' '\n' | grep -c '^ld')" 2 \
        "SHRN takes its elements at once: two loads for eight of them"
    unlike "$tmp/op" ' st8[_a-z0-9]* .*env,\$0xff' "no block says whether a device may be used"
    case $QB_MACHINE in
        x86_64 | aarch64) a64_with_all_ops ;;
        *) cannot "ops of some hosts" "the backend of this one takes separate ones" ;;
    esac
    translate aarch64 op_opt
    is "$(ops aarch64 reverse op_opt)$(ops aarch64 zeros op_opt)" 'ctz_i64 x6,x0,$0x40;' \
        "RBIT and CLZ together are one op, without a call"
}

a32()
{
    translate arm op
    for set in A32 T32; do
        is "$(ops arm "load_$set")" 'add_i32 t,r5,$0x4;qemu_ld_i32 t,t;mov_i32 r0,t;' \
            "arm: a load in $set uses its base in place"
        is "$(ops arm "sum_$set")" 'add_i32 t,r1,r2;mov_i32 r3,t;' \
            "arm: a sum in $set uses its registers in place"
    done
}

! compile aarch64 queue/ops.S -nostdlib || a64
! compile arm queue/ops32.S -nostdlib || a32

# That what they compute is right.
if compile aarch64 guest/bits.c -std=gnu11 -O1; then
    is "$("$(qemu aarch64)" "$tmp/aarch64" all)" right \
        "RBIT, CLZ and SHRN, alone and together, are right"
fi
if compile aarch64 guest/mops.c -std=gnu11 -O1; then
    is "$("$(qemu aarch64)" "$tmp/aarch64")" copied "FEAT_MOPS copies memory"
fi
done_testing
