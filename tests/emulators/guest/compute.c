/*
 * SPDX-License-Identifier: MIT
 *
 * Checks of the guest program: 64-bit integers, floating point, long jumps.
 *
 * Operands are volatile, so that the guest computes and not the compiler;
 * results of floating point too, so that i386 and m68k, which compute with
 * more digits, round each of them.
 */
#include <float.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "guest.h"

static uint64_t double_bits(double value)
{
    uint64_t bits;

    memcpy(&bits, &value, sizeof(bits));
    return bits;
}

static uint32_t float_bits(float value)
{
    uint32_t bits;

    memcpy(&bits, &value, sizeof(bits));
    return bits;
}

static void check_unsigned(void)
{
    volatile uint64_t a = 0xfedcba9876543210, b = 0x0123456789abcdef;
    volatile uint32_t high = 0xdeadbeef;
    volatile unsigned by = 37;

    check_number("unsigned.add", a + b, 0xffffffffffffffff);
    check_number("unsigned.borrow", b - a, 0x02468acf13579bdf);
    check_number("unsigned.mul", a * b, 0x2236d88fe5618cf0);
    check_number("unsigned.widening", (uint64_t)high * high,
                 0xc1b1cd12216da321);
    check_number("unsigned.div", a / b, 0xe0);
    check_number("unsigned.mod", a % b, 0xf0);
    check_number("unsigned.left", a << by, 0xca86420000000000);
    check_number("unsigned.right", a >> by, 0x7f6e5d4);
    check_number("unsigned.rotate", a << by | a >> (64 - by),
                 0xca86421fdb97530e);
    check_number("unsigned.less", b < a, 1);
}

static void check_signed(void)
{
    volatile int64_t a = -0x0123456789abcdef, b = 0x12345678;
    volatile int8_t small = -2;
    volatile unsigned by = 37;

    check_number("signed.mul", a * b, 0x3d70a3d71dbd2df8);
    check_number("signed.div", a / b, -0x10000000);
    check_number("signed.mod", a % b, -0x9abcdef);
    check_number("signed.right", a >> by, -0x91a2c);
    check_number("signed.less", a < b, 1);
    check_number("signed.extend", small * (uint64_t)1, 0xfffffffffffffffe);
    check_number("signed.truncate", (uint32_t)a, 0x76543211);
}

/* Chains of operations: a wrong bit anywhere changes the result. */
static void check_chains(void)
{
    volatile uint64_t start = 0x0123456789abcdef;
    uint64_t shifts = start, hash = 0xcbf29ce484222325, quotients = 0;

    for (unsigned i = 0; i < 1000; i++) {
        shifts ^= shifts << 13;
        shifts ^= shifts >> 7;
        shifts ^= shifts << 17;
        shifts += 0x9e3779b97f4a7c15;
        hash = (hash ^ (i & 255)) * 0x100000001b3;
        quotients +=
            shifts / (hash >> (i & 63) | 1) ^ hash % (shifts >> 20 | 1);
    }
    check_number("chain.shifts", shifts, 0x6bacd2b3b5b3412f);
    check_number("chain.hash", hash, 0x9ebd4ca7a79e5ddd);
    check_number("chain.quotients", quotients, 0xca772d7ccdf1423f);
}

void check_integers(void)
{
    check_unsigned();
    check_signed();
    check_chains();
}

static double square_root(double of)
{
    volatile double root = of, sum;

    for (int i = 0; i < 20; i++) {
        sum = of / root;
        sum += root;
        root = sum / 2;
    }
    return root;
}

static double remainder_of(double x, double y)
{
    volatile double quotient = x / y;
    volatile double product = (int64_t)quotient * y;

    return x - product;
}

static void check_arithmetic(void)
{
    volatile double tenth = 0.1, sum = 0, harmonic = 0;
    volatile float one = 1, three = 3;
    volatile double two = 2, x = 1000000.5, y = 0.7;

    for (int i = 1; i <= 10; i++) {
        sum += tenth;
    }
    for (volatile double i = 1; i <= 1000; i++) {
        harmonic += 1 / i;
    }
    check_number("double.sum", double_bits(sum), 0x3fefffffffffffff);
    check_number("double.harmonic", double_bits(harmonic), 0x401df11f45f4e618);
    check_number("double.root", double_bits(square_root(two)),
                 0x3ff6a09e667f3bcc);
    check_number("double.remainder", double_bits(remainder_of(x, y)),
                 0x3fb999999a000000);
    check_number("float.third", float_bits(one / three), 0x3eaaaaab);
}

static void check_conversions(void)
{
    volatile double negative = -2.75, large = 1.5e19, tenth = 0.1;
    volatile uint64_t all = UINT64_MAX;
    volatile int64_t minus = -0x123456789abcdef0;
    volatile int odd = 16777217;

    check_number("double.to_int", (int)negative, -2);
    check_number("double.to_unsigned", (uint64_t)large, 15000000000000000000u);
    check_number("double.to_float", float_bits(tenth), 0x3dcccccd);
    check_number("double.from_unsigned", double_bits(all), 0x43f0000000000000);
    check_number("double.from_int", double_bits(minus), 0xc3b23456789abcdf);
    check_number("float.from_int", float_bits(odd), 0x4b800000);
}

static void check_extremes(void)
{
    volatile double least = DBL_MIN, most = DBL_MAX, zero = 0, one = 1;
    volatile double half = least / 2, infinite = most * 2, nan = zero / zero;
    volatile double minus_zero = -zero;
    volatile float tiny = FLT_MIN;

    check_number("double.denormal", double_bits(half), 0x0008000000000000);
    check_number("double.normal_again", double_bits(half * 2),
                 0x0010000000000000);
    check_number("float.denormal", float_bits(tiny / 4), 0x00200000);
    check_number("double.infinite", double_bits(infinite), 0x7ff0000000000000);
    check_number("double.nan", nan == nan || nan < one || nan > one, 0);
    check_number("double.minus_zero", double_bits(one / minus_zero),
                 0xfff0000000000000);
}

void check_floats(void)
{
    check_arithmetic();
    check_conversions();
    check_extremes();
}

static jmp_buf back;

/* Leaves qsort() through the library's frames. */
static int leap(const void *a, const void *b)
{
    (void)a;
    (void)b;
    longjmp(back, 23);
}

void check_jumps(void)
{
    int numbers[4] = { 4, 3, 2, 1 };
    volatile int local = 5;
    volatile double real = 1.5;
    int rc = setjmp(back);

    if (!rc) {
        local = 6;
        qsort(numbers, 4, sizeof(numbers[0]), leap);
    }
    check_number("jump.value", rc, 23);
    check("jump.locals", local == 6 && real == 1.5, "%d %f", local, real);
}
