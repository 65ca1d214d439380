/*
 * SPDX-License-Identifier: MIT
 *
 * brk() of a program that may lie anywhere can grow, far enough for malloc().
 *
 * cpus: aarch64 x86_64 i386
 * flags: -static-pie -fPIE
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(void)
{
    char *start = sbrk(0), *p = malloc(5000);
    int n = 0;

    printf("malloc %d\n", start - p < 1 << 20 && p - start < 1 << 20);
    start = sbrk(0);
    for (; n < 512; n++) {
        p = sbrk(1 << 20);
        if (p == (void *)-1) {
            break;
        }
        p[0] = p[(1 << 20) - 1] = 1;
    }
    printf("grown %d\n", n);
    printf("shrunk %d\n", brk(start) == 0 && sbrk(0) == start);
    return 0;
}
