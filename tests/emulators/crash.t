#!/bin/sh
# SPDX-License-Identifier: MIT
# What an emulator says when a signal kills its program: one line on standard error, or none.
#
# That the process ends, with the right signal, is in linux/crash.c.

. "$(dirname "$0")/../lib/lib.sh"
need_topic linux
[ -n "$QB_TARGETS" ] || cannot_all "this tree has no emulator (--with-targets=none)"
. "$top_srcdir/tools/compilers.sh"
cat >"$tmp/crash.c" <<END
#include <signal.h>
#include <stdio.h>
static int *volatile nothing;
int main(int argc, char **argv)
{
    puts("before");
    fflush(stdout);
    if (argc > 1) {
        raise(SIGTERM);
    }
    *nothing = 1;
    return 0;
}
END

# code FILE PC: eight bytes of a program, or as many as its segment has, at the address PC, as the
# line shows them.
cat >"$tmp/code" <<'END'
import struct
import sys

elf = open(sys.argv[1], "rb").read()
pc = int(sys.argv[2], 16)
order = "<" if elf[5] == 1 else ">"
wide = elf[4] == 2
phoff, = struct.unpack_from(order + ("Q" if wide else "I"), elf, 32 if wide else 28)
size, number = struct.unpack_from(order + "HH", elf, 54 if wide else 42)
for at in range(phoff, phoff + size * number, size):
    if wide:
        kind, _, offset, start, _, length = struct.unpack_from(order + "IIQQQQ", elf, at)
    else:
        kind, offset, start, _, length = struct.unpack_from(order + "IIIII", elf, at)
    if kind == 1 and start <= pc < start + length:
        offset += pc - start
        print(elf[offset:offset + min(8, start + length - pc)].hex(" "))
END

# crash CPU ARGUMENT...: the status in $rc, the output in $tmp/out and $tmp/err. In the background,
# so that the shell says nothing of a signal.
crash()
{
    rc=0
    emulator=$(qemu "$1")
    shift
    "$emulator" "$@" >"$tmp/out" 2>"$tmp/err" &
    wait $! || rc=$?
}

cd "$tmp" # for a core file
for cpu in $(guest_list cross); do
    have_target "$cpu" || continue
    need_qemu "$cpu"
    compiler=$(guest_field "$cpu" compiler)
    $compiler -O1 -static "$tmp/crash.c" -o "$tmp/$cpu" 2>"$tmp/cc" || {
        skip "$cpu" "$compiler cannot compile (apt install $(guest_field "$cpu" packages))"
        continue
    }
    crash "$cpu" "$tmp/$cpu"
    is "$rc $(cat "$tmp/out")" "139 before" "$cpu: SIGSEGV, and nothing but its own on stdout"
    version=$("$(qemu "$cpu")" --version | sed -n '1s/.* version //p')
    killed='qemu: uncaught target signal 11 (Segmentation fault)'
    pc=$(sed -n 's/.*, PC 0x\([0-9a-f]*\),.*/\1/p' "$tmp/err")
    is "$(sed 's/0x0*[1-9a-f][0-9a-f]*/1/; s/ - core dumped//; s/code [^,]*/code/' "$tmp/err")" \
        "$killed: $tmp/$cpu, $cpu, PC 1, code, QEMU $version" \
        "$cpu: one line that names program, CPU, PC and version"
    is "$(sed -n 's/.*, code \([^,]*\),.*/\1/p' "$tmp/err")" \
        "$(python3 "$tmp/code" "$tmp/$cpu" "${pc:-0}")" "$cpu: and the code at the PC"
    crash "$cpu" -crash-message off "$tmp/$cpu"
    is "$rc $(cat "$tmp/err")" "139 " "$cpu: nothing, with -crash-message off"
    QEMU_CRASH_MESSAGE=off
    export QEMU_CRASH_MESSAGE
    crash "$cpu" "$tmp/$cpu"
    is "$rc $(cat "$tmp/err")" "139 " "$cpu: nothing, with QEMU_CRASH_MESSAGE=off"
    unset QEMU_CRASH_MESSAGE
    crash "$cpu" "$tmp/$cpu" term
    is "$rc $(cat "$tmp/err")" "143 " "$cpu: nothing for a signal that is no crash"
done
done_testing
