/*
 * SPDX-License-Identifier: MIT
 *
 * ptrace(): stops before and after system calls, and at events: new processes
 * and threads, programs, and the end.
 *
 * cpus: aarch64 riscv64 x86_64 arm i386 s390x ppc64le ppc
 * cpus: mips mipsel mips64 mips64el sparc64 sparc32plus alpha hppa
 */
#define _GNU_SOURCE
#include "ptrace.h"
#include <linux/ptrace.h>
#include <pthread.h>
#include <spawn.h>

extern char **environ;

static void calls(void)
{
    syscall(SYS_getppid);
    syscall(SYS_close, -1);
    syscall(SYS_dup3, 1, 1, 0);
    kill(getpid(), SIGCONT);
    syscall(SYS_exit_group, 7);
}

static void *thread(void *arg)
{
    syscall(SYS_getppid);
    return NULL;
}

static void family(void)
{
    char *args[] = { "ptrace-syscalls", "child", NULL };
    pthread_t t;
    pid_t pid = fork();

    if (pid == 0) {
        _exit(3);
    }
    waitpid(pid, NULL, 0);
    pthread_create(&t, NULL, thread, NULL);
    pthread_join(t, NULL);
    if (posix_spawn(&pid, "/proc/self/exe", NULL, NULL, args, environ)) {
        _exit(1);
    }
    waitpid(pid, NULL, 0);
    execv("/proc/self/exe", args);
    _exit(1);
}

static const char *call_name(long nr)
{
    return nr == SYS_getppid      ? "getppid"
           : nr == SYS_close      ? "close"
           : nr == SYS_dup3       ? "dup3"
           : nr == SYS_kill       ? "kill"
           : nr == SYS_getpid     ? "getpid"
           : nr == SYS_exit_group ? "exit_group"
                                  : "another";
}

static void tell_call(pid_t pid)
{
    struct ptrace_syscall_info info = {};
    unsigned long regs[64] = {};
    long size = ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info), &info);

    get_regs(pid, regs, 64);
    if (info.op == PTRACE_SYSCALL_INFO_ENTRY) {
        printf("  %s(%d, ...), size %ld, PC is the PC %d\n",
               call_name(info.entry.nr),
               info.entry.nr == SYS_getppid || info.entry.nr == SYS_getpid ||
                       info.entry.nr == SYS_kill
                   ? 0
                   : (int)info.entry.args[0],
               size, info.instruction_pointer == get_pc(regs));
    } else if (info.op == PTRACE_SYSCALL_INFO_EXIT) {
        printf("  = %lld, error %d, size %ld\n",
               info.exit.rval > 4 ? 99 : (long long)info.exit.rval,
               info.exit.is_error, size);
    } else {
        printf("  none, size %ld\n", size);
    }
}

static void trace_calls(void)
{
    pid_t pid = traced_child(calls, PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXIT);
    int status, sig = 0;
    unsigned long message;
    siginfo_t info;

    do {
        go(PTRACE_SYSCALL, pid, sig);
        status = next("call", pid);
        sig = 0;
        if (!WIFSTOPPED(status)) {
            break;
        }
        tell_call(pid);
        ptrace(PTRACE_GETSIGINFO, pid, NULL, &info);
        printf("  code %#x\n", info.si_code);
        if (status >> 8 == SIGCONT) {
            sig = SIGCONT;
        }
        if (status >> 16 == PTRACE_EVENT_EXIT) {
            ptrace(PTRACE_GETEVENTMSG, pid, NULL, &message);
            printf("  status %#lx\n", message);
        }
    } while (1);
}

/* What each process tells, in the order of its own; they take turns. */
static struct {
    pid_t pid;
    char text[512];
} told[8];

static void note(pid_t pid, const char *text)
{
    int i = 0;

    while (told[i].pid && told[i].pid != pid) {
        i++;
    }
    told[i].pid = pid;
    strcat(told[i].text, text);
}

static int note_stop(pid_t pid, int status)
{
    unsigned long message = 0;
    char text[100];
    int event = status >> 16, sig = WSTOPSIG(status), i = 0;

    if (WIFEXITED(status)) {
        snprintf(text, sizeof(text), " exited with %d\n", WEXITSTATUS(status));
        note(pid, text);
        return 0;
    }
    if (event) {
        ptrace(PTRACE_GETEVENTMSG, pid, NULL, &message);
        while (told[i].pid && told[i].pid != message) {
            i++;
        }
        snprintf(text, sizeof(text), " %s,", event_names[event & 7]);
        note(pid, text);
        if (event == PTRACE_EVENT_EXIT) {
            snprintf(text, sizeof(text), " of %#lx,", message);
            note(pid, text);
        } else if (event == PTRACE_EVENT_EXEC) {
            note(pid, message == pid ? " as before," : " as another,");
        }
        return 0;
    }
    snprintf(text, sizeof(text), " %s,", strsignal(sig));
    note(pid, text);
    return sig == SIGSTOP ? 0 : sig;
}

static int longest(const void *a, const void *b)
{
    return strcmp((const char *)a + sizeof(pid_t),
                  (const char *)b + sizeof(pid_t));
}

static void trace_family(void)
{
    pid_t pid =
        traced_child(family, PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
                                 PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC |
                                 PTRACE_O_TRACEVFORKDONE | PTRACE_O_TRACEEXIT);
    int status;

    note(pid, "first:");
    go(PTRACE_CONT, pid, 0);
    while ((pid = waitpid(-1, &status, __WALL)) > 0) {
        int sig = note_stop(pid, status);

        if (WIFSTOPPED(status)) {
            go(PTRACE_CONT, pid, sig);
        }
    }
    printf("at the end: %s\n", strerror(errno));
    qsort(told, 8, sizeof(told[0]), longest);
    for (int i = 0; i < 8; i++) {
        if (told[i].pid) {
            printf("%s", told[i].text);
        }
    }
}

int main(int argc, char **argv)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (argc > 1) {
        return 4;
    }
    trace_calls();
    trace_family();
    return 0;
}
