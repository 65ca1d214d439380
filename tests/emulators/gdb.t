#!/bin/sh
# SPDX-License-Identifier: MIT
# gdb and the threads of a program (-g): an interrupt stops it, whatever it does; while one thread
# is looked at, none runs; a signal of the program's own is reported and handed on.

. "$(dirname "$0")/../lib/lib.sh"
need_topic linux
need_prog python3
. "$top_srcdir/tools/compilers.sh"

cat >"$tmp/expected" <<'END'
interrupted: signal 2
all threads stand still: True
threads: 4
again: signal 2
all have run: True
asleep, interrupted: signal 2
asleep, again: signal 2
breakpoint: signal 5
all threads stand still: True
breakpoint of all: signal 5
alarm: signal 14
then: W00
handler 1
END
# The calls of a ppc64le program enter a function behind its beginning, where the breakpoint is.
for target in $(guest_list common | grep -vx ppc64le); do
    have_target "$target" || continue
    has_compiler "$target" "gdb: $target" || continue
    # shellcheck disable=SC2086 # a command and its flags
    $compiler -O1 -static -pthread -Wl,--section-start=.one=0x6000000 \
        -Wl,--section-start=.all=0x6100000 "$here/gdb/threads.c" -o "$tmp/threads" \
        >"$tmp/log" 2>&1 || {
        point 1 "gdb: the program for $target"
        sed 's/^/# | /' "$tmp/log"
        continue
    }
    timeout 600 python3 "$here/gdb/threads.py" "$(guest_field "$target" order)" \
        "$(qemu "$target")" "$tmp/threads" >"$tmp/out" 2>&1 || :
    is "$(cat "$tmp/out")" "$(cat "$tmp/expected")" \
        "gdb: threads, interrupts, breakpoints and signals: $target"
done
[ "$points" -gt 0 ] || cannot_all "this tree builds none of the usual CPUs"
done_testing
