/*
 * SPDX-License-Identifier: MIT
 *
 * clone() and clone3() with CLONE_PIDFD and no place for it make no process.
 *
 * cpus: common i386
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOWHERE 16

static void check(const char *what, long pid)
{
    int status;

    if (!pid) {
        _exit(0);
    }
    printf("%s: %s, ", what, pid < 0 ? strerrorname_np(errno) : "a process");
    printf("%d\n", waitpid(-1, &status, 0) < 0 && errno == ECHILD);
}

static void modern(const char *what, uint64_t flags)
{
    struct clone_args args = { .flags = flags | CLONE_PIDFD,
                               .pidfd = NOWHERE,
                               .exit_signal = SIGCHLD };

    check(what, syscall(SYS_clone3, &args, sizeof(args)));
}

int main(void)
{
    unsigned long flags = CLONE_PIDFD | SIGCHLD;

#ifdef __s390x__
    check("clone", syscall(SYS_clone, 0L, flags, NOWHERE, 0L, 0L));
#else
    check("clone", syscall(SYS_clone, flags, 0L, NOWHERE, 0L, 0L));
#endif
    modern("clone3", 0);
    modern("as vfork()", CLONE_VM | CLONE_VFORK);
    return 0;
}
