/*
 * SPDX-License-Identifier: MIT
 *
 * System calls write to pages with code that has been executed: short buffers
 * that cross from one page to the next, and long ones.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>
#include "code.h"

static char *pages;
static long size;
static int fd;

/* Execute code of each page, then read a number of bytes to an offset. */
static void check(const char *name, size_t offset, size_t length)
{
    char *want = malloc(length);
    int i, sum = 0;

    for (i = 0; i < 4; i++) {
        flush_code(pages + i * size, put_code(pages + i * size, 10 + i));
        sum += call_code(pages + i * size);
    }
    memset(want, 0x5a, length);
    pwrite(fd, want, length, 0);
    lseek(fd, 0, SEEK_SET);
    printf("%s: %d, all read %d, ", name, sum,
           read(fd, pages + offset, length) == (ssize_t)length);
    printf("right %d\n", memcmp(pages + offset, want, length) == 0);
    free(want);
}

int main(void)
{
    struct iovec iov[2];

    size = sysconf(_SC_PAGESIZE);
    pages = mmap(NULL, 4 * size, PROT_READ | PROT_WRITE | PROT_EXEC,
                 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    fd = memfd_create("file", 0);

    check("two pages", size - 100, 200);
    check("tail", 16, size + 100);
    check("three pages", size - 1, size + 2);
    check("whole", 0, 4 * size);
    check("one byte", size, 1);

    flush_code(pages, put_code(pages, 1));
    flush_code(pages + size, put_code(pages + size, 2));
    printf("code %d", call_code(pages));
    printf(" %d\n", call_code(pages + size));
    iov[0].iov_base = pages + size - 8;
    iov[0].iov_len = 16;
    iov[1].iov_base = pages + 8;
    iov[1].iov_len = 8;
    printf("preadv %d\n", (int)preadv(fd, iov, 2, 0));

    put_code(pages, 3);
    pwrite(fd, pages, 64, 0);
    put_code(pages, 4);
    flush_code(pages, 64);
    printf("before %d, ", call_code(pages));
    pread(fd, pages, 64, 0);
    flush_code(pages, 64);
    printf("after %d\n", call_code(pages));
    return 0;
}
