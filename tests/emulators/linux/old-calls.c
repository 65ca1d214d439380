/*
 * SPDX-License-Identifier: MIT
 *
 * Calls that newer ones have replaced: ustat(), which tells of a file system by
 * its device, and the first getrlimit() of CPUs that have a second one.
 *
 * cpus: arm i386 s390x ppc64le m68k x86_64
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <unistd.h>

static void limits(void)
{
#if defined(SYS_getrlimit) && !defined(__powerpc64__)
    unsigned long l[2], most = -1UL;

#ifdef SYS_ugetrlimit
    most = 0x7fffffff;
#endif
    setrlimit(RLIMIT_NOFILE, &(struct rlimit){ 100, 200 });
    printf("limits %ld", syscall(SYS_getrlimit, RLIMIT_NOFILE, l));
    printf(" %d", l[0] == 100 && l[1] == 200);
    printf(" %ld", syscall(SYS_getrlimit, RLIMIT_CPU, l));
    printf(" %d\n", l[0] == most && l[1] == most);
#else
    /* The CPU has no such call. */
    puts("limits 0 1 0 1");
#endif
}

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
    limits();
    return 0;
}
