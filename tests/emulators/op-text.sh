#!/bin/sh
# SPDX-License-Identifier: MIT
# The patch that looks only at the temps in use changes no op: -d op_opt prints the same text
# without it and with it.
#
# Usage: op-text.sh DIR TARGET...
#
# DIR: a build of these emulators with the topics before `translation` only (make check-op-text).
# The patch is applied to its sources and it is built again, so afterwards DIR is no longer what its
# stamps say; they are removed. The guest is jumps.c, of each target with a C library in
# tools/compilers.def. Exit status: 1 if a text differs; 99 if there is none to compare.

. "$(dirname "$0")/../lib/lib.sh"
. "$top_srcdir/tools/compilers.sh"
. "$top_srcdir/tools/series.sh"
dir=$(cd "$1" && pwd)
shift
patch=$(series_names all | grep '/tcg-look-only-at-the-temps-')
unset QEMU_CPU QEMU_TB_JUMP QEMU_LOG MAKEFLAGS

# Addresses of the host differ from one program to the next.
text()
{
    timeout 120 "$dir/work/qemu/qemu-$1" -d op_opt -D "$tmp/ops" "$tmp/$1" \
        >"$tmp/out" 2>&1 </dev/null || :
    # shellcheck disable=SC2016 # as the log writes it
    sed 's/\$0x[0-9a-f]\{10,\}/ADDRESS/g' "$tmp/ops"
}

# guest CPU: builds $tmp/CPU; false without a compiler.
guest()
{
    [ "$(guest_field "$1" kind)" = cross ] || return 1
    # shellcheck disable=SC2046 # words
    $(guest_field "$1" compiler) -O1 -static -o "$tmp/$1" \
        "$top_srcdir/tests/emulators/guest/jumps.c" 2>"$tmp/cc"
}

for cpu; do
    guest "$cpu" && text "$cpu" >"$tmp/$cpu.before"
done
rm -f "$dir/stamps/qemu.src" "$dir/stamps/qemu"
(cd "$dir"/src/qemu-[0-9]* &&
    patch -p1 --batch --no-backup-if-mismatch <"$top_srcdir/patches/$patch") ||
    framework_failure_ "$patch does not apply behind the topics before it"
# shellcheck disable=SC2046 # a list of names
ninja -C "$dir/work/qemu" $(for cpu; do echo "qemu-$cpu"; done) >"$tmp/ninja" 2>&1 ||
    framework_failure_ "ninja: $(tail -n 20 "$tmp/ninja")"
for cpu; do
    [ -s "$tmp/$cpu.before" ] || {
        skip "$cpu" "no compiler"
        continue
    }
    text "$cpu" >"$tmp/$cpu.after"
    ok "$cpu: the same $(wc -l <"$tmp/$cpu.before") lines" cmp "$tmp/$cpu.before" "$tmp/$cpu.after"
done
done_testing
