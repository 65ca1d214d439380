/*
 * SPDX-License-Identifier: MIT
 *
 * ptrace() of PA-RISC: both ends of the queue of instructions, single steps
 * through branches, their delay slots and what they nullify, and steps to the
 * next branch; how a system call differs from a program.
 *
 * cpus: hppa
 * prints: stop: Stopped (signal)
 * prints: breakpoint: Trace/breakpoint trap
 * prints: in a program 1, struct user 1 1 1, not to be set 1
 * prints: at 4, then 8, code 1
 * prints: at 8, then 16, code 2
 * prints: at 16, then 20, code 2
 * prints: at 20, then 24, code 2
 * prints: at 28, then 32, code 2
 * prints: block: at 40, then 48, code 3
 * prints: block: at 48, then 52, code 2
 * prints: call: Trace/breakpoint trap, system call
 * prints: getppid 1, in a call 1, PC is r31 1
 * prints: result: Trace/breakpoint trap, system call
 * prints: changed 1
 * prints: child: sum 21, result 99
 * prints: end: exited with 4
 */
#define _GNU_SOURCE
#include "ptrace.h"

#define SINGLEBLOCK 12
#define PSW_C 0x40000 /* of a program, but not of a system call */
#define USER_FR 128   /* see struct pt_regs */
#define USER_SAR 452

static void child(void)
{
    long sum = 0;

    __asm__ volatile("break 4,8\n\t"
                     "b 1f\n\t"          /* 4 */
                     "ldo 1(%0), %0\n\t" /* 8: in the slot */
                     "ldo 64(%0), %0\n"  /* 12 */
                     "1:\n\t"
                     "ldo 4(%0), %0\n\t" /* 16 */
                     "comclr,= %0, %0, %%r0\n\t"
                     "ldo 64(%0), %0\n\t" /* 24: nullified */
                     "nop\n\t"            /* 28 */
                     "nop\n\t"            /* 32 */
                     "b 2f\n\t"           /* 36 */
                     "ldo 16(%0), %0\n\t" /* 40: in the slot */
                     "ldo 64(%0), %0\n"   /* 44 */
                     "2:\n\t"
                     "nop\n\t"
                     "nop"
                     : "+r"(sum));
    printf("child: sum %ld, result %ld\n", sum, syscall(SYS_getppid));
    fflush(stdout);
    _exit(4);
}

static unsigned long base;

static void tell_queue(const char *who, pid_t pid)
{
    unsigned long regs[64];
    siginfo_t info;

    get_regs(pid, regs, 64);
    ptrace(PTRACE_GETSIGINFO, pid, NULL, &info);
    printf("%sat %ld, then %ld, code %d\n", who, get_pc(regs) - base,
           (regs[NPC_INDEX] & PC_MASK) - base, info.si_code);
}

static void resume(int request, pid_t pid)
{
    int status;

    go(request, pid, 0);
    waitpid(pid, &status, 0);
}

static long peek_user(pid_t pid, long offset)
{
    return ptrace(PTRACE_PEEKUSER, pid, (void *)offset, NULL);
}

static void registers(pid_t pid)
{
    unsigned long regs[64], fp[64];

    get_regs(pid, regs, 64);
    base = get_pc(regs);
    ptrace(14, pid, NULL, fp); /* PTRACE_GETFPREGS */
    printf("in a program %d, struct user %d %d %d, ", !!(regs[0] & PSW_C),
           peek_user(pid, 30 * 4) == (long)regs[30],
           peek_user(pid, USER_FR + 4 * 12) == (long)fp[12],
           peek_user(pid, USER_SAR) == (long)regs[44]);
    errno = 0;
    printf("not to be set %d\n",
           ptrace(PTRACE_POKEUSER, pid, (void *)432, 1l) < 0 && errno == EIO);
    set_pc(regs, base + 4);
    set_regs(pid, regs, 64);
}

static void steps(pid_t pid)
{
    tell_queue("", pid);
    for (int i = 0; i < 4; i++) {
        resume(PTRACE_SINGLESTEP, pid);
        if (i == 3) {
            resume(PTRACE_SINGLESTEP, pid); /* the nullified one */
        }
        tell_queue("", pid);
    }
    resume(SINGLEBLOCK, pid);
    tell_queue("block: ", pid);
    resume(PTRACE_SINGLESTEP, pid);
    tell_queue("block: ", pid);
}

static void call(pid_t pid)
{
    unsigned long regs[64];
    int n;

    do {
        go(PTRACE_SYSCALL, pid, 0);
        waitpid(pid, &n, 0);
        get_regs(pid, regs, 64);
    } while (WIFSTOPPED(n) && regs[20] != SYS_getppid);
    tell("call", n);
    printf("getppid %d, in a call %d, PC is r31 %d\n", WIFSTOPPED(n),
           !(regs[0] & PSW_C), get_pc(regs) == (regs[31] & PC_MASK));
    go(PTRACE_SYSCALL, pid, 0);
    next("result", pid);
    n = get_regs(pid, regs, 64);
    printf("changed %d\n", regs[28] == (unsigned long)getpid());
    regs[28] = 99;
    set_regs(pid, regs, n);
}

int main(void)
{
    pid_t pid;

    setvbuf(stdout, NULL, _IOLBF, 0);
    pid = traced_child(child, PTRACE_O_TRACESYSGOOD);
    go(PTRACE_CONT, pid, 0);
    next("breakpoint", pid);
    registers(pid);
    steps(pid);
    call(pid);
    go(PTRACE_CONT, pid, 0);
    next("end", pid);
    return 0;
}
