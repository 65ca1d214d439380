/*
 * SPDX-License-Identifier: MIT
 *
 * A small program: it prints its limits, a child's status, and whether it gets
 * memory, a little of it and more than there may be.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define KIB 1024ul

static void show(const char *name, int resource)
{
    struct rlimit lim;

    getrlimit(resource, &lim);
    printf("%s %ld %ld\n", name,
           lim.rlim_cur == RLIM_INFINITY ? -1 : (long)(lim.rlim_cur / KIB),
           lim.rlim_max == RLIM_INFINITY ? -1 : (long)(lim.rlim_max / KIB));
}

static int can_map(size_t size, int prot)
{
    char *p = mmap(NULL, size, prot, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (p == MAP_FAILED) {
        return 0;
    }
    if (prot & PROT_WRITE) {
        p[0] = p[size - 1] = 1;
    }
    return munmap(p, size) == 0;
}

int main(void)
{
    struct rlimit files;
    int status = -1, fd, got = 0;
    void *p = malloc(100 * KIB);
    pid_t pid;

    show("memory", RLIMIT_AS);
    show("data", RLIMIT_DATA);
    show("stack", RLIMIT_STACK);
    printf("malloc %d", p && memset(p, 1, 100 * KIB));
    printf(" map %d %d\n", can_map(1000 * KIB, PROT_READ | PROT_WRITE),
           can_map(1500000 * KIB, PROT_NONE));
    getrlimit(RLIMIT_NOFILE, &files);
    while (got < 8 && (fd = open("/", O_RDONLY)) >= 0) {
        got++;
    }
    printf("files %d %d\n", files.rlim_cur < 8 ? (int)files.rlim_cur : 8, got);
    fflush(stdout);
    pid = fork();
    if (pid == 0) {
        _exit(7);
    }
    waitpid(pid, &status, 0);
    printf("child %d\n", status >> 8);
    return 0;
}
