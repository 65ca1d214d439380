/*
 * SPDX-License-Identifier: MIT
 *
 * What the tests of ptrace() share: they tell of a stop in words.
 */
#include <elf.h>
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

/* struct user_regs_struct of this CPU: where the PC is, and how many */
#if defined(__aarch64__)
#define PC_INDEX 32
#define BREAKPOINT 0xd4200000u /* brk #0 */
#define BREAKPOINT_SIZE 4
#elif defined(__riscv)
#define PC_INDEX 0
#define BREAKPOINT 0x9002u /* c.ebreak */
#define BREAKPOINT_SIZE 2
#elif defined(__x86_64__)
#define PC_INDEX 16
#define BREAKPOINT 0xccu /* int3 */
#define BREAKPOINT_SIZE 1
#define PC_AFTER 1
#elif defined(__i386__)
#define PC_INDEX 12
#define BREAKPOINT 0xccu
#define BREAKPOINT_SIZE 1
#define PC_AFTER 1
#elif defined(__arm__)
#define PC_INDEX 15
#define CODE_MASK ~1ul /* bit 0 of a pointer: Thumb */
#ifdef __thumb__
#define BREAKPOINT 0xde01u
#define BREAKPOINT_SIZE 2
#else
#define BREAKPOINT 0xe7f001f0u
#define BREAKPOINT_SIZE 4
#endif
#elif defined(__s390x__)
#define PC_INDEX 1
#define BREAKPOINT 0x0001u
#define BREAKPOINT_SIZE 2
#define PC_AFTER 2
#elif defined(__m68k__)
#define PC_INDEX 18
#define BREAKPOINT 0x4e4fu /* trap #15 */
#define BREAKPOINT_SIZE 2
#define PC_AFTER 2
#elif defined(__mips__)
#define PC_INDEX (sizeof(long) == 8 ? 34 : 40)
#define BREAKPOINT 0x0005000du /* break 5 */
#define BREAKPOINT_SIZE 4
#elif defined(__powerpc__)
#define PC_INDEX 32
#define BREAKPOINT 0x7fe00008u /* trap */
#define BREAKPOINT_SIZE 4
#elif defined(__sparc__)
#define PC_INDEX 33
#define NPC_INDEX 34
#define BREAKPOINT 0x91d02001u /* ta 1 */
#define BREAKPOINT_SIZE 4
#define STEP_CODE TRAP_BRKPT
#elif defined(__alpha__)
#define PC_INDEX 31
#define BREAKPOINT 0x00000080u /* call_pal bpt */
#define BREAKPOINT_SIZE 4
#define PC_AFTER 4
#define STEP_CODE TRAP_BRKPT /* the kernel steps with breakpoints */
#elif defined(__hppa__)
#define PC_INDEX 40
#define NPC_INDEX 41
#define PC_MASK ~3ul           /* with the privilege */
#define BREAKPOINT 0x00010004u /* break 4,8 */
#define BREAKPOINT_SIZE 4
#endif

/* How far the PC is beyond a breakpoint */
#ifndef PC_AFTER
#define PC_AFTER 0
#endif
#ifndef CODE_MASK
#define CODE_MASK ~0ul
#endif
#ifndef PC_MASK
#define PC_MASK ~0ul
#endif
#ifndef STEP_CODE
#define STEP_CODE TRAP_TRACE
#endif

/* Where the code of a function is */
static inline unsigned long code_of(void (*function)(void))
{
#if defined(__powerpc64__) && _CALL_ELF != 2
    return *(unsigned long *)function; /* a descriptor */
#elif defined(__hppa__)
    unsigned long addr = (uintptr_t)function; /* or of a descriptor, + 2 */

    return addr & 2 ? *(unsigned long *)(addr & ~3ul) : addr;
#else
    return (uintptr_t)function & CODE_MASK;
#endif
}

/* The word of code @before with a breakpoint as its first instruction */
static inline unsigned long with_breakpoint(unsigned long before)
{
    unsigned long bits = 8 * (sizeof(long) - BREAKPOINT_SIZE);

#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    return bits ? (before & ((1ul << bits) - 1)) | (unsigned long)BREAKPOINT
                                                       << bits
                : BREAKPOINT;
#else
    unsigned long mask = ~0ul >> bits;

    return (before & ~mask) | BREAKPOINT;
#endif
}

