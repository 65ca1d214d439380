/*
 * SPDX-License-Identifier: MIT
 *
 * For tags.c: accesses of all kinds by addresses with a tag.
 */
#include <string.h>

#include "tags.h"

char area[65536] __attribute__((aligned(4096)));

int loads(void)
{
    uint64_t a, b, *p = tagged(word);
    uint32_t w;

    word[0] = 0x8877665544332211;
    word[1] = 42;
    __asm__ volatile(ARCH "ldr %0, [%1]" : "=r"(a) : "r"(p) : "memory", "cc");
    __asm__ volatile(ARCH "ldp %0, %1, [%2]"
                     : "=&r"(b), "=r"(word[2])
                     : "r"(p)
                     : "memory", "cc");
    if (a != word[0] || b != word[0] || word[2] != 42)
        return 1;
    __asm__ volatile(ARCH "ldrsb %w0, [%1, #7]"
                     : "=r"(w)
                     : "r"(p)
                     : "memory", "cc");
    if (w != 0xffffff88)
        return 2;
    __asm__ volatile(ARCH "ldr %0, [%1], #8"
                     : "=r"(a), "+r"(p)
                     :
                     : "memory", "cc");
    if (a != word[0] ||
        p != (uint64_t *)tagged(word + 1)) /* the base register keeps its tag */
        return 3;
    __asm__ volatile(ARCH "ldr %0, [%1, #-8]!"
                     : "=r"(a), "+r"(p)
                     :
                     : "memory", "cc");
    return a == word[0] && p == tagged(word) ? 0 : 4;
}

int stores(void)
{
    uint64_t *p = tagged(word);

    __asm__ volatile(ARCH "stp %1, %2, [%0], #16"
                     : "+r"(p)
                     : "r"(UINT64_C(1)), "r"(UINT64_C(2))
                     : "memory", "cc");
    __asm__ volatile(ARCH "str %w0, [%1, %2]"
                     :
                     : "r"(3), "r"(p), "r"(UINT64_C(8))
                     : "memory", "cc");
    __asm__ volatile(ARCH "stlr %0, [%1]"
                     :
                     : "r"(UINT64_C(4)), "r"(tagged(word + 4))
                     : "memory", "cc");
    return word[0] == 1 && word[1] == 2 && (uint32_t)word[3] == 3 &&
                   word[4] == 4
               ? 0
               : 1;
}

/* The same word by an address with a tag and by one without: the monitor sees
 * one word. */
int exclusive(void)
{
    uint64_t v;
    uint32_t failed = 1;

    word[0] = 5;
    for (int i = 0; i < 100 && failed; i++)
        __asm__ volatile(ARCH
                         "ldxr %0, [%2]\n\tadd %0, %0, #1\n\tstxr %w1, %0, [%3]"
                         : "=&r"(v), "=&r"(failed)
                         : "r"(word), "r"(tagged(word))
                         : "memory", "cc");
    if (failed || word[0] != 6)
        return 1;
    failed = 1;
    for (int i = 0; i < 100 && failed; i++)
        __asm__ volatile(
            ARCH "ldaxr %0, [%2]\n\tadd %0, %0, #1\n\tstlxr %w1, %0, [%3]"
            : "=&r"(v), "=&r"(failed)
            : "r"(tagged(word)), "r"(word)
            : "memory", "cc");
    if (failed || word[0] != 7)
        return 2;
    failed = 1;
    for (int i = 0; i < 100 && failed; i++)
        __asm__ volatile(
            ARCH "ldxp %0, %1, [%3]\n\tadd %1, %1, #1\n\tstxp %w2, %0, %1, [%3]"
            : "=&r"(v), "=&r"(word[8]), "=&r"(failed)
            : "r"(tagged(word))
            : "memory", "cc");
    return failed ? 3 : 0;
}

int atomics(void)
{
    uint64_t old, *p = tagged(word);

    word[0] = 10;
    __asm__ volatile(ARCH "ldaddal %1, %0, [%2]"
                     : "=&r"(old)
                     : "r"(UINT64_C(3)), "r"(p)
                     : "memory", "cc");
    if (old != 10 || word[0] != 13)
        return 1;
    old = 13;
    __asm__ volatile(ARCH "cas %0, %1, [%2]"
                     : "+&r"(old)
                     : "r"(UINT64_C(20)), "r"(p)
                     : "memory", "cc");
    if (word[0] != 20)
        return 2;
    __asm__ volatile(".arch armv8.5-a\n\tmov x0, #20\n\tldr x1, [%0, "
                     "#8]\n\tmov x2, #30\n\tmov x3, #31\n\t"
                     "caspal x0, x1, x2, x3, [%1]"
                     :
                     : "r"(word), "r"(p)
                     : "x0", "x1", "x2", "x3", "memory");
    return word[0] == 30 && word[1] == 31 ? 0 : 3;
}

int vectors(void)
{
    uint8_t out[64];

    for (int i = 0; i < 64; i++)
        area[4096 + i] = i;
    __asm__ volatile(ARCH "ld4 {v0.16b-v3.16b}, [%0]\n\tst4 {v0.16b-v3.16b}, "
                          "[%1]\n\tldr q4, [%0]\n\tstr q4, [%1, #16]\n\t"
                          "ld1r {v5.2d}, [%0]\n\tldp q6, q7, [%0]"
                     :
                     : "r"(tagged(word)), "r"(tagged(out))
                     : "v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "memory",
                       "cc");
    if (memcmp(out, word, 16) || memcmp(out + 16, word, 16) ||
        memcmp(out + 32, (char *)word + 32, 32))
        return 1;
    memset(out, 0, sizeof(out));
    __asm__ volatile(
        ARCH "ptrue p0.b, vl16\n\tld1b {z0.b}, p0/z, [%0]\n\tst1b {z0.b}, p0, "
             "[%1]\n\tldr z1, [%0]\n\tld1rqb {z2.b}, p0/z, [%0]"
        :
        : "r"(tagged(word)), "r"(tagged(out))
        : "v0", "v1", "v2", "memory", "cc");
    return memcmp(out, word, 16) ? 2 : 0;
}

/* A word that is neither aligned nor on one page; then where the instruction
 * has to be aligned. */
int unaligned(void)
{
    uint64_t v = 0x0102030405060708, *p = tagged(area + 8192 - 3);

    __asm__ volatile(ARCH "str %0, [%1]" : : "r"(v), "r"(p) : "memory", "cc");
    __asm__ volatile(ARCH "ldr %0, [%1]"
                     : "=r"(word[0])
                     : "r"(p)
                     : "memory", "cc");
    return word[0] == v && area[8192 - 3] == 8 && area[8192 + 4] == 1 ? 0 : 1;
}

int copies(void)
{
    char *d = tagged(area + 16384), *s = tagged(area + 4096);
    size_t n = 1000;

    memset(area + 4096, 'x', 1000);
    __asm__ volatile(ARCH "cpyfp [%0]!, [%1]!, %2!\n\tcpyfm [%0]!, [%1]!, "
                          "%2!\n\tcpyfe [%0]!, [%1]!, %2!"
                     : "+r"(d), "+r"(s), "+r"(n)
                     :
                     : "memory", "cc");
    if (memcmp(area + 16384, area + 4096, 1000))
        return 1;
    __asm__ volatile(ARCH "dc zva, %0"
                     :
                     : "r"(tagged(area + 16384))
                     : "memory", "cc");
    return area[16384] == 0 && area[16384 + 999] == 'x' ? 0 : 2;
}
