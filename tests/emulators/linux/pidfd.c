/*
 * SPDX-License-Identifier: MIT
 *
 * What can be done to a process by its descriptor: signals, its descriptors,
 * advice about its memory, the end of it. And kcmp(), and the signals that a
 * tracee blocks.
 */
#define _GNU_SOURCE
#include "outcome.h"
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

/* These have the same distance everywhere. */
#define NR(n) (SYS_pidfd_open - 434 + (n))
enum { MADVISE = 440, RELEASE = 448 };

static volatile sig_atomic_t got, value, code;

static void on_signal(int sig, siginfo_t *info, void *context)
{
    got = sig;
    value = info->si_value.sival_int;
    code = info->si_code;
}

/* A child that waits, and its descriptor. */
static pid_t wait_for_signals(int *fd)
{
    pid_t pid = fork();

    if (pid == 0) {
        for (;;) {
            pause();
        }
    }
    *fd = syscall(NR(434), pid, 0);
    return pid;
}

static void send_signals(void)
{
    struct sigaction act = { .sa_sigaction = on_signal,
                             .sa_flags = SA_SIGINFO };
    int fd = syscall(NR(434), getpid(), 0), other, status;
    siginfo_t info = { .si_signo = SIGUSR2, .si_code = SI_QUEUE };
    pid_t pid = wait_for_signals(&other);
    long ret;

    sigaction(SIGUSR1, &act, NULL);
    sigaction(SIGUSR2, &act, NULL);
    ret = syscall(SYS_pidfd_send_signal, fd, SIGUSR1, NULL, 0);
    printf("signal %s", outcome(ret));
    printf(" %d %d\n", got == SIGUSR1, code == SI_USER);
    info.si_pid = getpid();
    info.si_value.sival_int = 77;
    ret = syscall(SYS_pidfd_send_signal, fd, SIGUSR2, &info, 0);
    printf("with a value %s", outcome(ret));
    printf(" %d %d %d\n", got == SIGUSR2, value, code == SI_QUEUE);
    ret = syscall(SYS_pidfd_send_signal, fd, SIGUSR1, &info, 0);
    printf("another number %s\n", outcome(ret));
    info.si_code = SI_USER;
    ret = syscall(SYS_pidfd_send_signal, other, SIGUSR2, &info, 0);
    printf("as if by kill() %s\n", outcome(ret));
    ret = syscall(SYS_pidfd_send_signal, fd, 0, NULL, 1 << 20);
    printf("flags %s\n", outcome(ret));
    ret = syscall(SYS_pidfd_send_signal, other, SIGTERM, NULL, 0);
    waitpid(pid, &status, 0);
    printf("to a child %s %d\n", outcome(ret), WTERMSIG(status));
    ret = syscall(SYS_pidfd_send_signal, other, 0, NULL, 0);
    printf("to nobody %s\n", outcome(ret));
}

static void take_descriptor(void)
{
    int pipes[2], fd, taken, status;
    char text[8] = "";
    pid_t pid;

    if (pipe(pipes)) {
        return;
    }
    pid = wait_for_signals(&fd);
    close(pipes[1]);
    taken = syscall(SYS_pidfd_getfd, fd, pipes[1], 0);
    printf("descriptor %s", outcome(taken));
    printf(" %d", fcntl(taken, F_GETFD) == FD_CLOEXEC);
    printf(" %zd", write(taken, "bytes", 5));
    printf(" %zd", read(pipes[0], text, sizeof(text)));
    printf(" %s, none %s", text, outcome(syscall(SYS_pidfd_getfd, fd, 99, 0)));
    printf(", flags %s\n", outcome(syscall(SYS_pidfd_getfd, fd, pipes[0], 1)));
    kill(pid, SIGKILL);
    waitpid(pid, &status, 0);
    printf("of nobody %s\n",
           outcome(syscall(SYS_pidfd_getfd, fd, pipes[0], 0)));
}

