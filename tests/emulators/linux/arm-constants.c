/*
 * SPDX-License-Identifier: MIT
 *
 * Code of which the optimizer of TCG knows something: products by 1, and a
 * value of a few bits that is rotated.
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
 * prints: sxtb 0 0 1 1 -64 -1
 * prints: tst 0 1 0 1 1 1
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

static int ror_sxtb(int a)
{
    int r;

    asm("sxtb %0, %1\n\tror %0, %0, #1\n\tsxtb %0, %0" : "=r"(r) : "r"(a));
    return r;
}

/* Is one of the two upper bits set? */
static int ror_tst(int a)
{
    int r;

    asm("sxtb r3, %1\n\tror r3, r3, #1\n\ttst r3, #0xc0000000\n\tmoveq %0, "
        "#0\n\tmovne %0, #1"
        : "=&r"(r)
        : "r"(a)
        : "r3", "cc");
    return r;
}

int main(void)
{
    const int values[] = { 0, 1, 2, 3, -128, -2 };
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
    printf("sxtb");
    for (int i = 0; i < 6; i++) {
        printf(" %d", ror_sxtb(values[i]));
    }
    printf("\ntst");
    for (int i = 0; i < 6; i++) {
        printf(" %d", ror_tst(values[i]));
    }
    printf("\n");
    return 0;
}
