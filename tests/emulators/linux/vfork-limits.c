/*
 * SPDX-License-Identifier: MIT
 *
 * Limits that a child of vfork() sets: its own and those of what it executes,
 * not its parent's.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define MIB (1024 * 1024ul)

static void show(const char *name, int resource)
{
    struct rlimit limit;

    getrlimit(resource, &limit);
    printf("%s %d\n", name, limit.rlim_cur == RLIM_INFINITY);
}

int main(void)
{
    struct rlimit all = { RLIM_INFINITY, RLIM_INFINITY },
                  less = { 900 * MIB, RLIM_INFINITY };
    int status = -1;
    pid_t pid;

    setvbuf(stdout, NULL, _IONBF, 0);
    setrlimit(RLIMIT_AS, &all);
    setrlimit(RLIMIT_DATA, &all);
    pid = vfork();
    if (pid == 0) {
        setrlimit(RLIMIT_AS, &less);
        setrlimit(RLIMIT_DATA, &less);
        execl("/bin/sh", "sh", "-c", "test $(ulimit -v) = 921600 && exit 7",
              NULL);
        _exit(1);
    }
    waitpid(pid, &status, 0);
    printf("child %d\n", WIFEXITED(status) && WEXITSTATUS(status) == 7);
    show("address space", RLIMIT_AS);
    show("data", RLIMIT_DATA);
    return 0;
}
