#!/bin/sh
# SPDX-License-Identifier: MIT
# QEMU's decodetree writes the same decoder for every hash seed of Python and in every folder.
#
# No other generator of a linux-user build depends on the hash seed (tried with all of them). The
# inputs are those with the most fields, one for each width of instructions.

. "$(dirname "$0")/../lib/lib.sh"
need_source
need_prog python3

# decode PLACE SEED FILE OPTION...: runs the copy of decodetree in PLACE; the decoder is
# PLACE/FILE.SEED.
decode()
{
    place=$1 seed=$2 file=$3
    shift 3
    PYTHONHASHSEED=$seed PYTHONDONTWRITEBYTECODE=1 \
        python3 "$place/decodetree.py" "$@" -o "$place/$file.$seed" "$place/$file" \
        >"$tmp/log" 2>&1 ||
        framework_failure_ "decodetree fails: $(cat "$tmp/log")"
}

mkdir -p "$tmp/here" "$tmp/some/where/else"
cp "$QB_QEMU/scripts/decodetree.py" "$tmp/here"
cp "$QB_QEMU/scripts/decodetree.py" "$tmp/some/where/else"

while read -r input options; do
    file=${input##*/}
    cp "$QB_QEMU/$input" "$tmp/here"
    cp "$QB_QEMU/$input" "$tmp/some/where/else"
    # shellcheck disable=SC2086 # words
    for seed in 0 1 2 3; do
        decode "$tmp/here" "$seed" "$file" $options
    done
    # shellcheck disable=SC2086 # words
    decode "$tmp/some/where/else" 0 "$file" $options
    sums=$(
        sha256sum <"$tmp/here/$file.0"
        sha256sum <"$tmp/here/$file.1"
        sha256sum <"$tmp/here/$file.2"
        sha256sum <"$tmp/here/$file.3"
    )
    is "$(echo "$sums" | sort -u | wc -l | tr -d ' ')" 1 "$file: one decoder for four hash seeds"
    ok "$file: the same decoder in another folder" cmp "$tmp/here/$file.0" \
        "$tmp/some/where/else/$file.0"
done <<END
target/arm/tcg/t16.decode --static-decode=disas_t16 --insnwidth=16
target/arm/tcg/a64.decode --static-decode=disas_a64
target/arm/tcg/sve.decode --decode=disas_sve
target/ppc/insn64.decode --static-decode=decode_insn64 --insnwidth=64
target/riscv/insn32.decode --static-decode=decode_insn32
END
done_testing
