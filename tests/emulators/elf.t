#!/bin/sh
# SPDX-License-Identifier: MIT
# The emulators as files: static PIE and hardened, each of them; names, links, sizes; what the link
# said.

. "$(dirname "$0")/../lib/lib.sh"
[ -n "$QB_TARGETS" ] || cannot_all "this tree builds no emulator (--with-targets=none)"
: "${READELF:=readelf}" "${NM:=nm}"
need_prog "$READELF" "$NM"

# The 33 stripped emulators together, in MB: what we want to reach, and what the README says they
# are.
limit=$(awk -F ' *[|] *' '$2 == "absolute" && $3 == "emulators" { print $6 }' \
    "$top_srcdir/bench/targets.def")
said=$(cat "$top_srcdir/README.md" "$top_srcdir"/doc/*.md 2>/dev/null | tr '\n' ' ' |
    grep -Eo 'emulators[^.0-9]{1,60}[0-9]+ MB' | sed -n '1s/.*[^0-9]\([0-9]*\) MB$/\1/p')

# defects FILE UNSTRIPPED: one line for each property that the emulator lacks.
defects()
{
    "$READELF" -hlWd "$1" >"$tmp/elf" 2>&1 || echo "is not an ELF file"
    grep -q "^ *Machine: *$machine" "$tmp/elf" || echo "is not for the host ($machine)"
    if [ -n "$pie" ]; then
        grep -Eq '^ *Type: +DYN ' "$tmp/elf" || echo "is not position independent (ET_DYN)"
        grep -Eq '\((BIND_NOW)\)|FLAGS.*(BIND_NOW|NOW)' "$tmp/elf" ||
            echo "does not bind at start (full RELRO)"
    fi
    # A kernel with larger pages refuses, or maps what is not there.
    awk -v page="$page" '$1 == "LOAD" && length($NF) < length(page) {
        print "is for pages of " $NF }' "$tmp/elf" | sort -u
    ! grep -q '^ *INTERP ' "$tmp/elf" || echo "asks for a program interpreter"
    ! grep -q '(NEEDED)' "$tmp/elf" || echo "needs a shared library"
    ! grep -q '(TEXTREL)' "$tmp/elf" || echo "has relocations in its text"
    grep -q '^ *GNU_RELRO ' "$tmp/elf" || echo "has no RELRO"
    grep -Eq '^ *GNU_STACK .* RW +0x' "$tmp/elf" || echo "has an executable stack"
    ! grep -Eq '^ *LOAD .* (RWE|WE) ' "$tmp/elf" ||
        echo "has a segment that is writable and executable"
    "$READELF" -n "$1" 2>/dev/null | grep -q 'Build ID: [0-9a-f]\{40\}' || echo "has no build-id"
    [ -z "$("$NM" "$1" 2>/dev/null)" ] || echo "is not stripped"
    ! "$READELF" -SW "$1" | grep -q '\.debug_' || echo "contains debug information"
    [ -f "$2" ] || {
        echo "cannot be compared with $2"
        return 0
    }
    "$NM" "$2" >"$tmp/nm"
    grep -q ' __stack_chk_fail' "$tmp/nm" || echo "was built without stack protector"
    grep -Eq ' __[a-z]+_chk$' "$tmp/nm" || echo "was built without FORTIFY"
    ! grep -Eq ' T (__nss_|getaddrinfo$|dlopen$)' "$tmp/nm" ||
        echo "contains name service or dlopen"
}

# setting NAME: an answer of configure.
setting()
{
    sed -n "s/^$1='\(.*\)'/\1/p" "$top_builddir/recipes/settings.sh"
}
host_cpu=$(setting host_cpu)
pie=$(setting pie)
# What marks its code, the machine as readelf calls it, and the largest pages that its kernels have.
mark=
case $host_cpu in
    x86_64) mark=-fcf-protection=return machine=Advanced page=0x1000 ;;
    aarch64) mark=-mbranch-protection=standard machine=AArch64 page=0x10000 ;;
    loongarch64) machine=LoongArch page=0x10000 ;;
    powerpc64le) machine=PowerPC64 page=0x10000 ;;
    riscv64) machine=RISC-V page=0x1000 ;;
    s390x) machine=IBM page=0x1000 ;;
    *) machine=. page=0x1000 ;;
esac
kind="static PIE"
if [ -z "$pie" ]; then
    kind="static program"
    # Only where the C library has no start-up code for it.
    is "$($(setting CC) -print-file-name=rcrt1.o)" rcrt1.o "the host can have no static PIE"
fi
total=0
printf '%-14s %12s\n' emulator bytes >"$tmp/table"
for cpu in $QB_TARGETS; do
    file=$(qemu "$cpu")
    is "$(defects "$file" "$top_builddir/work/qemu/qemu-$cpu")" "" \
        "qemu-$cpu$QB_SUFFIX is a hardened, stripped $kind"
    size=$(wc -c <"$file" | tr -d ' ')
    total=$((total + size))
    printf '%-14s %12d\n' "$cpu" "$size" >>"$tmp/table"
done
printf '%-14s %12d\n' "$(echo "$QB_TARGETS" | wc -w | tr -d ' ') together" "$total" >>"$tmp/table"
sed 's/^/# table: /' "$tmp/table"
ok "together they are at most $limit MB" [ "$total" -le "${limit}000000" ]
text='and as many as the documents say, within 5 %'
if [ "$(echo "$QB_TARGETS" | wc -w)" -lt "$("$top_srcdir/tools/cpus.sh" targets | wc -w)" ]; then
    cannot "$text" "this tree does not build all emulators (--with-targets)"
elif [ "$host_cpu" != x86_64 ]; then
    cannot "$text" "they are for another host than x86_64"
else
    [ -n "$said" ] ||
        framework_failure_ "neither README.md nor doc/ says how large the emulators are"
    percent=$((total / ${said}0000))
    case $percent in 9[5-9] | 10[0-5]) rc=0 ;; *) rc=1 ;; esac
    point $rc "$text: $said MB, of which they are $percent %"
fi

# Else aarch64 hosts address them by the GOT, which is too small for those of qemu-aarch64.
if have_target aarch64 && have_topic startup; then
    is "$("$READELF" -sW "$(unstripped aarch64)" |
        awk '$8 == "helper_rbit64" { print $6 }')" HIDDEN \
        "a helper is a hidden symbol"
fi

log=$top_builddir/logs/qemu.log
if [ -f "$log" ]; then
    unlike "$log" 'warning: .*(statically linked|requires at runtime|executable stack)' \
        "the link says no warning"
    if [ -n "$mark" ] && grep -q -- "$mark" "$top_builddir/recipes/settings.sh"; then
        like "$top_builddir/work/qemu/build.ninja" "ARGS = .*$mark" \
            "the compiler was called with $mark"
    else
        cannot "the host CPU's protection of returns and branches" \
            "the compiler or the host has none"
    fi
    # The last of two contradicting options counts.
    if grep -q '^speed_cflags=.*-fzero-call-used-regs=skip' \
        "$top_builddir/recipes/settings.sh"; then
        is "$(sed -n 's/^ ARGS = .*-fzero-call-used-regs=\([^ ]*\).*/\1/p' \
            "$top_builddir/work/qemu/build.ninja" |
            sort -u)" skip "registers are not cleared at each return"
    else
        cannot "registers are not cleared at each return" "the compiler has no such option"
    fi
