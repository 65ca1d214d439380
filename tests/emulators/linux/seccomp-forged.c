/*
 * SPDX-License-Identifier: MIT
 *
 * No program is executed without the filters of the one that executes it, also
 * if its environment has been cleaned or forged, by it or by a program of the
 * host in between.
 */
#define _GNU_SOURCE
#include "filter.h"

/* A filter that allows everything, as the emulators hand filters on. */
#define FORGED "QEMU_SECCOMP_1=BgAAAAAA/38="

enum { DENIED = 10, FREE };

static char *self;

static void deny(void)
{
    struct sock_filter f[] = ONLY(PROBE, SECCOMP_RET_ERRNO | 1);

    INSTALL(f);
}

static void forged(void)
{
    char *argv[] = { self, "report", NULL }, *env[] = { FORGED, NULL };

    deny();
    execve(self, argv, env);
}

static void forged_twice(void)
{
    char *argv[] = { self, "report", NULL };
    char *env[] = { FORGED, "QEMU_SECCOMP_2=BgAAAAAA/38=", FORGED, NULL };

    deny();
    deny();
    execve(self, argv, env);
}

static void not_needed(void)
{
    char *argv[] = { self, "report", NULL }, *env[] = { FORGED, NULL };

    execve(self, argv, env);
}

static void cleaned_by_host(void)
{
    deny();
    execl("/usr/bin/env", "env", "-i", self, "report", NULL);
}

static void forged_by_host(void)
{
    deny();
    execl("/usr/bin/env", "env", FORGED, self, "report", NULL);
}

static void changed_by_host(void)
{
    deny();
    execl("/usr/bin/env", "env", self, "report", NULL);
}

static void try(const char *name, void (*function)(void))
{
    int status = -1;

    if (fork() == 0) {
        function();
        _exit(1);
    }
    wait(&status);
    printf("%s: %s\n", name,
           WIFEXITED(status) && WEXITSTATUS(status) == FREE ? "free"
                                                            : "not free");
}

int main(int argc, char **argv)
{
    self = argv[0];
    if (argc > 1) {
        return syscall(PROBE, 0) < 0 && errno == EPERM ? DENIED : FREE;
    }
    setvbuf(stdout, NULL, _IONBF, 0);
    fate("forged", forged);
    fate("forged twice", forged_twice);
    fate("not needed", not_needed);
    fate("by the host", changed_by_host);
    try("cleaned by the host", cleaned_by_host);
    try("forged by the host", forged_by_host);
    return 0;
}
