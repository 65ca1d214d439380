/*
 * SPDX-License-Identifier: MIT
 *
 * PTRACE_PEEKSIGINFO: the signals that a process has not taken yet, of both
 * queues, those included that came together with the one it has stopped for.
 *
 * cpus: aarch64 riscv64 x86_64 arm i386 s390x ppc64le ppc m68k
 * cpus: mips mipsel mips64 mips64el sparc64 sparc32plus alpha hppa
 */
#define _GNU_SOURCE
#include "ptrace.h"

#define PEEKSIGINFO 0x4209
#define SHARED 1

struct peek {
    uint64_t off;
    uint32_t flags;
    int32_t nr;
};

static void block(int how, int first, int second, int third)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, first);
    sigaddset(&set, second);
    sigaddset(&set, third);
    sigprocmask(how, &set, NULL);
}

static void waits(void)
{
    int rt = SIGRTMIN + 3;

    block(SIG_BLOCK, SIGUSR1, SIGUSR2, rt);
    raise(SIGUSR1);
    raise(SIGUSR1);
    kill(getpid(), SIGUSR2);
    for (int i = 1; i <= 3; i++) {
        sigqueue(getpid(), rt, (union sigval){ .sival_int = 70 + i });
    }
    raise(SIGSTOP);
    block(SIG_UNBLOCK, SIGUSR1, SIGUSR2, SIGUSR2);
    _exit(2);
}

static siginfo_t info[8];

static int peek(pid_t pid, unsigned flags, int off, int nr)
{
    struct peek args = { off, flags, nr };

    return ptrace(PEEKSIGINFO, pid, &args, info);
}

static void tell_queue(const char *name, pid_t pid, unsigned flags, int off,
                       int nr)
{
    int n = peek(pid, flags, off, nr);

    printf("%s from %d: %d", name, off, n);
    for (int i = 0; i < n; i++) {
        printf(", %s %d of it %d",
               info[i].si_signo == SIGUSR1   ? "USR1"
               : info[i].si_signo == SIGUSR2 ? "USR2"
                                             : "RT",
               info[i].si_code, info[i].si_pid == pid);
        if (info[i].si_code == SI_QUEUE) {
            printf(" with %d", info[i].si_value.sival_int);
        }
    }
    printf("\n");
}

static void refused(pid_t pid)
{
    struct peek args = { 1ull << 63, 0, 1 };

    printf("errors: %d ", peek(pid, 2, 0, 8) < 0 && errno == EINVAL);
    printf("%d ", peek(pid, 0, 0, -1) < 0 && errno == EINVAL);
    printf("%d ", ptrace(PEEKSIGINFO, pid, NULL, info) < 0 && errno == EFAULT);
    printf("%ld\n", (long)ptrace(PEEKSIGINFO, pid, &args, info));
}

int main(void)
{
    pid_t pid;

    setvbuf(stdout, NULL, _IOLBF, 0);
    pid = traced_child(waits, 0);
    tell_queue("its own, at first,", pid, 0, 0, 8);
    go(PTRACE_CONT, pid, 0);
    next("blocked", pid);
    tell_queue("its own", pid, 0, 0, 8);
    tell_queue("shared", pid, SHARED, 0, 8);
    tell_queue("shared", pid, SHARED, 1, 2);
    tell_queue("shared", pid, SHARED, 9, 2);
    tell_queue("shared", pid, SHARED, 0, 0);
    refused(pid);
    go(PTRACE_CONT, pid, 0);
    next("not blocked", pid);
    tell_queue("its own", pid, 0, 0, 8);
    tell_queue("shared", pid, SHARED, 0, 8);
    go(PTRACE_CONT, pid, 0);
    next("not blocked", pid);
    tell_queue("its own", pid, 0, 0, 8);
    go(PTRACE_KILL, pid, 0);
    next("end", pid);
    return 0;
}
