/*
 * SPDX-License-Identifier: MIT
 *
 * siglongjmp() out of a handler: to the function that was interrupted, and to
 * one that has called it, from the same stack and from another one.
 *
 * cpus: common i386 x86_64 sparc64 sparc32plus hppa mips alpha m68k ppc
 */
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static sigjmp_buf back;
static char stack[65536];

static __attribute__((noinline)) int deep(int depth, int sig)
{
    volatile char room[100];

    memset((void *)room, depth, sizeof(room));
    if (depth == 0) {
        if (sig == SIGSEGV) {
            *(volatile int *)16 = 1;
        } else {
            raise(sig);
        }
        return 0;
    }
    return deep(depth - 1, sig) + room[depth];
}

static void leave(int depth)
{
    volatile char room[50];

    memset((void *)room, depth, sizeof(room));
    if (depth == 0) {
        siglongjmp(back, 5);
    }
    leave(depth - 1);
    room[0]++;
}

static void handler(int sig)
{
    leave(sig == SIGUSR1 ? 0 : 12);
}

static void information(int sig, siginfo_t *info, void *context)
{
    (void)info;
    (void)context;
    handler(sig);
}

static void try(int sig, int flags, int depth)
{
    struct sigaction action = { .sa_handler = handler, .sa_flags = flags };
    volatile int before = 11 * depth;

    if (flags & SA_SIGINFO) {
        action.sa_sigaction = information;
    }
    sigaction(sig, &action, NULL);
    for (int i = 0; i < 2; i++) {
        int from = sigsetjmp(back, 1);

        if (!from && depth < 0) {
            *(volatile int *)16 = 1;
        } else if (!from) {
            printf("returned %d\n", deep(depth, sig));
        }
        printf("%s, depth %d: %d %d\n", sig == SIGSEGV ? "SIGSEGV" : "SIGUSR1",
               depth, from, before);
    }
}

int main(void)
{
    stack_t other = { .ss_sp = stack, .ss_size = sizeof(stack) };
    const int flags[] = { 0, SA_SIGINFO, SA_ONSTACK, SA_ONSTACK | SA_SIGINFO };

    sigaltstack(&other, NULL);
    for (int i = 0; i < 4; i++) {
        try(SIGSEGV, flags[i], -1);
        for (int depth = 0; depth < 20; depth += 9) {
            try(SIGSEGV, flags[i], depth);
            try(SIGUSR1, flags[i], depth);
        }
    }
    return 0;
}
