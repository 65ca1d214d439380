/*
 * SPDX-License-Identifier: MIT
 *
 * clone3(): its structure, the checks of it, and CLONE_CLEAR_SIGHAND.
 *
 * differs: sparc sparc32plus sparc64 sh4 sh4eb hexagon: they have none
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

static char stack[65536] __attribute__((aligned(64)));

static void on_signal(int sig)
{
}

static int ended(pid_t pid)
{
    int status = -1;

    if (waitpid(pid, &status, __WALL) != pid) {
        return -1;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

struct args {
    uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack,
        stack_size, tls, set_tid, set_tid_size, cgroup, more;
};

static long clone3(struct args *a, size_t size)
{
    return syscall(SYS_clone3, a, size);
}

static int refused(struct args a, size_t size)
{
    long r = clone3(&a, size);

    if (r == 0) {
        _exit(0);
    }
    if (r > 0) {
        ended(r);
        return 0;
    }
    return errno == EINVAL ? 1 : errno == E2BIG ? 2 : errno == EFAULT ? 3 : 9;
}

static void third(void)
{
    struct args a = { .exit_signal = SIGCHLD };
    int fd = -1, tid = 0;
    volatile int *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
                                MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t pid;

    a.flags =
        CLONE_PIDFD | CLONE_PARENT_SETTID | CLONE_CHILD_SETTID | CLONE_NEWUTS;
    a.pidfd = (uintptr_t)&fd;
    a.parent_tid = (uintptr_t)&tid;
    a.child_tid = (uintptr_t)shared;
    pid = clone3(&a, 64);
    if (pid == 0) {
        _exit(*shared == getpid() ? 5 : 6);
    }
    printf("clone3 %d", pid > 0);
    printf(" %d", ended(pid));
    printf(" %d %d\n", tid == pid, fd >= 0);

    signal(SIGUSR1, on_signal);
    signal(SIGUSR2, SIG_IGN);
    memset(&a, 0, sizeof(a));
    a.exit_signal = SIGCHLD;
    a.flags = 0x100000000; /* CLONE_CLEAR_SIGHAND */
    pid = clone3(&a, sizeof(a));
    if (pid == 0) {
        struct sigaction one, two;

        sigaction(SIGUSR1, NULL, &one);
        sigaction(SIGUSR2, NULL, &two);
        _exit((one.sa_handler == SIG_DFL) + 2 * (two.sa_handler == SIG_IGN));
    }
    printf("clear %d\n", ended(pid));

    a.flags = 0;
    printf("sizes %d", refused(a, 63));
    a.more = 1;
    printf(" %d", refused(a, sizeof(a)));
    a.more = 0;
    printf(" %d\n", refused(a, sizeof(a)));
    a.flags = SIGCHLD;
    printf("wrong %d", refused(a, 64));
    a.flags = 0;
    a.exit_signal = 65 + 64;
    printf(" %d", refused(a, 64));
    a.exit_signal = SIGCHLD;
    a.stack = (uintptr_t)stack;
    printf(" %d", refused(a, 64));
    a.stack = 0;
    a.flags = CLONE_PARENT;
    printf(" %d\n", refused(a, 64));
}

int main(void)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    third();
    return 0;
}
