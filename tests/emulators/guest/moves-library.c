// SPDX-License-Identifier: MIT
// A library that is as another one but for NUMBER, with data and calls of its
// own (moves.c).
#include <stdlib.h>
#include "moves.h"

static int table[8] = { 3, 1, 4, 1, 5, 9, 2, 6 };
int (*volatile absolute)(int) = abs;

static __attribute__((noinline)) int look_up(int n)
{
    table[n & 7] ^= 1;
    return table[n & 7] + absolute(-n);
}

int value(int n)
{
    int sum = 0;

    for (int i = 0; i < n; i++) {
        sum = sum * 3 + look_up(i);
    }
    return steps(sum, NUMBER);
}
