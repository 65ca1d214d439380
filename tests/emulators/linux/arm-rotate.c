/*
 * SPDX-License-Identifier: MIT
 *
 * A value of which the optimizer of TCG knows that its upper bits are copies
 * of the sign, until it is rotated.
 *
 * cpus: arm
 * flags: -marm
 * prints: sxtb 0 0 1 1 -64 -1
 * prints: tst 0 1 0 1 1 1
 */
#include <stdio.h>

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