else
    framework_failure_ "no $log"
fi

# Nothing of the build machine: neither its folders nor the user's home.
for cpu in $QB_TARGETS; do
    ! grep -Fq -e "$top_builddir" -e "$top_srcdir" "$(qemu "$cpu")" || echo "$cpu"
done >"$tmp/leaks"
is "$(cat "$tmp/leaks")" "" "no path of the build machine is inside"
if grep -q "^deps='bundled'" "$top_builddir/recipes/settings.sh"; then
    is "$(find "$top_builddir/deps" -name '*.la' -o -name '*.so' -o -name '*.so.*')" "" \
        "no .la and no shared library beside ours"
    is "$(find "$top_builddir/deps" -name '*.a' | sed 's,.*/,,' | sort | tr '\n' ' ')" \
        "libffi.a libglib-2.0.a libpcre2-8.a libz.a " "the libraries are the four that QEMU needs"
fi

# Names.
"$top_srcdir/tools/cpus.sh" aliases "$QB_TARGETS" | while read -r alias cpu; do
    [ "$(readlink "$QB_BIN/qemu-$alias$QB_SUFFIX")" = "qemu-$cpu$QB_SUFFIX" ] || echo "$alias"
done >"$tmp/links"
is "$(cat "$tmp/links")" "" "each Debian name is a link to its emulator"
is "$(find "$QB_BIN" ! -type d | wc -l | tr -d ' ')" \
    "$(($(echo "$QB_TARGETS" | wc -w) + $("$top_srcdir/tools/cpus.sh" aliases "$QB_TARGETS" |
        wc -l)))" \
    "bin/ has the emulators and the links, nothing else"

# They start, and say their version.
version=$(. "$top_srcdir/tools/manifest.sh" && manifest_version qemu)
for cpu in $QB_TARGETS; do
    "$(qemu "$cpu")" --version 2>&1 | grep -q "^qemu-$cpu version $version" || echo "$cpu"
done >"$tmp/versions"
if grep -q "^cross='yes'" "$top_builddir/recipes/settings.sh" &&
    [ "$(wc -l <"$tmp/versions")" -eq "$(echo "$QB_TARGETS" | wc -w)" ]; then
    cannot "each emulator starts and is version $version" \
        "they were built for another CPU than this machine's"
else
    is "$(cat "$tmp/versions")" "" "each emulator starts and is version $version"
fi
done_testing
