/*
 * SPDX-License-Identifier: MIT
 *
 * Machine code of a function that returns a number of 0 to 63, for each CPU.
 */
#ifndef CODE_H
#define CODE_H

#include <stdint.h>
#include <string.h>

/* Write the function to p; returns its length. */
static inline size_t put_code(void *p, int number)
{
#if defined(__aarch64__)
    uint32_t code[] = { 0x52800000 | number << 5, 0xd65f03c0 };
#elif defined(__arm__)
    uint32_t code[] = { 0xe3a00000 | number, 0xe12fff1e };
#elif defined(__riscv)
    uint32_t code[] = { number << 20 | 0x513, 0x8067 };
#elif defined(__s390x__)
    uint16_t code[] = { 0xa729, number, 0x07fe };
#elif defined(__x86_64__) || defined(__i386__)
    uint8_t code[] = { 0xb8, number, 0, 0, 0, 0xc3 };
#elif defined(__powerpc__)
    uint32_t code[] = { 0x38600000 | number, 0x4e800020 };
#elif defined(__mips__)
    uint32_t code[] = { 0x03e00008, 0x24020000 | number };
#elif defined(__sparc__)
    uint32_t code[] = { 0x81c3e008, 0x90102000 | number };
#elif defined(__m68k__)
    uint16_t code[] = { 0x7000 | number, 0x4e75 };
#elif defined(__alpha__)
    uint32_t code[] = { 0x201f0000 | number, 0x6bfa8001 };
#elif defined(__hppa__)
    uint32_t code[] = { 0xe840c000, 0x341c0000 | number << 1 };
#elif defined(__loongarch__)
    uint32_t code[] = { 0x02800004 | number << 10, 0x4c000020 };
#else
#error "no code for this CPU"
#endif
    memcpy(p, code, sizeof(code));
    return sizeof(code);
}

/* What the function at p returns. */
static inline int call_code(void *p)
{
#if defined(__powerpc64__) && (!defined(_CALL_ELF) || _CALL_ELF == 1)
    void *descriptor[3] = { p };

    asm volatile("" : : "r"(descriptor) : "memory");
    return ((int (*)(void))descriptor)();
#elif defined(__hppa__)
    void *descriptor[2] = { p };

    asm volatile("" : : "r"(descriptor) : "memory");
    return ((int (*)(void))((uintptr_t)descriptor | 2))();
#else
    return ((int (*)(void))p)();
#endif
}

/* The guest flushes its caches, by 16 bytes where GCC has nothing for it. */
static inline void flush_code(void *p, size_t size)
{
#if defined(__powerpc__) || defined(__sparc__) || defined(__hppa__)
    for (char *q = p; q < (char *)p + size; q += 16) {
#if defined(__powerpc__)
        asm volatile("dcbst 0,%0; sync; icbi 0,%0; sync; isync"
                     :
                     : "r"(q)
                     : "memory");
#elif defined(__sparc__)
        asm volatile("flush %0; flush %0 + 8" : : "r"(q) : "memory");
#else
        asm volatile("fdc %%r0(%0)\n\tsync\n\tfic %%r0(%%sr4,%0)\n\tsync"
                     :
                     : "r"(q)
                     : "memory");
#endif
    }
#else
    __builtin___clear_cache((char *)p, (char *)p + size);
#endif
}

#endif