#ifndef PTRACE_EVENT_STOP
#define PTRACE_EVENT_STOP 128
#endif

static const char *const event_names[] = {
    "", "fork", "vfork", "clone", "exec", "vfork done", "exit", "seccomp",
};

static inline void tell(const char *who, int status)
{
    if (WIFEXITED(status)) {
        printf("%s: exited with %d\n", who, WEXITSTATUS(status));
    } else if (WIFSIGNALED(status)) {
        printf("%s: killed by %s\n", who, strsignal(WTERMSIG(status)));
    } else if (WIFSTOPPED(status)) {
        int event = status >> 16;

        printf("%s: %s%s%s%s\n", who, strsignal(WSTOPSIG(status) & 0x7f),
               WSTOPSIG(status) & 0x80 ? ", system call" : "",
               event ? ", event " : "",
               event == PTRACE_EVENT_STOP ? "stop" : event_names[event & 7]);
    } else {
        printf("%s: status %#x\n", who, status);
    }
}

/* Waits for the one process, and tells. */
static inline int next(const char *who, pid_t pid)
{
    int status = 0;

    if (waitpid(pid, &status, __WALL) != pid) {
        printf("%s: waitpid: %s\n", who, strerror(errno));
        exit(1);
    }
    tell(who, status);
    return status;
}

static inline void go(int request, pid_t pid, int sig)
{
    if (ptrace(request, pid, NULL, (void *)(intptr_t)sig) < 0) {
        printf("request %d: %s\n", request, strerror(errno));
        exit(1);
    }
}

/* A child that asks to be traced, stops, gets these options, and calls CHILD
 * when it goes on. */
static inline pid_t traced_child(void (*child)(void), long options)
{
    pid_t pid = fork();

    if (pid == 0) {
        if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0) {
            printf("PTRACE_TRACEME: %s\n", strerror(errno));
            exit(1);
        }
        raise(SIGSTOP);
        child();
        _exit(0);
    }
    next("stop", pid);
    if (ptrace(PTRACE_SETOPTIONS, pid, NULL, options) < 0) {
        printf("PTRACE_SETOPTIONS: %s\n", strerror(errno));
        exit(1);
    }
    return pid;
}

/* The registers of a stopped process; returns how many there are. */
static inline int get_regs(pid_t pid, unsigned long *regs, size_t max)
{
    struct iovec iov = { regs, max * sizeof(*regs) };

    if (ptrace(PTRACE_GETREGSET, pid, (void *)NT_PRSTATUS, &iov) < 0) {
        printf("PTRACE_GETREGSET: %s\n", strerror(errno));
        exit(1);
    }
    return iov.iov_len / sizeof(*regs);
}

static inline void set_regs(pid_t pid, unsigned long *regs, int n)
{
    struct iovec iov = { regs, n * sizeof(*regs) };

    if (ptrace(PTRACE_SETREGSET, pid, (void *)NT_PRSTATUS, &iov) < 0) {
        printf("PTRACE_SETREGSET: %s\n", strerror(errno));
        exit(1);
    }
}

static inline unsigned long get_pc(const unsigned long *regs)
{
    return regs[PC_INDEX] & PC_MASK;
}

static inline void set_pc(unsigned long *regs, unsigned long pc)
{
    regs[PC_INDEX] = pc;
#ifdef NPC_INDEX
    regs[NPC_INDEX] = pc + 4;
#endif
#ifdef __hppa__
    regs[31] = pc; /* where a system call returns to */
#endif
}

/* One instruction, or a branch and its delay slot; waits, and tells. */
static inline void step(const char *who, pid_t pid)
{
#ifdef __sparc__
    /* The kernel cannot, but says what comes next. */
    unsigned long regs[64], before;
    void *addr;

    get_regs(pid, regs, 64);
    addr = (void *)regs[NPC_INDEX];
    before = ptrace(PTRACE_PEEKTEXT, pid, addr, NULL);
    ptrace(PTRACE_POKETEXT, pid, addr, with_breakpoint(before));
    go(PTRACE_CONT, pid, 0);
    next(who, pid);
    ptrace(PTRACE_POKETEXT, pid, addr, before);
#else
    go(PTRACE_SINGLESTEP, pid, 0);
    next(who, pid);
#endif
}
