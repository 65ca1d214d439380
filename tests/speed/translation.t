#!/bin/sh
# SPDX-License-Identifier: MIT
# What the translation of guest code costs, in instructions of the emulator and calls of its
# functions (callgrind).
#
# The limits are in bench/targets.def. What a translation looks like is tested by
# tests/emulators/ops.t.

. "$(dirname "$0")/../lib/lib.sh"
. "$(dirname "$0")/../lib/callgrind.sh"
need_topic jumps
need_countable aarch64
emulator=$(unstripped aarch64)
guests=$top_srcdir/tests/emulators
. "$top_srcdir/tools/compilers.sh"
cc=$(guest_field aarch64 compiler)
for guest in guest/jumps guest/mops guest/bits; do
    "$cc" -std=gnu11 -O1 -static -o "$tmp/${guest#*/}" "$guests/$guest.c" 2>"$tmp/cc" ||
        skip_all "no compiler for aarch64 (Debian: gcc-aarch64-linux-gnu libc6-dev-arm64-cross)"
done
"$cc" -nostdlib -static -o "$tmp/blocks" "$guests/queue/blocks.S" ||
    framework_failure_ "blocks.S cannot be built"
unset QEMU_CPU QEMU_TB_JUMP QEMU_LOG

# A program with the C library.
profile jumps "$emulator" "$tmp/jumps" direct 1
is "$(cat "$tmp/jumps.text")" 1 "the program runs"
translations=$(calls jumps tb_gen_code)
"$emulator" -d op -D "$tmp/ops" "$tmp/jumps" direct 1 >"$tmp/text"
insns=$(grep -c '^ ----' "$tmp/ops")
total=$(instructions jumps)
liveness=$(instructions jumps 'liveness_pass_1|la_.*')
ok "it has blocks: $translations of $insns instructions" [ "$translations" -gt 500 ]
ok "liveness is seen: $liveness instructions" [ "$liveness" -gt 100000 ]
at_most liveness-percent aarch64 $((liveness * 100 / total)) \
    "% of all instructions that liveness takes"
at_most liveness aarch64 $((liveness / insns)) "instructions of liveness for one of the guest"

# Blocks alone, all alike.
profile blocks "$emulator" "$tmp/blocks"
translations=$(calls blocks tb_gen_code)
ok "2,000 blocks are translated: $translations" [ "$translations" -ge 2000 ]
passes=$(instructions blocks 'tcg_optimize|liveness_pass_1|tcg_gen_code|tcg_reg_alloc_start')
at_most passes aarch64 $((passes / translations)) \
    "instructions of the passes over globals and ops, for a block"
at_most extended-blocks aarch64 $(($(instructions blocks liveness_pass_0) / translations)) \
    "instructions to find the extended blocks of a block without labels"
is "$(calls blocks '[gq]_tree_insert.*')" 0 "a block is put into no balanced tree"
at_most interval-tree aarch64 "$(calls blocks interval_tree_insert)" \
    "insertions into interval trees, those of the pages"
ok "constants are seen" [ "$(calls blocks tcg_constant_internal)" -ge 2000 ]
is "$(calls blocks 'g_hash_table_.*' tcg_constant_internal)" 0 \
    "and are not looked up in GLib's hash tables"
at_most globals aarch64 "$(calls blocks tcg_global_mem_new_internal)" \
    "globals of TCG, those of one instruction set"

# Helpers.
profile mops "$emulator" "$tmp/mops"
is "$(cat "$tmp/mops.text")" copied "memory is copied by FEAT_MOPS"
ok "by helpers" [ "$(calls mops 'helper_cpyf?[pme]')" -ge 100 ]
at_most mops aarch64 "$(calls mops arm_hcrx_el2_eff)" \
    "questions whether an operating system allows that"
profile bits "$emulator" "$tmp/bits" zeros 20000
is "$(cat "$tmp/bits.text")" right "RBIT and CLZ count trailing zeros"
at_most rbit aarch64 "$(calls bits helper_rbit64)" "calls that reverse bits, of 20,000 counts"
done_testing
