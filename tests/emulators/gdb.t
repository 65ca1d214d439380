#!/bin/sh
# SPDX-License-Identifier: MIT
# gdb and the threads of a program (-g): an interrupt stops it, whatever it does; while one thread
# is looked at, none runs; a signal of the program's own is reported and handed on. So it is with
# code that other processes have translated.

. "$(dirname "$0")/../lib/lib.sh"
. "$top_srcdir/tests/lib/cache.sh"
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
stepped over a store: one instruction at a time
alarm: signal 14
then: W00
handler 1
END
# answers CPU TEXT WORD...: a point: all answers are right; WORDs are for the program.
answers()
{
    text=$2
    target_=$1
    shift 2
    timeout 600 python3 "$here/gdb/threads.py" "$(guest_field "$target_" order)" \
        "$(qemu "$target_")" "$tmp/threads" "$@" >"$tmp/out" 2>"$tmp/err" || :
    is "$(cat "$tmp/out")" "$(cat "$tmp/expected")" "$text"
}

# cached CPU: the same with code from a directory, and from the memory of a tree of processes, in
# which the program's own children have left it.
cached()
{
    have_topic cache || return 0
    QEMU_TB_CACHE=$tmp/cache timeout 60 "$(qemu "$1")" "$tmp/threads" alarm children \
        >"$tmp/out" 2>&1 || :
    QEMU_TB_CACHE=$tmp/cache answers "$1" "gdb: the same, with code from a directory: $1"
    QEMU_TB_CACHE=stats,$tmp/cache timeout 60 "$(qemu "$1")" "$tmp/threads" alarm \
        >"$tmp/out" 2>"$tmp/err" || :
    ok "gdb: which is loaded: $(number loaded): $1" [ "$(number loaded)" -gt 200 ]
    QEMU_TB_CACHE=tree answers "$1" "gdb: the same, with code that children have left: $1" children
}

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
    QEMU_TB_CACHE=off answers "$target" "gdb: threads, interrupts, breakpoints and signals: $target"
    cached "$target"
done
[ "$points" -gt 0 ] || cannot_all "this tree builds none of the usual CPUs"
done_testing
