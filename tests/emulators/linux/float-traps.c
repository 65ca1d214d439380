/*
 * SPDX-License-Identifier: MIT
 *
 * feenableexcept(): a floating-point exception that is enabled is SIGFPE, whose
 * si_code says which one it is. The inexact result is not here, as it needs
 * -mieee-with-inexact on Alpha.
 *
 * cpus: alpha i386 m68k mips mipsel mips64 mips64el ppc ppc64 ppc64le
 * cpus: s390x sparc64 x86_64
 * flags: -Wl,-u,feenableexcept,-u,fedisableexcept
 * flags: -Wl,-u,feclearexcept,-u,sqrt -lm
 */
#define _GNU_SOURCE
#include <fenv.h>
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>

static sigjmp_buf back;
static volatile double zero, one = 1, minus = -1, infinite = INFINITY;
static volatile double large = 1e308, small = 1e-308, result;
static volatile float zero_single, one_single = 1;
static volatile int whole;

static void handler(int sig, siginfo_t *info, void *context)
{
    switch (info->si_code) {
    case FPE_FLTINV:
        puts("FLTINV");
        break;
    case FPE_FLTDIV:
        puts("FLTDIV");
        break;
    case FPE_FLTOVF:
        puts("FLTOVF");
        break;
    case FPE_FLTUND:
        puts("FLTUND");
        break;
    default:
        puts("other");
        break;
    }
    siglongjmp(back, 1);
}

#define TRY(name, exceptions, statement)                                       \
    do {                                                                       \
        printf("%s: ", name);                                                  \
        feclearexcept(FE_ALL_EXCEPT);                                          \
        if (!sigsetjmp(back, 1)) {                                             \
            feenableexcept(exceptions);                                        \
            statement;                                                         \
            fedisableexcept(FE_ALL_EXCEPT);                                    \
            puts("none");                                                      \
        }                                                                      \
        fedisableexcept(FE_ALL_EXCEPT);                                        \
    } while (0)

int main(void)
{
    struct sigaction action = { .sa_flags = SA_SIGINFO };

    action.sa_sigaction = handler;
    sigaction(SIGFPE, &action, NULL);
    TRY("1 / 0", FE_DIVBYZERO, result = one / zero);
    TRY("1 / 0, single", FE_DIVBYZERO, result = one_single / zero_single);
    TRY("0 / 0", FE_INVALID, result = zero / zero);
    TRY("inf - inf", FE_INVALID, result = infinite - infinite);
    TRY("0 * inf", FE_INVALID, result = zero * infinite);
    TRY("sqrt(-1)", FE_INVALID, result = sqrt(minus));
    TRY("inf to int", FE_INVALID, whole = (int)infinite);
    TRY("overflow", FE_OVERFLOW, result = large * large);
    TRY("underflow", FE_UNDERFLOW, result = small * small);
    TRY("1 / 0, another enabled", FE_INVALID, result = one / zero);
    TRY("all", FE_ALL_EXCEPT & ~FE_INEXACT, result = one / zero);
    return 0;
}
