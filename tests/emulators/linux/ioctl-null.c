/*
 * SPDX-License-Identifier: MIT
 *
 * An ioctl with a structure for its argument that gets none: it is the
 * kernel's to say what is wrong.
 *
 * cpus: common i386 mips
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* PIDFD_GET_INFO of Linux 6.13, and the first version of its structure */
struct info {
    uint64_t mask, cgroup;
    uint32_t numbers[12];
};
#define GET_INFO _IOWR(0xff, 11, struct info)

int main(void)
{
    struct info info = { 0 };
    int fd = syscall(SYS_pidfd_open, getpid(), 0);

    printf("info: %d\n", ioctl(fd, GET_INFO, &info) == 0);
    printf("NULL: %d", ioctl(fd, GET_INFO, NULL));
    printf(" %s\n", strerrorname_np(errno));
    printf("nowhere: %d", ioctl(fd, GET_INFO, 16));
    printf(" %s\n", strerrorname_np(errno));
    return 0;
}
