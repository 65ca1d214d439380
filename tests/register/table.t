#!/bin/sh
# SPDX-License-Identifier: MIT
# The table of CPUs: rows well formed and unique, targets equal to QEMU's own list, names found in
# any spelling.

. "$(dirname "$0")/../lib/lib.sh"
cpus=$top_srcdir/tools/cpus.sh
table=$top_srcdir/register/cpus.def

grep '^CPU' "$table" >"$tmp/rows"
is "$(wc -l <"$tmp/rows" |
    tr -d ' ')" 36 "36 rows: 33 targets, i486, and the old number of both MicroBlazes"
unlike "$tmp/rows" '^CPU\([^"]*[^ "a-z0-9A-Z_,()|][^"]*"' "no stray characters before the strings"
form='([a-z0-9_]+, +){3}(32|64), +(LSB|MSB), +EM_[A-Z0-9_]+, +[A-Z0-9_ |]+,'
form="$form"' +"[a-z0-9 ]*", +"[a-z0-9/ ]*", +[a-z0-9]+'
is "$(grep -Ec "^CPU\($form\)\$" "$tmp/rows")" 36 "each row has ten columns of the right form"
is "$(sed 's/CPU(\([a-z0-9_]*\),.*/\1/' "$tmp/rows" | sort | uniq -d)" "" "no rule has two rows"
sed 's/.*, *"\([^"]*\)", *"\([^"]*\)", *[a-z0-9]*)$/\1 \2/' "$tmp/rows" | tr ' ' '\n' | grep . |
    sort >"$tmp/names"
is "$(uniq -d <"$tmp/names")" "" "no name of Debian or OCI stands for two targets"
is "$("$cpus" targets | wc -w | tr -d ' ')" 33 "33 targets"

if [ -d "$QB_QEMU/configs/targets" ]; then
    is "$("$cpus" targets | tr ' ' '\n' | sort | tr '\n' ' ')" \
        "$(find "$QB_QEMU/configs/targets" -name '*-linux-user.mak' |
            sed 's,.*/,,; s/-linux-user.mak//' | sort | tr '\n' ' ')" \
        "the targets are those of QEMU's configs/targets"
else
    cannot "the targets are those of QEMU's configs/targets" \
        "this tree has no QEMU sources (--with-targets=none)"
fi

is "$("$cpus" resolve ALL)" "$("$cpus" targets)" "ALL is every target"
is "$("$cpus" resolve none)" "" "none is no target"
is "$("$cpus" resolve '')" "" "an empty list is no target"
is "$("$cpus" resolve 'arm64,aarch64 linux/arm64')" aarch64 \
    "the names of QEMU, Debian and OCI mean one target"
is "$("$cpus" resolve 'linux/arm/v7,ppc64el,amd64')" "arm ppc64le x86_64" \
    "a list comes in the order of the table"
is "$("$cpus" resolve aarch64-linux-user)" aarch64 "QEMU's long form is understood"
fails 1 "an unknown CPU is an error" "$cpus" resolve "arm64,vax"
like "$tmp/fails.out" 'unknown CPU: vax$' "the message names the unknown CPU alone"
like "$tmp/fails.out" ' aarch64 .* hexagon ' "the message lists what is known"
is "$("$cpus" aliases "$("$cpus" targets)" | sort | tr '\n' ' ')" \
    "$(printf '%s ' amd64 x86_64 arm64 aarch64 armel arm armhf arm loong64 loongarch64 \
        powerpc ppc ppc64el ppc64le)" \
    "links for Debian's names"
is "$("$cpus" packages | awk '{ print $1 }' | uniq | tr '\n' ' ')" \
    "$(printf '%s ' aarch64 alpha arm hexagon hppa loongarch64 m68k microblaze mips or1k ppc \
        riscv s390x sh4 sparc x86 xtensa)" \
    "the packages of emulators are those of Fedora"
is "$("$cpus" packages | sed -n 's/^x86 //p' | tr '\n' ' ')" "amd64 i386 i486 x86_64 " \
    "a package has the rules, the targets and Debian's names"
is "$("$cpus" packages | sort -k 2 | uniq -d -f 1)" "" "no name is in two packages"
is "$("$cpus" packages 'arm64,riscv32' | tr '\n' ' ')" \
    "aarch64 aarch64 aarch64 arm64 riscv riscv32 " "the packages of a list of targets"
"$cpus" markdown >"$tmp/markdown"
grep '^|' "$top_srcdir/doc/cpus.md" >"$tmp/page" || :
ok "the table of doc/cpus.md is that of tools/cpus.sh markdown" diff "$tmp/page" "$tmp/markdown"
done_testing
