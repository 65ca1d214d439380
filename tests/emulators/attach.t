#!/bin/sh
# SPDX-License-Identifier: MIT
# A debugger and a program that the kernel has started: QEMU_GDB names the program, which opens a
# socket of its own, and is stopped when the debugger comes; others run as ever.

. "$(dirname "$0")/../lib/lib.sh"
. "$top_srcdir/tests/lib/register.sh"
[ -n "$QB_TARGETS" ] || cannot_all "this tree has no emulator (--with-targets=none)"
need_topic linux
need_prog python3 timeout
in_namespace "$0"
. "$top_srcdir/tools/compilers.sh"

cat >"$tmp/expected" <<'END'
sockets: 1
at once: signal 5
has run: True
interrupted: signal 2
has gone on: True
END
mount -t binfmt_misc binfmt_misc "$misc"
"$ours" -Q "$QB_BIN" -F "$QB_SUFFIX" -p yes --no-verify >"$tmp/log" 2>&1 ||
    framework_failure_ "no rules: $(cat "$tmp/log")"
for target in $(guest_list common); do
    have_target "$target" || continue
    has_compiler "$target" "attach: $target" || continue
    # shellcheck disable=SC2086 # a command and its flags
    $compiler -O1 -static -pthread "$here/gdb/threads.c" -o "$tmp/threads" >"$tmp/log" 2>&1 || {
        point 1 "attach: the program for $target"
        sed 's/^/# | /' "$tmp/log"
        continue
    }
    cp "$tmp/threads" "$tmp/threads-other"
    rm -rf "$tmp/sockets"
    mkdir "$tmp/sockets"
    timeout 120 python3 "$here/gdb/attach.py" "$(guest_field "$target" order)" "$tmp/sockets" \
        "$tmp/threads" >"$tmp/out" 2>&1 || :
    is "$(cat "$tmp/out")" "$(cat "$tmp/expected")" "attach: a program of a name: $target"
done
[ "$points" -gt 0 ] || cannot_all "this tree builds none of the usual CPUs"
done_testing
