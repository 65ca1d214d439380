/*
 * SPDX-License-Identifier: MIT
 *
 * Which errors calls about files and mounts give for wrong arguments.
 *
 * cpus: common i386 mips
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NR(n) (SYS_mount_setattr - 442 + (n))

static const char *error(long ret)
{
    return ret >= 0              ? "0"
           : errno == EOPNOTSUPP ? "EOPNOTSUPP"
           : errno == EINVAL     ? "EINVAL"
           : errno == EFAULT     ? "EFAULT"
           : errno == EBADF      ? "EBADF"
           : errno == ERANGE     ? "ERANGE"
                                 : "another";
}

static void config(unsigned cmd, const char *key, const void *value, int aux)
{
    int fd = open(".", O_RDONLY);

    printf("fsconfig %u: %s", cmd,
           error(syscall(NR(431), -1, cmd, key, value, aux)));
    printf(" %s\n", error(syscall(NR(431), fd, cmd, key, value, aux)));
    close(fd);
}

int main(void)
{
    long page = sysconf(_SC_PAGESIZE);
    char *p = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char cwd[PATH_MAX];
    long n;

    munmap(p + page, page);
    n = syscall(SYS_getcwd, cwd, sizeof(cwd));
    printf("getcwd %d\n", n == (long)strlen(cwd) + 1);
    printf("at the end %d", syscall(SYS_getcwd, p + page - n, PATH_MAX) == n);
    printf(" %d\n", !strcmp(p + page - n, cwd));
    printf("too little %s\n", error(syscall(SYS_getcwd, cwd, n - 1)));
    printf("nothing %s\n", error(syscall(SYS_getcwd, cwd, 0L)));
    printf("no place %s\n", error(syscall(SYS_getcwd, NULL, 1L)));
    printf("nowhere %s\n", error(syscall(SYS_getcwd, p + page, PATH_MAX)));
    for (unsigned cmd = 0; cmd < 12; cmd++) {
        config(cmd, NULL, NULL, 0);
        config(cmd, "key", NULL, 0);
        config(cmd, "key", "value", 0);
        config(cmd, "key", "value", -1);
        config(cmd, NULL, "value", 1);
    }
    return 0;
}
