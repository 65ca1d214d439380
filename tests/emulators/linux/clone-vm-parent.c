/*
 * SPDX-License-Identifier: MIT
 *
 * A process by clone(CLONE_VM) whose parent ends before it, with threads that
 * are in the middle of something.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "clone-vm.h"

static char stack[SIZE] __attribute__((aligned(64)));
static volatile int value;

static pid_t start(int (*f)(void *), void *arg)
{
    return clone(f, stack + TOP(SIZE), CLONE_VM | SIGCHLD, arg);
}

static int forks(void)
{
    pid_t pid = fork();

    if (pid == 0) {
        value = 0;
        _exit(fork() ? 9 : 0);
    }
    return ended(pid, 0);
}

/* It outlives its parent, one of whose threads has run to the last. */
static int survivor(void *arg)
{
    while (getppid() == *(pid_t *)arg) {
        pause_ms(1);
    }
    dprintf(value, "survivor %d\n", forks());
    return 0;
}

/* The emulator needs a lock for each of its calls. */
static void *map(void *arg)
{
    while (!stop) {
        munmap(mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
               4096);
        ++*(volatile int *)arg;
    }
    return NULL;
}

static int program_of_parent(int fd)
{
    char *argv[] = { "sh", "-c", "exit 10", NULL };

    fcntl(fd, F_SETFD, FD_CLOEXEC);
    execv("/nonexistent", argv);
    return execvp("sh", argv);
}

static void outlives(int call, void *(*other)(void *))
{
    volatile int count = 0;
    char c;
    int fds[2];
    pthread_t thread;
    pid_t pid, self;

    pipe(fds);
    pid = fork();
    if (pid == 0) {
        self = getpid();
        value = fds[1];
        if (other) {
            pthread_create(&thread, NULL, other, (void *)&count);
            while (count < 1000) {
                pause_ms(1);
            }
        }
        start(survivor, &self);
        if (call == SYS_execve) {
            program_of_parent(fds[1]);
        }
        syscall(call, 10);
    }
    close(fds[1]);
    printf("parent ends %d\n", ended(pid, 0));
    while (read(fds[0], &c, 1) == 1) {
        putchar(c);
    }
    close(fds[0]);
}

int main(void)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    outlives(SYS_exit_group, count_up);
    outlives(SYS_exit, NULL);
    for (int i = 0; i < 20; i++) {
        outlives(SYS_exit_group, map);
        outlives(SYS_execve, map);
    }
    return 0;
}
