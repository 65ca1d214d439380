/*
 * SPDX-License-Identifier: MIT
 *
 * ptrace() of a process that runs or sleeps already: attaching, seizing,
 * interrupting, group stops, breakpoints and single steps, and leaving it.
 *
 * cpus: aarch64 riscv64 x86_64 arm i386 s390x ppc64le ppc m68k
 * cpus: mips mipsel mips64 mips64el sparc64 sparc32plus alpha hppa
 */
#define _GNU_SOURCE
#include "ptrace.h"
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>

static struct {
    volatile int count, ready, go, naps, errors;
} * shared;

static void pause_ms(int ms)
{
    struct timespec ts = { ms / 1000, ms % 1000 * 1000000L };

    nanosleep(&ts, NULL);
}

static void await(volatile int *flag)
{
    for (int i = 0; i < 20000 && !*flag; i++) {
        pause_ms(1);
    }
}

__attribute__((noinline)) static int count_one(int n)
{
    __asm__ volatile("" : "+r"(n));
    return n + 1;
}

/* Spins. */
static void spin(void)
{
    shared->ready = 1;
    while (!shared->go) {
        shared->count = count_one(shared->count) & 0xffff;
    }
    _exit(6);
}

/* Sleeps, and nothing may wake it up. */
static void nap(void)
{
    struct timespec ts = { 0, 300 * 1000000L };

    shared->ready = 1;
    shared->errors = nanosleep(&ts, NULL) ? errno : 0;
    shared->naps++;
    while (!shared->go) {
        pause_ms(1);
    }
    _exit(shared->errors);
}

static pid_t start(void (*child)(void))
{
    pid_t pid;

    memset((void *)shared, 0, sizeof(*shared));
    pid = fork();
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        child();
    }
    await(&shared->ready);
    return pid;
}

static void finish(const char *who, pid_t pid)
{
    shared->go = 1;
    next(who, pid);
}

static void attach(void)
{
    pid_t pid = start(spin);
    unsigned long regs[64];

    go(PTRACE_ATTACH, pid, 0);
    next("attach", pid);
    printf("registers %d\n", get_regs(pid, regs, 64) > 16);
    go(PTRACE_CONT, pid, 0);
    kill(pid, SIGSTOP);
    next("attach", pid);
    go(PTRACE_CONT, pid, SIGSTOP);
    next("group stop", pid);
    go(PTRACE_CONT, pid, 0);
    pause_ms(20);
    kill(pid, SIGCONT);
    next("attach", pid);
    go(PTRACE_CONT, pid, SIGCONT);
    kill(pid, SIGWINCH);
    next("attach", pid);
    go(PTRACE_DETACH, pid, 0);
    finish("attach", pid);
}

static void seize(void)
{
    pid_t pid = start(nap);
    siginfo_t info;

    if (ptrace(PTRACE_SEIZE, pid, NULL, PTRACE_O_TRACESYSGOOD) < 0) {
        printf("PTRACE_SEIZE: %s\n", strerror(errno));
        return;
    }
    go(PTRACE_INTERRUPT, pid, 0);
    next("seize", pid);
    ptrace(PTRACE_GETSIGINFO, pid, NULL, &info);
    printf("signal %d, code %#x\n", info.si_signo, info.si_code);
    go(PTRACE_CONT, pid, 0);
    await(&shared->naps);
    printf("slept %d, error %d\n", shared->naps, shared->errors);

    kill(pid, SIGSTOP);
    next("seize", pid);
    go(PTRACE_CONT, pid, SIGSTOP);
    next("group stop", pid);
    go(PTRACE_LISTEN, pid, 0);
    kill(pid, SIGCONT);
    next("listened", pid);
    go(PTRACE_CONT, pid, 0);
    next("continued", pid);
    go(PTRACE_CONT, pid, SIGCONT);
    go(PTRACE_INTERRUPT, pid, 0);
    next("again", pid);
    go(PTRACE_DETACH, pid, 0);
    finish("seize", pid);
}

