#!/bin/sh
# SPDX-License-Identifier: MIT
# All system calls that the C library of a CPU knows: those that are ENOSYS are listed with the
# reason in calls.def, or no kernel has them.
#
# A program calls each with arguments of -1, but those that end it or make it wait.

. "$(dirname "$0")/../lib/lib.sh"
[ -n "$QB_TARGETS" ] || cannot_all "this tree has no emulator (--with-targets=none)"
need_topic linux
need_prog timeout
. "$top_srcdir/tools/compilers.sh"

# These end the program, make it wait, take away what it needs, or make another process.
leave='exit|exit_group|pause|fork|vfork|clone|clone2|rt_sigreturn|sigreturn|vhangup|restart_syscall
|sigsuspend|rt_sigsuspend|close|close_range|dup2|dup3|sync|idle|reboot|kill|tkill|munmap|brk|umask'

cat >"$tmp/calls.c" <<'END'
#include <errno.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

static const struct { const char *name; long number; } calls[] = {
#include "table.h"
};

int main(void)
{
    for (unsigned i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
        errno = 0;
        if (syscall(calls[i].number, -1L, -1L, -1L, -1L, -1L, -1L) == -1 && errno == ENOSYS) {
            puts(calls[i].name);
        }
    }
    puts("end");
    return 0;
}
END

# compile COMPILER...: the program with the calls that the compiler's headers know.
compile()
{
    echo '#include <sys/syscall.h>' | "$@" -E -dM - |
        sed -n 's/^#define SYS_\([a-z0-9_]*\) .*/\1/p' | LC_ALL=C sort |
        grep -vxE "$(echo "$leave" | tr -d '\n')" | sed 's/.*/{"&", SYS_&},/' >"$tmp/table.h"
    "$@" -D_GNU_SOURCE -I"$tmp" -static -O1 "$tmp/calls.c" -o "$tmp/calls" >"$tmp/log" 2>&1
}

# listed CPU [always]: the calls of calls.def there; those that are always ENOSYS.
listed()
{
    awk -v cpu="$1" -v only="${2-}" '
        /^#/ || (only != "" && $3 == "sometimes:") { next }
        $2 == "*" || index("," $2 ",", "," cpu ",") {
            n = split($1, names, ",")
            for (i = 1; i <= n; i++) print names[i]
        }' "$here/calls.def" | LC_ALL=C sort
}

# Calls that are in headers only, as the kernel's tables have them: of other systems, or long gone.
gone='_sysctl|afs_syscall|bdflush|break|create_module|ftime|get_kernel_syms|getpmsg|gtty|lock|mpx
|lookup_dcookie|nfsservctl|prof|profil|putpmsg|query_module|security|stty|timerfd|tuxcall|ulimit
|uselib|vm86|vm86old|vserver|multiplexer|epoll_ctl_old|epoll_wait_old|get_thread_area
|set_thread_area'
# Those of 32 bits that the tables of a CPU of 64 bits leave empty.
narrow='getrlimit|oldfstat|oldlstat|oldolduname|oldstat|olduname|readdir|select|sigaction|signal
|sigpending|sigprocmask|umount'

for target in $(guest_list measured); do
    have_target "$target" || continue
    has_compiler "$target" "calls: $target" || continue
    # shellcheck disable=SC2086 # a command and its flags
    compile $compiler || framework_failure_ "no program for $target: $(cat "$tmp/log")"
    timeout 60 "$(qemu "$target")" "$tmp/calls" >"$tmp/out" 2>"$tmp/err" </dev/null || :
    is "$(tail -n 1 "$tmp/out")" end "calls: $target: all have been called"
    unknown="$(echo "$gone" | tr -d '\n')"
    [ "$target" != ppc64le ] || unknown="$unknown|$(echo "$narrow" | tr -d '\n')"
    sed '$d' "$tmp/out" | grep -vxE "$unknown" >"$tmp/found"
    listed "$target" >"$tmp/listed"
    is "$(LC_ALL=C comm -23 "$tmp/found" "$tmp/listed")" "" "calls: $target: those that are ENOSYS"
    sed 's/^{"\([^"]*\)".*/\1/' "$tmp/table.h" >"$tmp/known"
    listed "$target" always | LC_ALL=C comm -12 - "$tmp/known" >"$tmp/listed"
    is "$(LC_ALL=C comm -13 "$tmp/found" "$tmp/listed")" "" "calls: $target: all that are listed"
done
[ "$points" -gt 0 ] || cannot_all "this tree builds none of these CPUs"
done_testing
