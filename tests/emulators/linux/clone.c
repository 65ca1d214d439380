/*
 * SPDX-License-Identifier: MIT
 *
 * clone() of processes: namespaces, signals at exit, CLONE_PARENT, CLONE_PIDFD;
 * and clone3().
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __hppa__
#define TOP(size) 0 /* stacks grow upwards */
#else
#define TOP(size) (size)
#endif

static char stack[65536] __attribute__((aligned(64)));
static volatile int caught;

static void on_signal(int sig)
{
    caught = sig;
}

static int ended(pid_t pid)
{
    int status = -1;

    if (waitpid(pid, &status, __WALL) != pid) {
        return -1;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

static int first(void *arg)
{
    void *p = malloc(100000);

    memset(p, 1, 100000);
    free(p);
    return getpid() == 1 ? 11 : 12;
}

static int host_name(void *arg)
{
    struct utsname u;

    if (sethostname("guest", 5) || uname(&u)) {
        return 1;
    }
    return strcmp(u.nodename, "guest") ? 2 : 13;
}

static int seven(void *arg)
{
    return 7;
}

static int sibling(void *arg)
{
    /* On a stack that is not this process's own. */
    char *other = mmap(NULL, 65536, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    pid_t pid = clone(seven, other + TOP(65536), CLONE_PARENT | SIGCHLD, NULL);

    *(volatile pid_t *)arg = pid;
    return waitpid(pid, NULL, 0) == -1 && errno == ECHILD ? 3 : 4;
}

static void processes(void)
{
    volatile pid_t *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
                                  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    char *top = stack + TOP(sizeof(stack));
    pid_t pid;
    int fd = -1;
    struct pollfd pfd;

    printf("pid %d\n", ended(clone(first, top, CLONE_NEWPID | SIGCHLD, NULL)));
    printf("uts %d\n",
           ended(clone(host_name, top, CLONE_NEWUTS | CLONE_NEWIPC | SIGCHLD,
                       NULL)));
    printf(
        "user %d\n",
        ended(clone(seven, top, CLONE_NEWUSER | CLONE_NEWNS | SIGCHLD, NULL)));
    printf("vfork in namespaces %d\n",
           ended(clone(first, top,
                       CLONE_NEWPID | CLONE_VM | CLONE_VFORK | SIGCHLD, NULL)));

    signal(SIGUSR1, on_signal);
    pid = clone(seven, top, SIGUSR1, NULL);
    printf("signal %d", waitpid(pid, NULL, 0) == -1 && errno == ECHILD);
    printf(" %d", ended(pid));
    printf(" %d\n", caught == SIGUSR1);
    caught = 0;
    signal(SIGCHLD, on_signal);
    pid = clone(seven, top, 0, NULL);
    printf("no signal %d", ended(pid));
    printf(" %d\n", caught == 0);
    signal(SIGCHLD, SIG_DFL);

    pid = clone(sibling, top, SIGCHLD, (void *)shared);
    printf("parent %d", ended(pid));
    printf(" %d\n", ended(*shared));

    pid = clone(seven, top, CLONE_PIDFD | CLONE_NEWUTS | SIGCHLD, NULL, &fd);
    pfd.fd = fd;
    pfd.events = POLLIN;
    printf("pidfd %d", poll(&pfd, 1, 10000));
    printf(" %d", fcntl(fd, F_GETFD) == FD_CLOEXEC);
    printf(" %d\n", ended(pid));
    close(fd);
    printf("refused %d\n",
           clone(seven, top, CLONE_SIGHAND | SIGCHLD, NULL) == -1);
}

int main(void)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    processes();
    return 0;
}
