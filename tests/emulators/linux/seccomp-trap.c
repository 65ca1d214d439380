/*
 * SPDX-License-Identifier: MIT
 *
 * SECCOMP_RET_TRAP: the signal says which call it was and where, the call is
 * not made, and the program goes on behind it.
 */
#define _GNU_SOURCE
#include "filter.h"
#include <sched.h>
#include <stdint.h>
#include <ucontext.h>

static volatile int count;

static void *program_counter(ucontext_t *uc)
{
#if defined(__x86_64__)
    return (void *)uc->uc_mcontext.gregs[REG_RIP];
#elif defined(__i386__)
    return (void *)uc->uc_mcontext.gregs[REG_EIP];
#elif defined(__aarch64__)
    return (void *)uc->uc_mcontext.pc;
#elif defined(__arm__)
    return (void *)uc->uc_mcontext.arm_pc;
#elif defined(__riscv)
    return (void *)uc->uc_mcontext.__gregs[REG_PC];
#elif defined(__s390x__)
    return (void *)uc->uc_mcontext.psw.addr;
#elif defined(__powerpc64__)
    return (void *)uc->uc_mcontext.gp_regs[PT_NIP];
#else
    return NULL;
#endif
}

static void handler(int sig, siginfo_t *info, void *context)
{
    void *pc = program_counter(context);

    count++;
    printf("signal %s, code %s, error %d, call %s, arch %s, place %s\n",
           sigabbrev_np(sig), info->si_code == 1 ? "seccomp" : "?",
           info->si_errno, info->si_syscall == PROBE ? "right" : "wrong",
           info->si_arch == ARCH ? "right" : "wrong",
           !pc || info->si_call_addr == pc ? "right" : "wrong");
}

static int trap(void)
{
    struct sock_filter f[] = ONLY(PROBE, SECCOMP_RET_TRAP | 0xbeef);

    return INSTALL(f);
}

static void handled(void)
{
    struct sigaction act = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO };

    sigaction(SIGSYS, &act, NULL);
    trap();
    for (int i = 0; i < 3; i++) {
        syscall(PROBE, 0);
    }
    printf("%d times\n", count);
}

static void plain(int sig)
{
    count++;
}

static void without_info(void)
{
    signal(SIGSYS, plain);
    trap();
    syscall(PROBE, 0);
    printf("%d\n", count);
}

static void by_default(void)
{
    trap();
    syscall(PROBE, 0);
}

static void ignored(void)
{
    signal(SIGSYS, SIG_IGN);
    trap();
    syscall(PROBE, 0);
}

static void blocked(void)
{
    sigset_t set;

    signal(SIGSYS, plain);
    sigemptyset(&set);
    sigaddset(&set, SIGSYS);
    sigprocmask(SIG_BLOCK, &set, NULL);
    trap();
    syscall(PROBE, 0);
}

/* KILL_PROCESS does not care about handlers. */
static void handled_kill(void)
{
    struct sock_filter f[] = ONLY(PROBE, SECCOMP_RET_KILL_PROCESS);

    signal(SIGSYS, plain);
    INSTALL(f);
    syscall(PROBE, 0);
}

/* The first process of a PID namespace dies as well. */
static void first_process(void)
{
    if (unshare(CLONE_NEWPID)) {
        puts("no namespace");
    }
    fflush(stdout);
    fate("kill", handled_kill);
}

int main(void)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    fate("handler", handled);
    fate("handler without siginfo", without_info);
    fate("default", by_default);
    fate("ignored", ignored);
    fate("blocked", blocked);
    fate("killed with a handler", handled_kill);
    fate("first process", first_process);
    return 0;
}
