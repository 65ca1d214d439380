/*
 * SPDX-License-Identifier: MIT
 *
 * ptrace() of Alpha: PTRACE_PEEKDATA and PTRACE_PEEKUSER return the word, which
 * may look like an error; PTRACE_PEEKUSER numbers registers; single steps end
 * as breakpoints do, also where a branch leads, and in a handler behind its
 * first instruction.
 *
 * cpus: alpha
 * prints: stop: Stopped (signal)
 * prints: breakpoint: Trace/breakpoint trap
 * prints: registers: -512 -4, memory -513, another 0
 * prints: FPCR: dynamic rounding 3, traps 0xc, underflow to zero 3
 * prints: set: f2 1, the set 1
 * prints: branch: Trace/breakpoint trap
 * prints: PC 1, code 1
 * prints: signal: User defined signal 1
 * prints: handler: Trace/breakpoint trap
 * prints: PC 1, code 1
 * prints: child: $9 5, memory -7
 * prints: end: exited with 3
 */
#define _GNU_SOURCE
#include "ptrace.h"

#define FPCR 63
#define ROUNDING 58 /* FPCR.DYN */
#define UNDZ 60     /* FPCR.UNDZ, and UNFD */
#define UMZ 0x2000  /* of the kernel: underflow is mapped to zero */

static volatile long word = -513;

static void on_signal(int sig)
{
    __asm__ volatile("nop");
}

static void child(void)
{
    long nine = -512, ten = -4;

    signal(SIGUSR1, on_signal);
    __asm__ volatile("mov %0, $9\n\t"
                     "mov %1, $10\n\t"
                     "call_pal 0x80\n\t"
                     "br $31, 1f\n\t"
                     "call_pal 0x81\n"
                     "1:\n\t"
                     "mov $9, %0"
                     : "+r"(nine)
                     : "r"(ten)
                     : "$9", "$10");
    raise(SIGUSR1);
    printf("child: $9 %ld, memory %ld\n", nine, word);
    fflush(stdout);
    _exit(3);
}

static long peek_user(pid_t pid, long number)
{
    errno = 0;
    return ptrace(PTRACE_PEEKUSER, pid, (void *)number, NULL);
}

static void poke_user(pid_t pid, long number, unsigned long value)
{
    if (ptrace(PTRACE_POKEUSER, pid, (void *)number, value) < 0) {
        printf("PTRACE_POKEUSER: %s\n", strerror(errno));
    }
}

/* What the kernel does for the FPU is in unused bits. */
static void floating_point(pid_t pid)
{
    unsigned long fp[32], fpcr;
    struct iovec iov = { fp, sizeof(fp) };
    double x = -1.25;

    fpcr = peek_user(pid, FPCR) & ~(3ul << ROUNDING) & ~0x7eul;
    poke_user(pid, FPCR, fpcr | 3ul << ROUNDING | UMZ | 0xc);
    fpcr = peek_user(pid, FPCR);
    printf("FPCR: dynamic rounding %lu, traps %#lx, underflow to zero %lu\n",
           fpcr >> ROUNDING & 3, fpcr & 0x7e, fpcr >> UNDZ & 3);
    poke_user(pid, FPCR,
              (fpcr & ~(3ul << ROUNDING) & ~0x7eul) | 2ul << ROUNDING);
    memcpy(&fpcr, &x, sizeof(fpcr));
    poke_user(pid, 32 + 2, fpcr);
    ptrace(PTRACE_GETREGSET, pid, (void *)NT_PRFPREG, &iov);
    printf("set: f2 %d, the set %d\n", peek_user(pid, 32 + 2) == (long)fpcr,
           fp[2] == fpcr);
}

static void tell_step(pid_t pid, unsigned long pc)
{
    siginfo_t info;

    ptrace(PTRACE_GETSIGINFO, pid, NULL, &info);
    printf("PC %d, code %d\n", peek_user(pid, 64) == (long)pc, info.si_code);
}

int main(void)
{
    unsigned long pc;
    pid_t pid;

    setvbuf(stdout, NULL, _IOLBF, 0);
    pid = traced_child(child, 0);
    go(PTRACE_CONT, pid, 0);
    next("breakpoint", pid);
    printf("registers: %ld ", peek_user(pid, 9));
    printf("%ld, memory %ld, ", peek_user(pid, 10),
           ptrace(PTRACE_PEEKDATA, pid, (void *)&word, NULL));
    printf("another %ld\n", peek_user(pid, 99));
    floating_point(pid);
    poke_user(pid, 9, 5);
    ptrace(PTRACE_POKEDATA, pid, (void *)&word, -7l);

    pc = peek_user(pid, 64);
    step("branch", pid);
    tell_step(pid, pc + 8);
    go(PTRACE_CONT, pid, 0);
    next("signal", pid);
    go(PTRACE_SINGLESTEP, pid, SIGUSR1);
    next("handler", pid);
    tell_step(pid, code_of((void (*)(void))on_signal) + 4);
    go(PTRACE_CONT, pid, 0);
    next("end", pid);
    return 0;
}
