/*
 * SPDX-License-Identifier: MIT
 *
 * ptrace() of SPARC: requests with their own numbers, whose addresses are in
 * the third argument; windows of registers are in the stack of a process that
 * has stopped; delay slots.
 *
 * cpus: sparc64 sparc32plus
 * prints: stop: Stopped (signal)
 * prints: breakpoint: Trace/breakpoint trap
 * prints: older requests agree: 1 1
 * prints: struct user: 0 1
 * prints: memory: 0 some text, 0, nowhere: Input/output error
 * prints: window: in the stack 1 1, set 1
 * prints: step: Input/output error
 * prints: child: l5 77, i0 88, text SOME text
 * prints: delay slot: Trace/breakpoint trap
 * prints: in it 1, goes on behind the branch 1
 * prints: child: branch 3
 * prints: end: exited with 5
 */
#define _GNU_SOURCE
#include "ptrace.h"

#ifdef __arch64__
#define GET_REGS 22
#define GET_FPREGS 25
#define BIAS 2047
#else
#define GET_REGS 12
#define GET_FPREGS 14
#define BIAS 0
#endif
#define DETACH 11

static char text[] = "some text, and more";

/* Stops with known contents of l5 and i0, and tells what has become of them. */
__attribute__((noinline)) static void windows(long in)
{
    long local = 7;

    __asm__ volatile("mov %0, %%l5\n\t"
                     "mov %1, %%i0\n\t"
                     "ta 1\n\t"
                     "mov %%l5, %0\n\t"
                     "mov %%i0, %1"
                     : "+r"(local), "+r"(in)
                     :
                     : "l5", "i0", "memory");
    printf("child: l5 %ld, i0 %ld, text %.9s\n", local, in, text);
    fflush(stdout);
}

/* Stops in the delay slot of a branch, which is taken all the same. */
__attribute__((noinline)) static long branches(void)
{
    long sum = 0;

    __asm__ volatile("ba 1f\n\t"
                     " ta 1\n\t"
                     "add %0, 8, %0\n"
                     "1:\n\t"
                     "add %0, 3, %0"
                     : "+r"(sum));
    return sum;
}

static void child(void)
{
    windows(9);
    printf("child: branch %ld\n", branches());
    fflush(stdout);
    _exit(5);
}

/* Whether PTRACE_GETREGS and PTRACE_GETFPREGS say the same as sets */
static void older(pid_t pid, const unsigned long *regs)
{
    unsigned long old[40] = {}, fp[64] = {}, old_fp[68] = {};
    struct iovec iov = { fp, sizeof(fp) };
    int same;

    ptrace(GET_REGS, pid, old, NULL);
#ifdef __arch64__
    same = !memcmp(old, regs + 1, 15 * 8) && !memcmp(old + 16, regs + 32, 32);
#else
    same = !memcmp(old + 4, regs + 1, 15 * 4) && !memcmp(old, regs + 32, 16);
#endif
    ptrace(PTRACE_GETREGSET, pid, (void *)NT_PRFPREG, &iov);
    ptrace(GET_FPREGS, pid, old_fp, NULL);
    printf("older requests agree: %d %d\n", same, !memcmp(fp, old_fp, 128));
    errno = 0;
    printf("struct user: %ld",
           syscall(SYS_ptrace, PTRACE_PEEKUSER, pid, NULL, NULL));
    printf(" %d\n",
           ptrace(PTRACE_POKEUSER, pid, NULL, NULL) < 0 && errno == EIO);
}

static void memory(pid_t pid)
{
    char copy[32] = "";

    printf("memory: %ld ",
           syscall(SYS_ptrace, PTRACE_READTEXT, pid, text, 9L, copy));
    printf("%s, ", copy);
    printf("%ld, ",
           syscall(SYS_ptrace, PTRACE_WRITEDATA, pid, text, 4L, "SOME"));
    syscall(SYS_ptrace, PTRACE_READTEXT, pid, 8L, 9L, copy);
    printf("nowhere: %s\n", strerror(errno));
}

/* l5 by the stack, and i0 by the set */
static void set_window(pid_t pid, unsigned long *regs, int n)
{
    unsigned long *window = (unsigned long *)(regs[14] + BIAS);

    printf("window: in the stack %d %d, ",
           ptrace(PTRACE_PEEKDATA, pid, window + 5, NULL) == 7,
           ptrace(PTRACE_PEEKDATA, pid, window + 8, NULL) == 9);
    ptrace(PTRACE_POKEDATA, pid, window + 5, 77L);
    get_regs(pid, regs, 64);
    printf("set %d\n", regs[16 + 5] == 77);
    regs[24] = 88;
    set_pc(regs, get_pc(regs) + 4);
    set_regs(pid, regs, n);
}

int main(void)
{
    unsigned long regs[64] = {}, branch;
    pid_t pid;
    int n;

    setvbuf(stdout, NULL, _IOLBF, 0);
    pid = traced_child(child, 0);
    go(PTRACE_CONT, pid, 0);
    next("breakpoint", pid);
    n = get_regs(pid, regs, 64);
    older(pid, regs);
    memory(pid);
    set_window(pid, regs, n);
    ptrace(PTRACE_SINGLESTEP, pid, NULL, NULL);
    printf("step: %s\n", strerror(errno));
    go(PTRACE_CONT, pid, 0);

    next("delay slot", pid);
    get_regs(pid, regs, 64);
    branch = get_pc(regs) - 4;
    printf("in it %d, goes on behind the branch %d\n",
           (ptrace(PTRACE_PEEKTEXT, pid, (void *)(branch + 4), NULL) >>
            8 * (sizeof(long) - 4)) == (int)BREAKPOINT,
           regs[NPC_INDEX] == branch + 12);
    regs[PC_INDEX] = regs[NPC_INDEX];
    regs[NPC_INDEX] += 4;
    set_regs(pid, regs, n);
    go(DETACH, pid, 0);
    next("end", pid);
    return 0;
}
