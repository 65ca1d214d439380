/*
 * SPDX-License-Identifier: MIT
 *
 * ustat(): free blocks and files of a file system, by its device.
 *
 * cpus: arm i386 s390x ppc64le m68k x86_64
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void)
{
    /* More than the structure of any CPU */
    unsigned char u[64];
    struct stat st;
    struct statfs fs;
    int end;

    memset(u, 0x55, sizeof(u));
    if (stat("/proc", &st) || statfs("/proc", &fs)) {
        return 1;
    }
    printf("%ld", syscall(SYS_ustat, (unsigned)st.st_dev, u));
    for (end = sizeof(u); end > 0 && u[end - 1] == 0x55; end--) {
        /* nothing */
    }
    printf(" written %d", end >= 20 && end <= 32);
    printf(" zero %d\n", u[0] == 0 && u[3] == 0 && u[end - 1] == 0);
    printf("%ld", syscall(SYS_ustat, 0xffffffff, u));
    printf(" %d\n", errno == EINVAL);
    printf("%ld", syscall(SYS_ustat, (unsigned)st.st_dev, 8));
    printf(" %d\n", errno == EFAULT);
    return 0;
}
