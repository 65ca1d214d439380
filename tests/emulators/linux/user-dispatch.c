/*
 * SPDX-License-Identifier: MIT
 *
 * The SIGSYS of PR_SET_SYSCALL_USER_DISPATCH says which call was not made.
 */
#define _GNU_SOURCE
#include "filter.h"

#ifndef PR_SET_SYSCALL_USER_DISPATCH
#define PR_SET_SYSCALL_USER_DISPATCH 59
#endif

static volatile char selector;
static siginfo_t seen;

static void handler(int sig, siginfo_t *info, void *context)
{
    selector = 0;
    seen = *info;
}

static int dispatch(void)
{
    return prctl(PR_SET_SYSCALL_USER_DISPATCH, 1, 0, 0, &selector);
}

static void handled(void)
{
    struct sigaction act = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO };

    sigaction(SIGSYS, &act, NULL);
    printf("%d ", dispatch());
    selector = 1;
    syscall(PROBE, 0);
    printf("signal %s, code %d, error %d, call %s, arch %s, place %d\n",
           sigabbrev_np(seen.si_signo), seen.si_code, seen.si_errno,
           seen.si_syscall == PROBE ? "right" : "wrong",
           seen.si_arch == ARCH ? "right" : "wrong", !!seen.si_call_addr);
}

static void by_default(void)
{
    dispatch();
    selector = 1;
    syscall(PROBE, 0);
}

int main(void)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    fate("handled", handled);
    fate("default", by_default);
    return 0;
}
