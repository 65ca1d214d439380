/*
 * SPDX-License-Identifier: MIT
 *
 * Products of 64 bits whose one factor is a 1 that the optimizer of TCG knows.
 *
 * cpus: arm
 * flags: -marm
 * prints: smull 0 0
 * prints: smull 1 0
 * prints: smull -1 -1
 * prints: smull 2147483647 0
 * prints: smull -2147483648 -1
 * prints: smlal 12 0
 * prints: umull 4294967295 0
 */
#include <stdint.h>
#include <stdio.h>

static void smull(int a)
{
    int lo, hi;

    asm("mov r3, #1\n\tsmull %0, %1, %2, r3"
        : "=&r"(lo), "=&r"(hi)
        : "r"(a)
        : "r3");
    printf("smull %d %d\n", lo, hi);
}

int main(void)
{
    int lo = 5, hi = 0;

    smull(0);
    smull(1);
    smull(-1);
    smull(INT32_MAX);
    smull(INT32_MIN);
    asm("mov r3, #1\n\tsmlal %0, %1, r3, %2"
        : "+&r"(lo), "+&r"(hi)
        : "r"(7)
        : "r3");
    printf("smlal %d %d\n", lo, hi);
    asm("mov r3, #1\n\tumull %0, %1, r3, %2"
        : "=&r"(lo), "=&r"(hi)
        : "r"(-1)
        : "r3");
    printf("umull %u %u\n", lo, hi);
    return 0;
}
