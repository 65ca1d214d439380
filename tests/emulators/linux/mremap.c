/*
 * SPDX-License-Identifier: MIT
 *
 * mremap(): errors, after which the mapping is what it was, and moves.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "code.h"

#ifndef MREMAP_DONTUNMAP
#define MREMAP_DONTUNMAP 4
#endif

static long size;

static char *map(int pages, int prot)
{
    return mmap(NULL, pages * size, prot, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static const char *error(void *p)
{
    if (p != MAP_FAILED) {
        return "none";
    }
    return errno == EINVAL   ? "EINVAL"
           : errno == EFAULT ? "EFAULT"
           : errno == ENOMEM ? "ENOMEM"
                             : "other";
}

int main(void)
{
    char *p, *q, *r;
    int i, sum = 0;

    size = sysconf(_SC_PAGESIZE);
    p = map(4, PROT_READ | PROT_WRITE);
    memset(p, 'a', 4 * size);

    printf("too large, failed %d", mremap(p, 4 * size, SIZE_MAX - 16 * size,
                                          MREMAP_MAYMOVE) == MAP_FAILED);
    printf(", still there %c\n", p[3 * size]);
    printf("unaligned %s\n",
           error(mremap(p + 1, size, 2 * size, MREMAP_MAYMOVE)));
    printf("to nothing %s\n", error(mremap(p, size, 0, MREMAP_MAYMOVE)));
    printf("unknown flag %s\n", error(mremap(p, size, size, 0x100)));
    printf("FIXED alone %s\n",
           error(mremap(p, size, size, MREMAP_FIXED, p + 2 * size)));
    printf("overlap %s",
           error(mremap(p, 2 * size, 2 * size, MREMAP_MAYMOVE | MREMAP_FIXED,
                        p + size)));
    printf(", still there %c\n", p[0]);
    q = map(3, PROT_READ | PROT_WRITE);
    munmap(q + size, size);
    printf("with a hole %s",
           error(mremap(q, 3 * size, 4 * size, MREMAP_MAYMOVE)));
    q[0] = 'q';
    q[2 * size] = 'r';
    printf(", still there %c%c\n", q[0], q[2 * size]);
    munmap(q + 2 * size, size);
    printf("not mapped %s\n",
           error(mremap(q + size, size, 2 * size, MREMAP_MAYMOVE)));

    q = mremap(p, 4 * size, 2 * size, MREMAP_MAYMOVE);
    printf("smaller: moved %d, %c\n", q != p, q[size]);
    q = mremap(p, 2 * size, 8 * size, MREMAP_MAYMOVE);
    printf("larger: %c, zero %d\n", q[size], q[7 * size]);
    r = map(8, PROT_NONE);
    q = mremap(q, 8 * size, 8 * size, MREMAP_MAYMOVE | MREMAP_FIXED, r);
    printf("fixed: there %d, %c\n", q == r, q[size]);

    r = mremap(q, 8 * size, 8 * size, MREMAP_MAYMOVE | MREMAP_DONTUNMAP);
    printf("DONTUNMAP: new %c, old %d", r[size], q[size]);
    q[size] = 'n';
    printf(" %c %c\n", q[size], r[size]);

    /* Two pages of code, the second of which is executed, then moved and
     * written. */
    p = map(2, PROT_READ | PROT_WRITE | PROT_EXEC);
    for (i = 0; i < 2; i++) {
        flush_code(p + i * size, put_code(p + i * size, 20 + i));
    }
    sum = call_code(p + size);
    q = mremap(p, 2 * size, 4 * size, MREMAP_MAYMOVE);
    for (i = 0; i < 2; i++) {
        flush_code(q + i * size, put_code(q + i * size, 30 + i));
        sum += call_code(q + i * size);
    }
    printf("code %d\n", sum);
    return 0;
}
