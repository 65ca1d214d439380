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
#endif

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
