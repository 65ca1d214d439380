/*
 * SPDX-License-Identifier: MIT
 *
 * A piece of code in whose last block the number is the last thing that
 * differs: far behind the first 16 bytes, which the look-up of translated code
 * goes by.
 */
#ifndef MOVES_H
#define MOVES_H

/* The compiler knows nothing of n from here on. */
#define FORGET(n) asm volatile("" : "+r"(n))

static inline __attribute__((always_inline)) int steps(int n, int number)
{
    FORGET(n);
    n ^= n << 3;
    FORGET(n);
    n += n << 1;
    FORGET(n);
    n ^= n << 5;
    FORGET(n);
    n &= 0xff;
    FORGET(n);
    n <<= 7;
    FORGET(n);
    return n + number;
}

#endif
