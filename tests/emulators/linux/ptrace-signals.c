/*
 * SPDX-License-Identifier: MIT
 *
 * ptrace(): a child that wants to be traced stops for each signal, its memory
 * and registers can be read and written, and it takes the signals it is given.
 *
 * cpus: aarch64 riscv64 x86_64 arm i386 s390x ppc64le ppc m68k
 * cpus: mips mipsel mips64 mips64el sparc64 sparc32plus alpha hppa
 */
#define _GNU_SOURCE
#include "ptrace.h"

static volatile long word = 0x1234567;
static const volatile long constant = 42;
static volatile sig_atomic_t last, code, value;

static void on_signal(int sig, siginfo_t *info, void *context)
{
    last = sig;
    code = info->si_code;
    value = info->si_value.sival_int;
}

static void handle(int sig)
{
    struct sigaction act = { .sa_sigaction = on_signal,
                             .sa_flags = SA_SIGINFO };

    sigaction(sig, &act, NULL);
}

static pid_t traced(void (*child)(void))
{
    pid_t pid = fork();

    if (pid == 0) {
        if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0) {
            printf("PTRACE_TRACEME: %s\n", strerror(errno));
            exit(1);
        }
        child();
        exit(0);
    }
    return pid;
}

static void signals(void)
{
    handle(SIGUSR1);
    handle(SIGUSR2);
    raise(SIGSTOP);
    raise(SIGUSR1);
    printf("child: took %d\n", last == SIGUSR1);
    last = 0;
    raise(SIGUSR1);
    printf("child: took none %d\n", last == 0);
    raise(SIGUSR1);
    printf("child: took the other %d\n", last == SIGUSR2);
    raise(SIGUSR1);
    printf("child: took %d with code %d, value %d\n", last == SIGUSR1, code,
           value);
    signal(SIGHUP, SIG_IGN);
    raise(SIGHUP);
    raise(SIGWINCH);
    printf("child: word %lx, constant %ld\n", word, constant);
    fflush(stdout);
    raise(SIGTERM);
}

static void trace_signals(void)
{
    pid_t pid = traced(signals);
    siginfo_t info;
    long data;

    next("stop", pid);
    errno = 0;
    data = ptrace(PTRACE_PEEKDATA, pid, (void *)&word, NULL);
    printf("word %lx %d\n", data, errno);
    errno = 0;
    ptrace(PTRACE_PEEKDATA, pid, (void *)8, NULL);
    printf("nothing is there: %s\n", strerror(errno));
    go(PTRACE_CONT, pid, 0);

    next("given", pid);
    ptrace(PTRACE_GETSIGINFO, pid, NULL, &info);
    printf("signal %d, code %d, its own %d\n", info.si_signo == SIGUSR1,
           info.si_code, info.si_pid == pid);
    go(PTRACE_CONT, pid, SIGUSR1);
    next("kept", pid);
    go(PTRACE_CONT, pid, 0);
    next("changed", pid);
    go(PTRACE_CONT, pid, SIGUSR2);

    next("other contents", pid);
    ptrace(PTRACE_GETSIGINFO, pid, NULL, &info);
    info.si_code = SI_QUEUE;
    info.si_value.sival_int = 77;
    printf("set: %ld\n", ptrace(PTRACE_SETSIGINFO, pid, NULL, &info));
    go(PTRACE_CONT, pid, SIGUSR1);

    next("ignored", pid);
    go(PTRACE_CONT, pid, SIGHUP);
    next("without a handler", pid);
    printf("poke: %ld, ", ptrace(PTRACE_POKEDATA, pid, (void *)&word, 0xabcl));
    printf("%ld\n", ptrace(PTRACE_POKEDATA, pid, (void *)&constant, 43l));
    go(PTRACE_CONT, pid, SIGWINCH);
    next("end", pid);
    go(PTRACE_CONT, pid, SIGTERM);
    next("end", pid);
}

static void elsewhere(void)
{
    printf("child: is elsewhere, word %lx\n", word);
    fflush(stdout);
    _exit(5);
}

static void stop_once(void)
{
    raise(SIGSTOP);
    printf("child: not reached\n");
}

static void trace_registers(void)
{
    unsigned long regs[64] = {}, again[64] = {};
    pid_t pid = traced(stop_once);
    int n;

    next("registers", pid);
    n = get_regs(pid, regs, 64);
    set_pc(regs, code_of(elsewhere));
#if defined(__x86_64__)
    regs[19] = (regs[19] & ~15ul) - 8; /* as after a call */
    regs[15] = -1;                     /* no system call to restart */
#elif defined(__i386__)
    regs[15] = (regs[15] & ~15ul) - 4;
    regs[11] = -1;
#elif defined(__powerpc64__)
    regs[12] = regs[PC_INDEX]; /* from which it finds its data */
#elif defined(__mips__)
    regs[PC_INDEX - 9] = regs[PC_INDEX]; /* $25, the same */
#elif defined(__alpha__)
    regs[27] = regs[PC_INDEX];
#endif
    set_regs(pid, regs, n);
    printf("the same number %d, ", get_regs(pid, again, 64) == n);
    printf("as set %d\n", again[PC_INDEX] == regs[PC_INDEX]);
    go(PTRACE_CONT, pid, 0);
    next("registers", pid);
}

static void executes(void)
{
    execl("/proc/self/exe", "ptrace-signals", "again", NULL);
    printf("child: execl: %s\n", strerror(errno));
}

static void trace_exec(void)
{
    pid_t pid = traced(executes);

    next("exec", pid);
    go(PTRACE_CONT, pid, 0);
    next("exec", pid);
    go(PTRACE_KILL, pid, 0);
    next("exec", pid);
}

static void refused(const char *what, long ret)
{
    printf("%s: %ld %s\n", what, ret, ret < 0 ? strerror(errno) : "");
}

static void trace_errors(void)
{
    pid_t pid = traced(stop_once);
    struct iovec iov = { &pid, 4 };

    next("errors", pid);
    refused("no such request", ptrace(9999, pid, NULL, NULL));
    refused("no such option",
            ptrace(PTRACE_SETOPTIONS, pid, NULL, (void *)0x40000000l));
    refused("no such set",
            ptrace(PTRACE_GETREGSET, pid, (void *)0x7777l, &iov));
    refused("no such signal", ptrace(PTRACE_CONT, pid, NULL, (void *)1000l));
    refused("interrupt", ptrace(PTRACE_INTERRUPT, pid, NULL, NULL));
    refused("detach", ptrace(PTRACE_DETACH, pid, NULL, (void *)SIGKILL));
    refused("no tracee", ptrace(PTRACE_CONT, pid, NULL, NULL));
    next("errors", pid);
    refused("nobody", ptrace(PTRACE_CONT, getpid(), NULL, NULL));
}

int main(int argc, char **argv)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (argc > 1) {
        raise(SIGUSR1);
        return 1;
    }
    trace_signals();
    trace_registers();
    trace_exec();
    trace_errors();
    return 0;
}
