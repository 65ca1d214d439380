/*
 * SPDX-License-Identifier: MIT
 *
 * x86: the flags when a SETcc has a fault are those that it was to look at.
 * What they are computed from was lost at that point, and bits of an earlier
 * result came in its place.
 *
 * cpus: i386 x86_64
 * prints: carry 1, zero 0, I/O privilege level 0
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <ucontext.h>

static sigjmp_buf back;
static unsigned long flags;

static void handler(int sig, siginfo_t *info, void *context)
{
    (void)sig;
    (void)info;
    flags = ((ucontext_t *)context)->uc_mcontext.gregs[REG_EFL];
    siglongjmp(back, 1);
}

int main(void)
{
    struct sigaction action = { .sa_flags = SA_SIGINFO };
    unsigned char *page =
        mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    unsigned bits = 1;

    action.sa_sigaction = handler;
    sigaction(SIGSEGV, &action, NULL);
    if (!sigsetjmp(back, 1)) {
        __asm__ volatile("movl $0x3000, %%eax\n\t"
                         "testl %%eax, %%eax\n\t"
                         "jmp 1f\n"
                         "1:\tbtrl $0, %1\n\t"
                         "setbe %0"
                         : "=m"(*page), "+m"(bits)
                         :
                         : "eax", "cc");
    }
    printf("carry %lu, zero %lu, I/O privilege level %lu\n", flags & 1,
           flags >> 6 & 1, flags >> 12 & 3);
    return 0;
}