/* A tracee runs on though nobody waits for it, and disturbs nobody. */
static void unattended(void)
{
    struct timespec ts = { 0, 200 * 1000000L };
    pid_t pid = start(spin);
    int count, slept;

    go(PTRACE_SEIZE, pid, 0);
    slept = nanosleep(&ts, NULL) == 0;
    count = shared->count;
    for (int i = 0; i < 1000 && count == shared->count; i++) {
        pause_ms(1);
    }
    printf("unattended: slept %d, runs %d\n", slept, count != shared->count);
    finish("unattended", pid);
}

/* Whether a step from the beginning of count_one(), at addr, has led here. */
static int gone_on(const unsigned long *regs, unsigned long addr)
{
#if defined(__mips__)
    return regs[PC_INDEX] == regs[PC_INDEX - 3]; /* $31: it only returns */
#else
    return get_pc(regs) > addr && get_pc(regs) <= addr + 16;
#endif
}

/* As debuggers do: puts it there, runs into it, and steps over it. */
static void breakpoint(void)
{
    pid_t pid = start(spin);
    unsigned long regs[64], before, after;
    unsigned long addr = code_of((void (*)(void))count_one);
    siginfo_t info;
    int n;

    go(PTRACE_ATTACH, pid, 0);
    next("breakpoint", pid);
    before = ptrace(PTRACE_PEEKTEXT, pid, (void *)addr, NULL);
    after = with_breakpoint(before);
    for (int i = 0; i < 3; i++) {
        go(PTRACE_CONT, pid,
           ptrace(PTRACE_POKETEXT, pid, (void *)addr, after) ? 1 : 0);
        next("breakpoint", pid);
        n = get_regs(pid, regs, 64);
        if (PC_AFTER) {
            set_pc(regs, get_pc(regs) - PC_AFTER);
            set_regs(pid, regs, n);
        }
        printf("there %d\n", get_pc(regs) == addr && n > 16);
        ptrace(PTRACE_POKETEXT, pid, (void *)addr, before);
        step("step", pid);
        get_regs(pid, regs, 64);
        ptrace(PTRACE_GETSIGINFO, pid, NULL, &info);
        printf("gone on %d, code %d\n", gone_on(regs, addr),
               info.si_code == STEP_CODE);
    }
    go(PTRACE_CONT, pid, 0);
    kill(pid, SIGSTOP);
    next("breakpoint", pid);
    go(PTRACE_DETACH, pid, 0);
    finish("breakpoint", pid);
}

/* What a tracer leaves behind when it dies */
static void tracer_dies(long options)
{
    pid_t pid = start(spin), tracer = fork();
    int status;

    if (tracer == 0) {
        if (ptrace(PTRACE_SEIZE, pid, NULL, options) < 0 ||
            ptrace(PTRACE_INTERRUPT, pid, NULL, NULL) < 0 ||
            waitpid(pid, &status, __WALL) != pid) {
            _exit(1);
        }
        tell("tracer", status);
        go(PTRACE_SYSCALL, pid, 0);
        _exit(0);
    }
    next("tracer", tracer);
    pause_ms(50);
    finish("its tracee", pid);
}

static void nobody_may(void)
{
    pid_t pid = start(spin), second;

    go(PTRACE_ATTACH, pid, 0);
    next("first tracer", pid);
    second = fork();
    if (second == 0) {
        _exit(ptrace(PTRACE_ATTACH, pid, NULL, NULL) < 0 ? errno : 0);
    }
    next("second tracer", second);
    printf("itself: %ld, ", ptrace(PTRACE_ATTACH, getpid(), NULL, NULL));
    printf("%s\n", strerror(errno));
    go(PTRACE_DETACH, pid, 0);
    finish("first tracer", pid);
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
                  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    attach();
    seize();
    unattended();
    breakpoint();
    tracer_dies(0);
    tracer_dies(PTRACE_O_EXITKILL);
    nobody_may();
    return 0;
}
