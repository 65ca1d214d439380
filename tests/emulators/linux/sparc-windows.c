/*
 * SPDX-License-Identifier: MIT
 *
 * A handler sees the registers of the function that it has interrupted in that
 * function's stack, and what it leaves there they are when it returns: the
 * kernel takes them from there (arch/sparc/kernel: synchronize_user_stack(),
 * and the fill trap on the way back).
 *
 * cpus: sparc64 sparc32plus
 * prints: old frame, seen: l5 77, i0 99
 * prints: old frame, afterwards: l5 1234, i0 99
 * prints: frame with information, seen: l5 77, i0 88
 * prints: frame with information, afterwards: l5 1234, i0 88
 */
#include <signal.h>
#include <stdio.h>

#ifdef __arch64__
#define BIAS 2047
enum { PC = 17, NPC, SP = 14 }; /* g0 to g7, o0 to o7, tstate */
#else
#define BIAS 0
enum { PC = 1, NPC, SP = 18 }; /* psr; y, g0 to g7, o0 to o7 */
#endif
#define L5 5
#define I0 8

static long seen_l5, seen_i0;

/* Goes on behind the trap. */
static void change(unsigned long *regs)
{
    long *window = (long *)(regs[SP] + BIAS);

    seen_l5 = window[L5];
    seen_i0 = window[I0];
    window[L5] = 1234;
    regs[PC] = regs[NPC];
    regs[NPC] += 4;
}

/* struct pt_regs is the third argument, or with 64 bits behind the siginfo. */
static void handler(int sig, siginfo_t *info, void *context)
{
    (void)sig;
    (void)info;
    change(BIAS ? context + 128 : context);
}

static __attribute__((noinline)) void interrupted(const char *text, long in)
{
    long local = 77;

    __asm__ volatile("mov %0, %%l5\n\t"
                     "mov %1, %%i0\n\t"
                     "ta 1\n\t"
                     "mov %%l5, %0\n\t"
                     "mov %%i0, %1"
                     : "+r"(local), "+r"(in)
                     :
                     : "l5", "i0", "memory");
    printf("%s, seen: l5 %ld, i0 %ld\n", text, seen_l5, seen_i0);
    printf("%s, afterwards: l5 %ld, i0 %ld\n", text, local, in);
}

int main(void)
{
    struct sigaction action = { .sa_sigaction = handler };

    sigaction(SIGTRAP, &action, NULL);
    interrupted("old frame", 99);
    action.sa_flags = SA_SIGINFO;
    sigaction(SIGTRAP, &action, NULL);
    interrupted("frame with information", 88);
    return 0;
}
