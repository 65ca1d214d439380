/*
 * SPDX-License-Identifier: MIT
 *
 * What clone-vm.c and clone-vm-parent.c have in common.
 */
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>

#ifdef __hppa__
#define TOP(size) 0 /* stacks grow upwards */
#else
#define TOP(size) (size)
#endif
#define SIZE 65536

static volatile int stop;

static void pause_ms(int ms)
{
    struct timespec ts = { 0, ms * 1000000L };

    nanosleep(&ts, NULL);
}

static int ended(pid_t pid, int options)
{
    int status = -1;

    if (pid <= 0 || waitpid(pid, &status, options) != pid) {
        return -1;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

static void *count_up(void *arg)
{
    while (!stop) {
        ++*(volatile int *)arg;
    }
    return NULL;
}
