/*
 * SPDX-License-Identifier: MIT
 *
 * Memory that is mapped with PROT_WRITE alone can be read, by every instruction
 * and system call.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int main(void)
{
    long size = sysconf(_SC_PAGESIZE);
    char *p =
        mmap(NULL, 4 * size, PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char buffer[64];
    int fds[2];
    long sum = 0, i;

    memset(p, 7, 4 * size);
    memcpy(p + 3000, p, 2000);
    memmove(p + 100, p + 90, 2 * size);
    for (i = 0; i < 4 * size; i++) {
        sum += p[i];
    }
    printf("sum %d\n", sum == 7 * 4 * size);
    printf("compare %d\n", memcmp(p, p + size, size));
    strcpy(p, "text");
    printf("length %d\n", (int)strlen(p));
    pipe(fds);
    printf("write %d\n", (int)write(fds[1], p, 64));
    printf("read %d\n", (int)read(fds[0], p + size - 8, 16));
    printf("text %s\n", p + size - 8);
    printf("open %d\n", access(p, F_OK));
    memcpy(buffer, p, sizeof(buffer));
    printf("copied %s\n", buffer);
    return 0;
}
