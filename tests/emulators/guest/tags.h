/*
 * SPDX-License-Identifier: MIT
 *
 * What the two halves of the guest of tests/emulators/tags.t share: its tag,
 * its memory, and the accesses, 0 if they are right.
 */
#include <stdint.h>

#define TAG (UINT64_C(0x5a) << 56)
/* The instructions that are used, whatever the compiler is told of the CPU. */
#define ARCH ".arch armv8.5-a+sve+memtag\n\t.arch_extension mops\n\t"

static inline void *tagged(void *p)
{
    return (void *)((uintptr_t)p | TAG);
}

extern char area[65536];
static uint64_t *const word = (uint64_t *)(area + 4096);

int loads(void), stores(void), exclusive(void), atomics(void), vectors(void),
    unaligned(void), copies(void);
