/*
 * SPDX-License-Identifier: MIT
 *
 * membarrier(): what it offers can be had; where there is no rseq(), there is
 * nothing for it.
 */
#define _GNU_SOURCE
#include "outcome.h"
#include <sys/syscall.h>
#include <unistd.h>

/* Of newer headers. */
enum {
    QUERY = 0,
    GLOBAL = 1 << 0,
    REGISTER_GLOBAL = 1 << 2,
    PRIVATE = 1 << 3,
    REGISTER_PRIVATE = 1 << 4,
    PRIVATE_RSEQ = 1 << 7,
    REGISTER_RSEQ = 1 << 8,
    REGISTRATIONS = 1 << 9,
    RSEQ = PRIVATE_RSEQ | REGISTER_RSEQ,
};

static long barrier(long cmd, long flags, long cpu)
{
    return syscall(SYS_membarrier, cmd, flags, cpu);
}

/* What it is, if there is rseq(); else it must be EINVAL. */
static void with_rseq(const char *name, int has, long ret, int wanted)
{
    int error = ret < 0 ? errno : 0;

    printf("%s %d\n", name, has ? error == wanted : error == EINVAL);
}

int main(void)
{
    long all = barrier(QUERY, 0, 0), some;
    int has = syscall(SYS_rseq, NULL, 0L, 0L, 0L) == 0 || errno != ENOSYS;

    printf("offered %lx, for rseq %d\n", all & ~RSEQ,
           (all & RSEQ) == (has ? RSEQ : 0));
    printf("query with flags %s\n", outcome(barrier(QUERY, 1, 0)));
    printf("unknown %s\n", outcome(barrier(1 << 20, 0, 0)));
    printf("global %s\n", outcome(barrier(GLOBAL, 0, 0)));
    printf("not registered %s\n", outcome(barrier(PRIVATE, 0, 0)));
    with_rseq("rseq, not registered", has, barrier(PRIVATE_RSEQ, 0, 0), EPERM);
    some = barrier(REGISTRATIONS, 0, 0);
    printf("registrations %lx\n", some);
    printf("register %s\n", outcome(barrier(REGISTER_PRIVATE, 0, 0)));
    printf("private %s\n", outcome(barrier(PRIVATE, 0, 0)));
    printf("register %s\n", outcome(barrier(REGISTER_GLOBAL, 0, 0)));
    some = barrier(REGISTRATIONS, 0, 0);
    printf("registrations %lx\n", some);
    with_rseq("register for rseq", has, barrier(REGISTER_RSEQ, 0, 0), 0);
    with_rseq("rseq", has, barrier(PRIVATE_RSEQ, 0, 0), 0);
    with_rseq("rseq, one CPU", has, barrier(PRIVATE_RSEQ, 1, 0), 0);
    with_rseq("rseq, flags", has, barrier(PRIVATE_RSEQ, 2, 0), EINVAL);
    some = barrier(REGISTRATIONS, 0, 0);
    printf("registrations %d\n", (some & RSEQ) == (has ? REGISTER_RSEQ : 0));
    return 0;
}