static void advise(void)
{
    long size = sysconf(_SC_PAGESIZE), ret;
    int self = syscall(NR(434), getpid(), 0), fd;
    char *p = mmap(NULL, 4 * size, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    struct iovec v[2] = { { p, size }, { p + 2 * size, size } };
    pid_t pid;

    memset(p, 'x', 4 * size);
    pid = wait_for_signals(&fd);
    ret = syscall(NR(MADVISE), self, v, 2L, MADV_DONTNEED, 0);
    printf("empty %d %d %d %d\n", ret == 2 * size, p[0], p[size], p[2 * size]);
    ret = syscall(NR(MADVISE), self, v, 2L, MADV_COLD, 0);
    printf("cold %d", ret == 2 * size);
    ret = syscall(NR(MADVISE), fd, v, 2L, MADV_COLD, 0);
    printf(" %d", ret == 2 * size);
    ret = syscall(NR(MADVISE), fd, v, 2L, MADV_DONTNEED, 0);
    printf(", empty another %s\n", outcome(ret));
    ret = syscall(NR(MADVISE), self, v, 2L, 77, 0);
    printf("unknown %s", outcome(ret));
    ret = syscall(NR(MADVISE), -1, v, 2L, 77, 0);
    printf(" %s", outcome(ret));
    ret = syscall(NR(MADVISE), self, v, 2L, MADV_DONTNEED, 1);
    printf(", flags %s", outcome(ret));
    ret = syscall(NR(MADVISE), self, v, 0L, MADV_DONTNEED, 0);
    printf(", nothing %ld", ret);
    ret = syscall(NR(MADVISE), self, (void *)1, 2L, MADV_DONTNEED, 0);
    printf(", nowhere %s\n", outcome(ret));
    v[1].iov_base = p + 1;
    memset(p, 'x', size);
    ret = syscall(NR(MADVISE), self, v, 2L, MADV_DONTNEED, 0);
    printf("unaligned second %d %d\n", ret == size, p[0]);
    ret = syscall(NR(MADVISE), self, v + 1, 1L, MADV_DONTNEED, 0);
    printf("only %s\n", outcome(ret));
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}

static void release(void)
{
    int fd;
    pid_t pid = wait_for_signals(&fd);
    long ret = -1;

    printf("release a living one %s", outcome(syscall(NR(RELEASE), fd, 0)));
    printf(", flags %s", outcome(syscall(NR(RELEASE), fd, 1)));
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    printf(", a dead one %s", outcome(syscall(NR(RELEASE), fd, 0)));
    close(fd);
    /* It may be dead as soon as it is killed. */
    for (int i = 0; ret && i < 200; i++) {
        pid = wait_for_signals(&fd);
        kill(pid, SIGKILL);
        ret = syscall(NR(RELEASE), fd, 0);
        waitpid(pid, NULL, 0);
        close(fd);
    }
    printf(", a dying one %s\n", outcome(ret));
}

/* Which is less depends on the kernel; only 0 and errors do not. */
static const char *same(long ret)
{
    return ret == 0 ? "same" : ret > 0 ? "other" : outcome(ret);
}

static void compare(void)
{
    enum { FILES = 0, MEMORY = 1, WATCHED = 7 };
    struct epoll_event event = { EPOLLIN, { 0 } };
    int pipes[2], epoll = epoll_create1(0), copy, fd, status;
    uint32_t slot[3] = { epoll };
    pid_t self = getpid(), pid;

    if (pipe(pipes) || epoll_ctl(epoll, EPOLL_CTL_ADD, pipes[0], &event)) {
        return;
    }
    pid = wait_for_signals(&fd);
    copy = dup(pipes[0]);
    slot[1] = pipes[0];
    printf("files %s",
           same(syscall(SYS_kcmp, self, self, FILES, pipes[0], copy)));
    printf(" %s",
           same(syscall(SYS_kcmp, self, self, FILES, pipes[0], pipes[1])));
    printf(" %s",
           same(syscall(SYS_kcmp, self, pid, FILES, pipes[0], pipes[0])));
    printf(" %s", same(syscall(SYS_kcmp, self, self, FILES, 99, pipes[0])));
    printf(", memory %s\n", same(syscall(SYS_kcmp, self, pid, MEMORY, 0, 0)));
    printf("watched %s",
           same(syscall(SYS_kcmp, self, self, WATCHED, pipes[0], slot)));
    printf(" %s", same(syscall(SYS_kcmp, self, self, WATCHED, pipes[1], slot)));
    slot[1] = pipes[1];
    printf(", not watched %s",
           same(syscall(SYS_kcmp, self, self, WATCHED, pipes[1], slot)));
    printf(", nowhere %s",
           same(syscall(SYS_kcmp, self, self, WATCHED, pipes[1], NULL)));
    printf(", unknown %s\n",
           same(syscall(SYS_kcmp, self, self, 77, pipes[1], NULL)));
    kill(pid, SIGKILL);
    waitpid(pid, &status, 0);
}

static void masks(void)
{
    uint64_t mask = 0, new = 1ull << (SIGTERM - 1) | 1ull << (40 - 1);
    sigset_t set;
    int status;
    pid_t pid;

    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigaddset(&set, 50);
    sigprocmask(SIG_BLOCK, &set, NULL);
    pid = fork();
    if (pid == 0) {
        ptrace(PTRACE_TRACEME, 0, NULL, NULL);
        raise(SIGSTOP);
        sigprocmask(SIG_BLOCK, NULL, &set);
        _exit(sigismember(&set, SIGTERM) + 2 * sigismember(&set, 40) +
              4 * sigismember(&set, SIGUSR1) + 8 * sigismember(&set, SIGKILL));
    }
    waitpid(pid, &status, 0);
    printf("mask %s",
           outcome(ptrace(PTRACE_GETSIGMASK, pid, (void *)8, &mask)));
    printf(" %d", mask == (1ull << (SIGUSR1 - 1) | 1ull << 49));
    printf(", size %s",
           outcome(ptrace(PTRACE_GETSIGMASK, pid, (void *)4, &mask)));
    new |= 1ull << (SIGKILL - 1);
    printf(", set %s\n",
           outcome(ptrace(PTRACE_SETSIGMASK, pid, (void *)8, &new)));
    ptrace(PTRACE_CONT, pid, NULL, NULL);
    waitpid(pid, &status, 0);
    printf("tracee %d\n", WEXITSTATUS(status));
}

int main(void)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    alarm(40);
    send_signals();
    take_descriptor();
    advise();
    release();
    compare();
    masks();
    return 0;
}
