/*
 * SPDX-License-Identifier: MIT
 *
 * sysfs(): numbers and names of file systems. Newer CPUs do not have it.
 *
 * cpus: arm i386 mips ppc64le s390x
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static void say(const char *what, long ret)
{
    printf("%s: %s\n", what, ret < 0 ? strerrorname_np(errno) : "fine");
}

int main(void)
{
    long count = syscall(SYS_sysfs, 3), good = 0;
    char name[256];

    for (long i = 0; i < count; i++) {
        memset(name, 'x', sizeof(name));
        good += syscall(SYS_sysfs, 2, i, name) == 0 &&
                syscall(SYS_sysfs, 1, name) == i;
    }
    say("count", count);
    printf("all: %d\n", count > 3 ? good == count : -1);
    say("proc", syscall(SYS_sysfs, 1, "proc"));
    say("unknown", syscall(SYS_sysfs, 1, "no such thing"));
    say("no name", syscall(SYS_sysfs, 1, 16));
    say("no place", syscall(SYS_sysfs, 2, 0, 16));
    say("no such number", syscall(SYS_sysfs, 2, count, name));
    say("option", syscall(SYS_sysfs, 4, 0, 0));
    return 0;
}
