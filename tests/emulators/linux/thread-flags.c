/*
 * SPDX-License-Identifier: MIT
 *
 * clone() of threads: what they share is asked for, and a thread that does
 * not share it has its own.
 *
 * cpus: common i386
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/sem.h>
#include <sys/stat.h>
#include <unistd.h>

#define THREAD (CLONE_VM | CLONE_SIGHAND | CLONE_THREAD | CLONE_FILES)

static char stack[65536] __attribute__((aligned(64)));
static int set, file;

/* The thread has no TLS of its own, so it makes no call that sets errno. */
static int begin(void *arg)
{
    struct sembuf up = { 0, 3, SEM_UNDO };

    (void)arg;
    chdir("/");
    umask(077);
    close(file);
    semop(set, &up, 1);
    return 0;
}

static void try(const char *what, int flags)
{
    char there[4096], here[4096], task[64];
    mode_t mask = umask(022);
    int ret;

    set = semget(IPC_PRIVATE, 1, 0600);
    file = dup(0);
    getcwd(there, sizeof(there));
    ret = clone(begin, stack + sizeof(stack), flags, 0);
    if (ret < 0) {
        printf("%s: %s\n", what, strerrorname_np(errno));
    } else {
        /* Its semaphores are undone later than its TID is cleared. */
        snprintf(task, sizeof(task), "/proc/self/task/%d", ret);
        while (access(task, F_OK) == 0) {
            sched_yield();
        }
        getcwd(here, sizeof(here));
        printf("%s: the same directory %d, mask %03o, semaphore %d", what,
               !strcmp(here, there), umask(022), semctl(set, 0, GETVAL));
        printf(", the same descriptors %d\n", fcntl(file, F_GETFD) == -1);
    }
    chdir(there);
    semctl(set, 0, IPC_RMID);
    umask(mask);
}

int main(void)
{
    try("all", THREAD | CLONE_FS | CLONE_SYSVSEM);
    try("its own directory", THREAD | CLONE_SYSVSEM);
    try("its own semaphores", THREAD | CLONE_FS);
    try("neither", THREAD);
    try("its own descriptors",
        (THREAD & ~CLONE_FILES) | CLONE_FS | CLONE_SYSVSEM);
    try("nothing", THREAD & ~CLONE_FILES);
    return 0;
}
