/*
 * SPDX-License-Identifier: MIT
 *
 * The frame of the signal for a floating-point exception has all registers as
 * they were before the instruction: a block of translated code may have some
 * in registers of the host only, until it calls what raises the exception.
 *
 * cpus: alpha hppa ppc64 ppc64le
 * prints: the register is 2
 * flags: -Wl,-u,feenableexcept -lm
 */
#define _GNU_SOURCE
#include <fenv.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <ucontext.h>

static sigjmp_buf back;

/* TRAP(): the register is 1 in one block, and 2 in that of the exception. */
#if defined(__alpha__)
/* ADDG of a reserved operand of the VAX */
static const uint64_t operand = 1ULL << 63;
#define REGISTER(context) (context)->uc_mcontext.sc_regs[1]
#define ENABLE()
#define TRAP()                                                                 \
    asm volatile(".arch ev56; ldt $f10,%0; lda $1,1; br 1f; 1: lda $1,2;"      \
                 "addg $f10,$f10,$f11; lda $1,3"                               \
                 :                                                             \
                 : "m"(operand)                                                \
                 : "$1", "$f10", "$f11")
#elif defined(__hppa__)
/* 0.0 / 0.0 with the bit for invalid operations of the status */
static const uint64_t zero;
static uint64_t status = 1ULL << (32 + 4);
#define REGISTER(context) (context)->uc_mcontext.sc_gr[20]
#define ENABLE() asm volatile("fldd 0(%0),%%fr0" : : "r"(&status) : "memory")
#define TRAP()                                                                 \
    asm volatile("fldd 0(%0),%%fr22\n ldi 1,%%r20\n b 1f\n nop\n"              \
                 "1: ldi 2,%%r20\n fdiv,dbl %%fr22,%%fr22,%%fr23\n"            \
                 "ldi 3,%%r20\n fstd %%fr0,0(%1)"                              \
                 :                                                             \
                 : "r"(&zero), "r"(&status)                                    \
                 : "r20", "fr22", "fr23", "memory")
#else
/* XVCMPGEDP of a signalling NaN */
static const uint64_t nan[2] = { 0x7ff4000000000000, 0x7ff4000000000000 };
#define REGISTER(context) (context)->uc_mcontext.gp_regs[9]
#define ENABLE() feenableexcept(FE_INVALID)
#define TRAP()                                                                 \
    asm volatile(".machine power8; lxvd2x 32,0,%0; li 9,1; b 1f; 1: li 9,2;"   \
                 "xvcmpgedp 33,32,32; li 9,3"                                  \
                 :                                                             \
                 : "b"(nan)                                                    \
                 : "9", "v0", "v1")
#endif

static void handler(int sig, siginfo_t *info, void *context)
{
    ucontext_t *uc = context;

    (void)sig;
    (void)info;
    printf("the register is %d\n", (int)REGISTER(uc));
    siglongjmp(back, 1);
}

int main(void)
{
    struct sigaction action = { .sa_flags = SA_SIGINFO };

    action.sa_sigaction = handler;
    sigaction(SIGFPE, &action, NULL);
    sigaction(SIGILL, &action, NULL);
    if (!sigsetjmp(back, 1)) {
        ENABLE();
        TRAP();
        puts("no signal");
    }
    return 0;
}
