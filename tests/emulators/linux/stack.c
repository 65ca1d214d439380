/*
 * SPDX-License-Identifier: MIT
 *
 * A stack grows as far as its limit allows: that of a program which raises it,
 * and that of a program which inherits it.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define MIB (1024 * 1024)

static __attribute__((noinline)) int deep(int mib)
{
    volatile char block[MIB];
    int i;

    for (i = 0; i < MIB; i += 1024) {
        block[i] = mib;
    }
    return mib > 1 ? deep(mib - 1) + block[MIB / 2] - mib + 1 : 1;
}

/* Use so much of the stack in a child. */
static void try(const char *name, int mib)
{
    int status;

    fflush(stdout);
    if (fork() == 0) {
        _exit(deep(mib) != mib);
    }
    wait(&status);
    printf("%s: %s\n", name,
           status == 0                                          ? "good"
           : WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV ? "SIGSEGV"
                                                                : "other");
}

static void limit(int resource, const char *name, rlim_t mib)
{
    struct rlimit lim;
    int rc;

    getrlimit(resource, &lim);
    lim.rlim_cur = mib * MIB;
    rc = setrlimit(resource, &lim);
    lim.rlim_cur = 0;
    getrlimit(resource, &lim);
    printf("%s %d, %d\n", name, rc, lim.rlim_cur == mib * MIB);
}

int main(int argc, char **argv)
{
    struct rlimit lim = { 0 };
    char *p;
    int i, status;

    if (argc == 2) {
        getrlimit(RLIMIT_STACK, &lim);
        printf("inherited stack %d MiB\n", (int)(lim.rlim_cur / MIB));
        try("inherited, 70 MiB", 70);
        getrlimit(RLIMIT_AS, &lim);
        printf("inherited address space %d MiB\n", (int)(lim.rlim_cur / MIB));
        p = mmap(NULL, 600 * MIB, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                 0);
        printf("inherited, 600 MiB %d\n", p != MAP_FAILED);
        return 0;
    }

    limit(RLIMIT_STACK, "stack 8", 8);
    try("7 MiB", 7);
    try("20 MiB", 20);
    /* Mappings do not take the place that the stack may need. */
    for (i = 0; i < 20; i++) {
        p = mmap(NULL, 4 * MIB, PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        memset(p, 1, 4 * MIB);
    }
    limit(RLIMIT_STACK, "stack 64", 64);
    try("60 MiB", 60);
    limit(RLIMIT_STACK, "stack 80", 80);

    limit(RLIMIT_AS, "address space", 500);
    p = mmap(NULL, 100 * MIB, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    printf("100 MiB %d\n", p != MAP_FAILED);
    p = mmap(NULL, 600 * MIB, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    printf("600 MiB %d\n", p != MAP_FAILED);
    printf("malloc of 500 MiB %d\n", malloc(500 * MIB) != NULL);
    fflush(stdout);
    if (fork() == 0) {
        execl("/proc/self/exe", argv[0], "child", NULL);
        _exit(1);
    }
    wait(&status);
    printf("child %d\n", status);
    getrlimit(RLIMIT_AS, &lim);
    lim.rlim_cur = lim.rlim_max;
    setrlimit(RLIMIT_AS, &lim);
    p = mmap(NULL, 600 * MIB, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    printf("600 MiB again %d\n", p != MAP_FAILED);

    limit(RLIMIT_DATA, "data", 200);
    p = mmap(NULL, 300 * MIB, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    printf("read-only %d\n", p != MAP_FAILED);
    p = mmap(NULL, 300 * MIB, PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    printf("writable %d\n", p != MAP_FAILED);
    lim.rlim_cur = 2;
    lim.rlim_max = 1;
    printf("soft above hard %d\n", setrlimit(RLIMIT_AS, &lim));
    return 0;
}
