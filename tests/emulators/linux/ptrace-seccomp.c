/*
 * SPDX-License-Identifier: MIT
 *
 * ptrace() and seccomp: a filter asks the tracer what is to become of a system
 * call, which lets it pass, changes it, or takes it away; there is no call
 * without a tracer that wants to be asked.
 *
 * cpus: aarch64 riscv64 x86_64 arm i386 s390x ppc64le ppc m68k
 * cpus: mips mipsel mips64 mips64el sparc64 sparc32plus alpha hppa
 */
#define _GNU_SOURCE
#include "ptrace.h"
#include "filter.h"
#include <linux/ptrace.h>
#include <sys/prctl.h>

#define GETSID SYS_getsid

static void calls(void)
{
    struct sock_filter filter[] = {
        LOAD(NR),
        EQUAL(PROBE, 2, 0),
        EQUAL(GETSID, 2, 0),
        RETURN(SECCOMP_RET_ALLOW),
        RETURN(SECCOMP_RET_TRACE | 42),
        RETURN(SECCOMP_RET_ERRNO | EXDEV),
    };
    pid_t group = getpgrp(); /* which is the same call on some CPUs */
    long ret;

    if (INSTALL(filter)) {
        printf("child: filter: %s\n", strerror(errno));
        _exit(1);
    }
    raise(SIGSTOP);
    ret = syscall(PROBE, 0);
    printf("child: let pass: %d\n", ret == group);
    ret = syscall(PROBE, 0);
    printf("child: changed: %d\n", ret == getppid());
    ret = syscall(PROBE, -1);
    printf("child: taken away: %ld\n", ret);
    ret = syscall(PROBE, 0);
    printf("child: changed, and denied: %s\n", result(ret));
    fflush(stdout);
    syscall(PROBE, 0);
    _exit(9);
}

static pid_t traced(void (*child)(void), long options)
{
    pid_t pid = fork();

    if (pid == 0) {
        if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0) {
            printf("PTRACE_TRACEME: %s\n", strerror(errno));
            exit(1);
        }
        child();
    }
    next("stop", pid);
    if (ptrace(PTRACE_SETOPTIONS, pid, NULL, options) < 0) {
        printf("PTRACE_SETOPTIONS: %s\n", strerror(errno));
        exit(1);
    }
    return pid;
}

/* Makes another call of the one that @pid is about to make, or none. */
static void set_call(pid_t pid, int nr)
{
    unsigned long regs[64] = {};
#if defined(__aarch64__)
    struct iovec iov = { &nr, sizeof(nr) };

    ptrace(PTRACE_SETREGSET, pid, (void *)0x404, &iov);
    (void)regs;
#elif defined(__arm__)
    ptrace(23, pid, NULL, nr);
    (void)regs;
#else
    int n = get_regs(pid, regs, 64);

#if defined(__x86_64__)
    regs[15] = nr;
#elif defined(__i386__)
    regs[11] = nr;
#elif defined(__riscv)
    regs[17] = nr;
#elif defined(__s390x__)
    regs[4] = nr;
#elif defined(__m68k__)
    regs[16] = nr;
#elif defined(__mips__)
    regs[PC_INDEX - 32] = nr; /* $2 */
#elif defined(__powerpc__) || defined(__alpha__)
    regs[0] = nr;
#elif defined(__sparc__)
    regs[1] = nr;
#elif defined(__hppa__)
    regs[20] = nr;
#endif
    set_regs(pid, regs, n);
#endif
}

static void tell_info(pid_t pid)
{
    struct ptrace_syscall_info info = {};
    unsigned long message = 0;
    siginfo_t siginfo;
    long size = ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info), &info);

    ptrace(PTRACE_GETEVENTMSG, pid, NULL, &message);
    ptrace(PTRACE_GETSIGINFO, pid, NULL, &siginfo);
    printf("  op %d, size %ld, message %lu, code %#x\n", info.op, size, message,
           siginfo.si_code);
    if (info.op == PTRACE_SYSCALL_INFO_SECCOMP) {
        printf("  the call %d, data %u\n", info.seccomp.nr == PROBE,
               info.seccomp.ret_data);
    }
}

static void to_call(pid_t pid, int nr)
{
    go(PTRACE_CONT, pid, 0);
    next("filter", pid);
    tell_info(pid);
    if (nr) {
        set_call(pid, nr);
    }
}

static void asked(void)
{
    pid_t pid = traced(calls, PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACESECCOMP);

    to_call(pid, 0);
    to_call(pid, SYS_getppid);
    to_call(pid, -1);
    to_call(pid, GETSID);
    to_call(pid, 0);
    for (int i = 0; i < 2; i++) {
        go(PTRACE_SYSCALL, pid, 0);
        next("afterwards", pid);
        tell_info(pid);
    }
    go(PTRACE_CONT, pid, 0);
    next("end", pid);
}

static void one_call(void)
{
    struct sock_filter filter[] = ONLY(PROBE, SECCOMP_RET_TRACE | 1);
    long ret;

    if (INSTALL(filter)) {
        _exit(1);
    }
    raise(SIGSTOP);
    ret = syscall(PROBE, 0);
    printf("child: %s\n", result(ret));
    fflush(stdout);
    _exit(0);
}

/* One that traces system calls sees this one first, and is asked then. */
static void both(void)
{
    pid_t pid = traced(one_call, PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACESECCOMP);

    for (int i = 0; i < 3; i++) {
        struct ptrace_syscall_info info = {};

        do {
            go(PTRACE_SYSCALL, pid, 0);
            next("both", pid);
            ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info), &info);
        } while (i == 0 && info.op != PTRACE_SYSCALL_INFO_ENTRY);
        tell_info(pid);
    }
    go(PTRACE_CONT, pid, 0);
    next("both", pid);
}

static void not_asked(void)
{
    pid_t pid = traced(one_call, 0);

    go(PTRACE_CONT, pid, 0);
    next("not asked", pid);
}

static void nobody(void)
{
    struct sock_filter filter[] = ONLY(PROBE, SECCOMP_RET_TRACE | 1);
    pid_t pid = fork();

    if (pid == 0) {
        if (INSTALL(filter)) {
            _exit(1);
        }
        printf("nobody: %s\n", result(syscall(PROBE, 0)));
        fflush(stdout);
        _exit(0);
    }
    next("nobody", pid);
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    asked();
    both();
    not_asked();
    nobody();
    return 0;
}
