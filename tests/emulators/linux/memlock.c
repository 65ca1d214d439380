/*
 * SPDX-License-Identifier: MIT
 *
 * mlock(), mlockall(), msync(), mincore(), mprotect(): what is not mapped is an
 * error.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static long size;

static void result(const char *name, int rc)
{
    printf("%s: %s\n", name,
           rc == 0           ? "done"
           : errno == EINVAL ? "EINVAL"
           : errno == ENOMEM ? "ENOMEM"
           : errno == EPERM  ? "EPERM"
           : errno == EFAULT ? "EFAULT"
           : errno == EBADF  ? "EBADF"
                             : "other");
}

static int map(size_t length, int flags, int fd)
{
    return mmap(NULL, length, PROT_READ, flags, fd, 0) == MAP_FAILED ? -1 : 0;
}

int main(void)
{
    unsigned char vec[8];
    char *p;

    size = sysconf(_SC_PAGESIZE);
    p = mmap(NULL, 8 * size, PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    memset(p, 1, 8 * size);
    munmap(p + 4 * size, 2 * size);

    result("mlock", mlock(p + 1, size));
    result("mlock of nothing", mlock(p, 0));
    result("mlock with a hole", mlock(p, 8 * size));
    result("mlock of a hole", mlock(p + 4 * size, 1));
    result("munlock", munlock(p, 4 * size));
    result("munlock with a hole", munlock(p, 8 * size));
    result("munlock of a hole", munlock(p + 5 * size, size));
    result("mlock2", mlock2(p, size, 1));
    result("mlock2 with an unknown flag", mlock2(p, size, 2));
    result("msync", msync(p, 4 * size, MS_SYNC));
    result("msync of a hole", msync(p + 4 * size, size, MS_ASYNC));
    result("msync with a hole", msync(p, 8 * size, MS_SYNC));
    result("msync, flags", msync(p, size, MS_SYNC | MS_ASYNC));
    result("msync of a hole, flags", msync(p + 4 * size, size, 0x100));
    result("msync, unaligned", msync(p + 1, size, MS_SYNC));
    memset(vec, 0, sizeof(vec));
    result("mincore", mincore(p, 4 * size, vec));
    printf("%d %d %d %d\n", vec[0] & 1, vec[1] & 1, vec[2] & 1, vec[3] & 1);
    result("mincore with a hole", mincore(p, 8 * size, vec));
    result("mincore, unaligned", mincore(p + 1, size, vec));
    result("mincore, nowhere to write",
           mincore(p, size, (void *)(p + 4 * size)));
    result("mprotect of a hole", mprotect(p + 4 * size, size, PROT_READ));
    result("mprotect with a hole",
           mprotect(p + 3 * size, 2 * size, PROT_READ | PROT_WRITE));
    result("mmap, no descriptor", map(size, MAP_SHARED, 99));
    result("mmap of nothing, no descriptor", map(0, MAP_PRIVATE, 99));
    result("mmap of nothing", map(0, MAP_PRIVATE | MAP_ANONYMOUS, -1));
    result("mlockall of nothing", mlockall(0));
    result("mlockall, unknown", mlockall(0x100 | MCL_CURRENT));
    result("mlockall of what is there", mlockall(MCL_CURRENT));
    result("munlockall", munlockall());
    result("mlockall of what will be", mlockall(MCL_FUTURE));
    p = mmap(NULL, 2 * size, PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    memset(vec, 0, sizeof(vec));
    mincore(p, 2 * size, vec);
    printf("resident %d %d\n", vec[0] & 1, vec[1] & 1);
    result("munlockall", munlockall());
    return 0;
}
