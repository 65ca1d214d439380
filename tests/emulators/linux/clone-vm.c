/*
 * SPDX-License-Identifier: MIT
 *
 * clone(CLONE_VM): a process beside its parent, in its memory.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "clone-vm.h"

static char stacks[3][SIZE] __attribute__((aligned(64)));
static volatile int turn, value;
static volatile pid_t catcher;
static volatile pid_t tid = -1, parent_tid;

static int me(void)
{
    return syscall(SYS_getpid);
}

static void until(volatile int *p, int n)
{
    for (int i = 0; *p != n && i < 10000; i++) {
        pause_ms(1);
    }
}

static void several(volatile int *p)
{
    while (*p < 100000) {
        pause_ms(1);
    }
}

static pid_t start(int (*f)(void *), int flags, void *arg)
{
    return clone(f, stacks[0] + TOP(SIZE), flags | CLONE_VM, arg, &parent_tid,
                 NULL, &tid);
}

/* Both run at once, in one memory. */
static int ping(void *arg)
{
    value = me() != *(pid_t *)arg && getppid() == *(pid_t *)arg;
    for (int i = 1; i < 20; i += 2) {
        until(&turn, i);
        turn = i + 1;
    }
    syscall(SYS_exit_group, 5);
    return 0;
}

static void memory(void)
{
    pid_t self = getpid(), pid;

    turn = 0;
    pid = start(ping, SIGCHLD, &self);
    for (int i = 0; i < 20; i += 2) {
        until(&turn, i);
        turn = i + 1;
    }
    until(&turn, 20);
    printf("both %d %d", turn, value);
    printf(" %d\n", ended(pid, 0));
}

static int mapping(void *arg)
{
    char *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    *p = 77;
    *(char *volatile *)arg = p;
    return 1;
}

static void on_signal(int sig)
{
    catcher = me();
}

static int own(void *arg)
{
    sigset_t set;

    if (arg) {
        signal(SIGUSR2, SIG_IGN);
        sigemptyset(&set);
        sigaddset(&set, SIGUSR1);
        value = open("/dev/null", O_RDONLY);
        chdir("/");
        turn = 1;
        until(&catcher, me());
        sigprocmask(SIG_BLOCK, &set, NULL);
    }
    return catcher == me() ? 6 : 7;
}

static void not_shared(void)
{
    struct sigaction now;
    sigset_t set;
    char dir[4096];
    int other = dup(0);
    pid_t pid;

    signal(SIGUSR1, on_signal);
    for (int flags = 0; flags >= 0;
         flags = flags ? -1 : CLONE_FILES | CLONE_FS | CLONE_SIGHAND) {
        catcher = turn = 0;
        pid = start(own, flags | SIGCHLD, (void *)&turn);
        until(&turn, 1);
        kill(pid, SIGUSR1);
        printf("own %d", ended(pid, 0));
        printf(" %d", catcher == pid);
        printf(" %d", value > other && fcntl(value, F_GETFD) == -1);
        printf(" %d", getcwd(dir, sizeof(dir)) && dir[1] == 0);
        sigaction(SIGUSR2, NULL, &now);
        sigprocmask(SIG_BLOCK, NULL, &set);
        printf(" %d %d\n", now.sa_handler == SIG_IGN,
               sigismember(&set, SIGUSR1));
    }
}

static int seven(void *arg)
{
    if (arg) {
        until(arg, 1);
    }
    return 7;
}

static int sibling(void *arg)
{
    *(volatile pid_t *)arg =
        clone(seven, stacks[1] + TOP(SIZE), CLONE_VM | CLONE_PARENT, NULL);
    return waitpid(-1, NULL, __WALL) == -1 && errno == ECHILD ? 3 : 4;
}

static void kinds(void)
{
    volatile pid_t other = 0;
    char *volatile p = NULL;
    struct pollfd pfd = { .events = POLLIN };
    int fd = -1, pid;

    pid = start(mapping, SIGCHLD, (void *)&p);
    printf("mapping %d", ended(pid, 0));
    printf(" %d\n", p ? *p : 0);

    turn = 0;
    pid = start(seven, 0, (void *)&turn);
    printf("no signal %d", waitpid(pid, NULL, 0) == -1 && errno == ECHILD);
    turn = 1;
    printf(" %d\n", ended(pid, __WCLONE));

    turn = 0;
    pid = start(seven,
                CLONE_PARENT_SETTID | CLONE_CHILD_SETTID |
                    CLONE_CHILD_CLEARTID | SIGCHLD,
                (void *)&turn);
    printf("tids %d", parent_tid == pid);
    until(&tid, pid);
    printf(" %d", tid == pid);
    turn = 1;
    until(&tid, 0);
    printf(" %d", tid);
    printf(" %d\n", ended(pid, 0));

    pid = start(sibling, SIGCHLD, (void *)&other);
    printf("parent %d", ended(pid, 0));
    printf(" %d\n", ended(other, __WALL));

    turn = 0;
    pid = clone(seven, stacks[0] + TOP(SIZE), CLONE_VM | CLONE_PIDFD | SIGCHLD,
                (void *)&turn, &fd);
    pfd.fd = fd;
    printf("pidfd %d", poll(&pfd, 1, 0));
    turn = 1;
    printf(" %d %d", poll(&pfd, 1, 10000), fcntl(fd, F_GETFD) == FD_CLOEXEC);
    printf(" %d\n", ended(pid, 0));
    close(fd);
    printf("refused %d", start(seven, CLONE_NEWUSER | CLONE_FS, NULL));
    printf(" %d\n", errno == EINVAL);
}

static int program(void *arg)
{
    char *argv[] = { "sh", "-c", "sleep 0.1; exit 8", NULL };

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    execvp("sh", argv);
    return 1;
}

static int spin(void *arg)
{
    return count_up(arg) != NULL;
}

static int forks(void *arg)
{
    pid_t pid = fork();

    if (pid == 0) {
        value = 0;
        _exit(fork() ? 9 : 0);
    }
    return ended(pid, 0);
}

static void ends(void)
{
    pid_t pid = start(program, SIGCHLD, NULL);

    printf("program %d\n", ended(pid, 0));
    value = 1;
    pid = start(forks, SIGCHLD, NULL);
    printf("forks %d", ended(pid, 0));
    printf(" %d\n", value);

    value = 0;
    pid = start(spin, SIGCHLD, (void *)&value);
    several(&value);
    kill(pid, SIGKILL);
    printf("killed %d", ended(pid, 0));
    printf(" %d\n", forks(NULL));
}

static void *busy(void *arg)
{
    while (!stop) {
        free(malloc(100 + ++*(volatile int *)arg % 5000));
    }
    return NULL;
}

static void threads(void)
{
    pthread_t thread[2];
    int counts[2] = { 0, 0 }, good = 0;

    pthread_create(&thread[0], NULL, busy, &counts[0]);
    pthread_create(&thread[1], NULL, busy, &counts[1]);
    for (int i = 0; i < 30; i++) {
        good += ended(start(i % 3 ? seven : forks, SIGCHLD, NULL), 0) ==
                (i % 3 ? 7 : 9);
    }
    stop = 1;
    pthread_join(thread[0], NULL);
    pthread_join(thread[1], NULL);
    printf("with threads %d\n", good);
}

int main(void)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    memory();
    not_shared();
    kinds();
    ends();
    threads();
    return 0;
}
