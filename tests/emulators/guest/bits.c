/*
 * SPDX-License-Identifier: MIT
 *
 * An aarch64 guest for what string functions do with a vector of flags: narrow
 * it (SHRN) and count its trailing zeros (RBIT, CLZ). Each result is compared
 * to one that is worked out bit by bit.
 *
 * Argument: "all", or "zeros N" to count zeros N times and do nothing else.
 * Output: "right", or what is wrong.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int wrong;

static void check(const char *what, uint64_t got, uint64_t want)
{
    if (got != want && !wrong++)
        printf("%s: %#llx, not %#llx\n", what, (unsigned long long)got,
               (unsigned long long)want);
}

static uint64_t reverse(uint64_t v, int bits)
{
    uint64_t r = 0;

    for (int i = 0; i < bits; i++)
        r |= (v >> i & 1) << (bits - 1 - i);
    return r;
}

static uint64_t leading(uint64_t v, int bits)
{
    int n = 0;

    while (n < bits && !(v >> (bits - 1 - n) & 1))
        n++;
    return n;
}

/* TRAILING(X): RBIT and CLZ in one register. */
#define TRAILING(x)                                                            \
    ({                                                                         \
        uint64_t r_;                                                           \
        __asm__("rbit %0, %1\n\tclz %0, %0" : "=r"(r_) : "r"(x));              \
        r_;                                                                    \
    })
#define TRAILING32(x)                                                          \
    ({                                                                         \
        uint64_t r_;                                                           \
        __asm__("rbit %w0, %w1\n\tclz %w0, %w0" : "=r"(r_) : "r"(x));          \
        r_;                                                                    \
    })

static void zeros(uint64_t v)
{
    uint64_t a, b, c;

    check("rbit, clz", TRAILING(v), leading(reverse(v, 64), 64));
    check("rbit, clz of 32 bits", TRAILING32(v), leading(reverse(v, 32), 32));
    __asm__("rbit %0, %2\n\tclz %1, %0" : "=&r"(a), "=&r"(b) : "r"(v));
    check("rbit, kept", a, reverse(v, 64));
    check("clz of what is kept", b, leading(a, 64));
    __asm__("rbit %0, %2\n\tclz %w1, %w0" : "=&r"(a), "=&r"(b) : "r"(v));
    check("rbit, clz of the low half", b,
          leading((uint32_t)reverse(v, 64), 32));
    __asm__("rbit %w0, %w2\n\tclz %1, %0" : "=&r"(a), "=&r"(b) : "r"(v));
    check("rbit of the low half, clz", b, leading(reverse(v, 32), 64));
    __asm__("mov %0, %3\n\trbit %0, %0\n\tmov %1, %0\n\tclz %2, %0"
            : "=&r"(a), "=&r"(b), "=&r"(c)
            : "r"(v));
    check("an instruction between", c, leading(reverse(v, 64), 64));
    check("and its result", b, reverse(v, 64));
    __asm__("rbit %0, %2\n\tclz %1, %2" : "=&r"(a), "=&r"(b) : "r"(v));
    check("clz of something else", b, leading(v, 64));
    __asm__("rbit xzr, %1\n\tclz %0, xzr" : "=r"(a) : "r"(v));
    check("clz of nothing", a, 64);
    /* A jump between them, to the second. */
    __asm__("rbit %0, %2\n\tmov %1, #2\n1:\tsub %1, %1, #1\n\tcbnz %1, 2f\n\tb "
            "3f\n2:\tmov %0, %2\n\tb 1b\n"
            "3:\tclz %0, %0"
            : "=&r"(a), "=&r"(b)
            : "r"(v));
    check("a jump between", a, leading(v, 64));
}

static uint64_t narrow(const uint8_t *v, int size, int shift)
{
    uint64_t out = 0;

    for (int i = 0; i < 8 / size; i++) {
        uint64_t e = 0;

        memcpy(&e, v + i * 2 * size, 2 * size);
        e = e >> shift & (size == 4 ? UINT32_MAX : (1u << 8 * size) - 1);
        out |= e << (8 * size * i);
    }
    return out;
}

/* SHRN(FROM, TO, SHIFT): both halves of the result; the upper one of shrn2,
 * which keeps the lower. */
#define SHRN(from, to, to2, shift)                                             \
    do {                                                                       \
        uint64_t lo_, hi_, lo2_, hi2_;                                         \
        __asm__("ldr q1, [%4]\n\tmovi v0.16b, #0xa5\n\tshrn v0." to            \
                ", v1." from ", #" #shift "\n\tmov %0, v0.d[0]\n\t"            \
                "mov %1, v0.d[1]\n\tmovi v0.16b, #0xa5\n\tshrn2 v0." to2       \
                ", v1." from ", #" #shift "\n\tmov %2, v0.d[0]\n\t"            \
                "mov %3, v0.d[1]\n\tshrn v1." to ", v1." from ", #" #shift     \
                "\n\tumov x9, v1.d[0]\n\tsub x9, x9, %0\n\t"                   \
                "add %1, %1, x9"                                               \
                : "=&r"(lo_), "=&r"(hi_), "=&r"(lo2_), "=&r"(hi2_)             \
                : "r"(v)                                                       \
                : "v0", "v1", "x9", "memory");                                 \
        check("shrn " to " #" #shift, lo_,                                     \
              narrow(v,                                                        \
                     sizes[to[1] == 'b'   ? 0                                  \
                           : to[1] == 'h' ? 1                                  \
                                          : 2],                                \
                     shift));                                                  \
        check("shrn " to " #" #shift ", upper half", hi_, 0);                  \
        check("shrn2 " to " #" #shift ", lower half", lo2_,                    \
              0xa5a5a5a5a5a5a5a5);                                             \
        check("shrn2 " to " #" #shift, hi2_, lo_);                             \
    } while (0)

static void flags(const uint8_t *v)
{
    static const int sizes[] = { 1, 2, 4 };

    SHRN("8h", "8b", "16b", 1);
    SHRN("8h", "8b", "16b", 4);
    SHRN("8h", "8b", "16b", 7);
    SHRN("8h", "8b", "16b", 8);
    SHRN("4s", "4h", "8h", 1);
    SHRN("4s", "4h", "8h", 9);
    SHRN("4s", "4h", "8h", 16);
    SHRN("2d", "2s", "4s", 1);
    SHRN("2d", "2s", "4s", 17);
    SHRN("2d", "2s", "4s", 32);
}

int main(int argc, char **argv)
{
    uint64_t x = 88172645463325252;
    uint8_t v[16];

    if (argc == 3 && strcmp(argv[1], "zeros") == 0) {
        uint64_t sum = 0;

        for (long i = atol(argv[2]); i > 0; i--)
            sum += TRAILING(i << (i & 31));
        check("sum", sum == 0, 0);
    } else {
        zeros(0);
        zeros(UINT64_MAX);
        zeros(UINT64_C(1) << 63);
        zeros(UINT64_C(1) << 32);
        memset(v, 0xff, sizeof(v));
        flags(v);
        for (int i = 0; i < 200; i++) {
            for (int j = 0; j < 16; j++) {
                x ^= x << 13, x ^= x >> 7, x ^= x << 17;
                v[j] = x >> (i % 50);
            }
            zeros(x >> (i % 64) << (i / 4));
            flags(v);
        }
    }
    if (!wrong)
        puts("right");
    return wrong != 0;
}
