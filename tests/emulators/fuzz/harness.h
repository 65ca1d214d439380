/*
 * SPDX-License-Identifier: MIT
 *
 * What the parts of the harness share: addresses, the file of blocks, random
 * numbers, and the registers in the context of a signal.
 *
 * cpu/NAME.h knows where a CPU has its registers in its ucontext:
 *
 *   registers()  lists them; @in: those that may be set before a block
 *   get_pc(), set_pc()
 *   fix()        after the random numbers: what cannot be just anything, and,
 *                mostly, a stack pointer that is one
 *   skip()       goes on behind the instruction at @pc, which had a fault;
 *                @length is what the file says of it
 */
#ifdef __sh__
/* GCC 12 loses what a loop compares at its end, if that is in memory. */
#pragma GCC optimize("O0")
#endif
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The same addresses under each emulator. On ppc, hppa and mipsn32 programs are
 * at 0x10000000. */
#if defined(__powerpc__) || defined(__hppa__) ||                               \
    (defined(__mips__) && _MIPS_SIM == 2)
#define CODE 0x20000000ul
#else
#define CODE 0x10000000ul
#endif
#define DATA 0x30000000ul
#define STACK 0x3c000000ul
#define STACK_SIZE 0x40000ul

/* Small, since all of them are cleared and read for each block; but no page of
 * a guest or host is larger. Units of data: none, read and write, none, read,
 * read and write, none. */
#define UNIT 0x4000ul
#define UNITS 6
#define STACK_PLACE (DATA + UNIT + UNIT / 2)

/* The head of the file, with what follows it up to the first block. */
#define HEAD_ROOM 0x10000ul

/* At the beginning of the file; blocks follow. Numbers are in the guest's
 * order.
 */
typedef struct Head {
    uint32_t magic;
    uint32_t blocks;
    uint32_t stride; /* bytes from one block to the next */
    uint32_t
        rounds;    /* how often all blocks run, each time with other numbers */
    uint32_t step; /* length of an instruction */
    uint32_t faults;  /* a block ends with so many */
    uint32_t lengths; /* 1: behind the blocks is a byte for each of theirs, how
                         far it is to the next instruction */
    uint32_t seed;
} Head;

#define MAGIC 0x46555a5a

typedef enum Kind {
    INTEGER, /* gets numbers and pointers */
    FLOAT,   /* gets numbers of floating point */
    NOTED,   /* is only looked at */
} Kind;

typedef struct Range {
    const char *name;
    unsigned char *at;
    unsigned count;
    unsigned size;
    Kind kind;
} Range;

typedef struct Ranges {
    Range range[24];
    unsigned n;
} Ranges;

static inline void add(Ranges *r, const char *name, void *at, unsigned count,
                       unsigned size, Kind kind)
{
    r->range[r->n++] = (Range){ name, at, count, size, kind };
}

static uint32_t rnd_state;

static inline uint32_t rnd(void)
{
    rnd_state ^= rnd_state << 13;
    rnd_state ^= rnd_state >> 17;
    rnd_state ^= rnd_state << 5;
    return rnd_state;
}

static inline uint64_t rnd64(void)
{
    uint64_t high = rnd();

    return high << 32 | rnd();
}

/* True seven times out of eight. */
static inline bool mostly(void)
{
    return rnd() & 7;
}

/* Within the data, with room on both sides. */
static inline unsigned long stack_pointer(void)
{
    return STACK_PLACE + (rnd() & 0xff0);
}

static inline void *past(void *p, unsigned long bytes)
{
    return (unsigned char *)p + bytes;
}
