/*
 * SPDX-License-Identifier: MIT
 *
 * More elements than a call can use.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void)
{
    const size_t size = 256 << 20;
    void *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    struct rlimit limit = { 1000, 1000 };
    long rc;

    setrlimit(RLIMIT_NOFILE, &limit);
    rc = poll(p, size / sizeof(struct pollfd), 0);
    printf("poll %ld %d\n", rc, errno == EINVAL);
    rc = poll(p, 1000, 0);
    printf("poll %ld\n", rc);
    rc = syscall(SYS_sched_getaffinity, 0, size, p);
    printf("getaffinity %d\n", rc > 0);
    rc = syscall(SYS_sched_setaffinity, 0, size, p);
    printf("setaffinity %ld\n", rc);
    return 0;
}
