/*
 * SPDX-License-Identifier: MIT
 *
 * A process that shares its parent's memory stops all of the parent's threads
 * by ptrace(), and lets them go on: the way of LeakSanitizer.
 *
 * cpus: aarch64 arm i386 riscv64 x86_64
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <elf.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define THREADS 3

static char stack[262144] __attribute__((aligned(64)));
static volatile int go, stop, counts[THREADS], moved;
static volatile int attached, registers, still;

static void pause_ms(int ms)
{
    struct timespec ts = { 0, ms * 1000000L };

    nanosleep(&ts, NULL);
}

static void *count(void *arg)
{
    volatile int *n = arg;

    while (!stop) {
        ++*n;
        if (n == counts) {
            pause_ms(1);
        }
    }
    return NULL;
}

/* Its words say whether it has any registers. */
static int has_registers(pid_t tid)
{
    static unsigned long words[64];
    struct iovec iov = { words, sizeof(words) };

    memset(words, 0, sizeof(words));
    if (ptrace(PTRACE_GETREGSET, tid, (void *)NT_PRSTATUS, &iov)) {
        return 0;
    }
    for (size_t i = 0; i < iov.iov_len / sizeof(*words); i++) {
        if (words[i]) {
            return 1;
        }
    }
    return 0;
}

static int suspend(pid_t tid)
{
    int status;

    if (ptrace(PTRACE_ATTACH, tid, NULL, NULL)) {
        return 0;
    }
    return waitpid(tid, &status, __WALL) == tid && WIFSTOPPED(status) &&
           WSTOPSIG(status) == SIGSTOP;
}

static int tracer(void *arg)
{
    pid_t tids[64], tid;
    int n = 0, before[THREADS];
    char name[64];
    DIR *dir;
    struct dirent *e;

    while (!go) {
        pause_ms(1);
    }
    sprintf(name, "/proc/%d/task", (int)getppid());
    dir = opendir(name);
    while (dir && (e = readdir(dir))) {
        tid = atoi(e->d_name);
        if (tid && n < 64 && suspend(tid)) {
            tids[n++] = tid;
        }
    }
    attached = n;
    for (int i = 0; i < n; i++) {
        registers += has_registers(tids[i]);
    }
    for (int i = 0; i < THREADS; i++) {
        before[i] = counts[i];
    }
    pause_ms(30);
    still = 1;
    for (int i = 0; i < THREADS; i++) {
        still &= before[i] == counts[i];
    }
    for (int i = 0; i < n; i++) {
        ptrace(PTRACE_DETACH, tids[i], NULL, NULL);
    }
    return 3;
}

int main(void)
{
    pthread_t id[THREADS];
    int status = -1, before;
    pid_t pid;

    for (int i = 0; i < THREADS; i++) {
        pthread_create(&id[i], NULL, count, (void *)&counts[i]);
    }
    for (int round = 0; round < 5; round++) {
        go = registers = 0;
        pid = clone(tracer, stack + sizeof(stack),
                    CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_UNTRACED, NULL);
        prctl(PR_SET_PTRACER, pid);
        go = 1;
        printf("ended %d", waitpid(pid, &status, __WALL) == pid);
        printf(" %d", WIFEXITED(status) && WEXITSTATUS(status) == 3);
        printf(" stopped %d registers %d still %d", attached, registers, still);
        before = counts[0];
        for (int i = 0; i < 10000 && counts[0] == before; i++) {
            pause_ms(1);
        }
        printf(" again %d\n", counts[0] != before);
    }
    stop = 1;
    for (int i = 0; i < THREADS; i++) {
        pthread_join(id[i], NULL);
    }
    return 0;
}
