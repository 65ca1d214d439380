#!/bin/sh
# SPDX-License-Identifier: MIT
# What single instructions of a guest are translated into: the ops of -d op, and the code of the host.
#
# Nothing is counted or timed here; tests/speed/translation.t does that. The guests are queue/ops.S and queue/ops32.S,
# whose labels name the instructions. A host without an op of its own for something takes several: only x86_64 has all.
# shellcheck disable=SC2016 # $0x8 is a constant of the log

. "$(dirname "$0")/../lib/lib.sh"
need_qemu aarch64
need_prog python3 objdump
. "$top_srcdir/tools/compilers.sh"
cc=$(guest_field aarch64 compiler)
: "${NM:=nm}"
unset QEMU_CPU QEMU_TB_JUMP QEMU_LOG

# compile OUTPUT COMPILER ARGUMENT...: a static program.
compile()
{
    output=$1
    shift
    "$@" -static -o "$tmp/$output" 2>"$tmp/cc"
}

# address GUEST LABEL: in the digits of the log.
address() { "$NM" "$tmp/$1" | awk -v label="$2" '$3 == label { sub(/^0+/, "", $1); print $1 }'; }

# ops GUEST LABEL: the ops of the instruction at that label, each followed by a semicolon. Temporaries are all called t;
# how an access may be aligned is left out.
ops()
{
    awk -v address="$(address "$1" "$2")" '
        /^ ----/ { here = $2; sub(/^0+/, "", here); on = here == address; next }
        /^$|^OP/ { on = 0 }
        on { $1 = $1; print }' "$tmp/$1.ops" |
        sed 's/\(loc\|tmp\)[0-9]*/t/g; s/^\(qemu_.*\),[a-z0-9+]*,[0-9]*\( .*\)*$/\1/; s/  *\(sync\|dead\|pref\).*//' |
        tr '\n' ';'
}

compile ops "$cc" -nostdlib "$top_srcdir/tests/emulators/queue/ops.S" ||
    skip_all "no compiler for aarch64 (Debian: gcc-aarch64-linux-gnu)"
ok "the guest runs" "$(qemu aarch64)" -d op -D "$tmp/ops.ops" "$tmp/ops"

is "$(ops ops load)" 'add_i64 t,x19,$0x8;qemu_ld_i64 x0,t;' "A64: a load uses its base and its register in place"
is "$(ops ops sum)" 'add_i64 x3,x1,x2;' "A64: a sum uses its registers in place"
ok "SHRN is translated" grep -q ' shr_i64' "$tmp/ops.ops"
is "$(ops ops narrow | tr ';' '\n' | grep -c '^ld')" 2 "SHRN takes its elements at once: two loads for eight of them"
unlike "$tmp/ops.ops" ' st8[_a-z0-9]* .*env,\$0xff' "no block says whether a device may be used"

case $(uname -m) in
    x86_64)
        is "$(ops ops load_pair)" 'qemu_ld2_i128 x4,x5,x19;' "a pair of registers is loaded in one op"
        is "$(ops ops store_pair)" 'qemu_st2_i128 x4,x5,x19;' "and stored in one"
        is "$(grep -A 1 '^OP:' "$tmp/ops.ops" | grep -v '^OP:\|^--$' | awk '{ print $1 }' | sort -u)" exit_req \
            "each block begins with one op, which looks for a request to leave"
        unlike "$tmp/ops.ops" ' ld_i32 .*env,\$0xfffffffffffffff0' "and none with a load and a branch"
        is "$(ops ops branch | tr ';' '\n' | grep -c '^goto_tb_pc ')" 2 "a branch leaves by one op on each side"
        unlike "$tmp/ops.ops" ' goto_tb ' "which writes the PC, too"
        like "$tmp/ops.ops" " goto_tb_pc .*,.0x$(address ops far)," "a jump to another page is a direct one"
        is "$(ops ops indirect | tr ';' '\n' | sed -n 's/^\(goto_[a-z]*\).*/\1/p')" goto_pc \
            "a jump to a register looks for the next block by itself"
        ;;
    *) cannot "the ops that only x86_64 has" "the backend of this host takes separate ones" ;;
esac

"$(qemu aarch64)" -d op_opt -D "$tmp/ops.ops" "$tmp/ops"
is "$(ops ops reverse)$(ops ops zeros)" 'ctz_i64 x6,x0,$0x40;' "RBIT and CLZ together are one op, without a call"

# Loads of a user's process call nothing, so what registers hold is still there behind them: each is read from memory
# once in the block of "keep".
case $(uname -m) in
    x86_64)
        "$(qemu aarch64)" -d out_asm -D "$tmp/code" "$tmp/ops"
        awk -v start="guest addr 0x0*$(address ops keep) " '
            /^OUT/ { on = 0 }
            $0 ~ start { on = 1 }
            on && /OBJD/ { print $2 }' "$tmp/code" >"$tmp/hex"
        python3 -c 'import sys; sys.stdout.buffer.write(bytes.fromhex(sys.stdin.read()))' <"$tmp/hex" >"$tmp/bytes"
        objdump -D -b binary -m i386:x86-64 "$tmp/bytes" >"$tmp/host"
        is "$(grep -cE 'mov +-?0x[0-9a-f]+\(%rbp\),%r' "$tmp/host")" 8 "registers are kept across loads: 8 are read once each"
        ;;
    *) cannot "registers are kept across loads" "this host's loads have slow paths" ;;
esac

if ! have_target arm; then
    cannot "A32 and T32" "this tree does not build the arm emulator (--with-targets)"
elif compile ops32 "$(guest_field arm compiler)" -nostdlib \
    "$top_srcdir/tests/emulators/queue/ops32.S"; then
    ok "the guest of arm runs" "$(qemu arm)" -d op -D "$tmp/ops32.ops" "$tmp/ops32"
    for label in '' thumb_; do
        is "$(ops ops32 "${label}load")" 'add_i32 t,r5,$0x4;qemu_ld_i32 t,t;mov_i32 r0,t;' \
            "arm, ${label:-A32 }load: its base is used in place"
        is "$(ops ops32 "${label}sum")" 'add_i32 t,r1,r2;mov_i32 r3,t;' "arm, ${label:-A32 }sum: its operands are"
    done
else
    skip "A32 and T32" "no compiler for arm (Debian: gcc-arm-linux-gnueabihf)"
fi

# That what they compute is right.
if compile bits "$cc" -std=gnu11 -O1 "$top_srcdir/tests/emulators/guest/bits.c" &&
    compile mops "$cc" -std=gnu11 -O1 "$top_srcdir/tests/emulators/guest/mops.c"; then
    is "$("$(qemu aarch64)" "$tmp/bits" all)" right "RBIT, CLZ and SHRN, alone and together, are right"
    is "$("$(qemu aarch64)" "$tmp/mops")" copied "FEAT_MOPS copies memory"
else
    skip "RBIT, CLZ, SHRN and MOPS" "no library for aarch64 (Debian: libc6-dev-arm64-cross)"
fi
done_testing
