/*
 * SPDX-License-Identifier: MIT
 *
 * What the registers and the memory of a block hold at its beginning. Numbers
 * that are the end of a range, or a pointer to what can be accessed, come more
 * often than by chance.
 */
/* Near the ends of the units of data, more often of those that can be written.
 */
static uint64_t random_pointer(void)
{
    uint32_t a = rnd(), offset = rnd() & 0x1ff;
    uint64_t p = DATA + UNIT * ((a & 0x70) < 0x10 ? 3 : a & 1 ? 1 : 4);

    switch (a & 0xe) {
    case 0:
        p += UNIT - offset;
        break;
    case 2:
        p += 0x1000 - (offset >> 3) + (offset & 7);
        break;
    default:
        p += offset;
    }
    return a & 0x100 ? p & ~15ull : a & 0x200 ? p & ~3ull : p;
}

/* A place in the current block; harness.c knows which that is. */
static uint64_t random_code(void);

static uint64_t random_integer(void)
{
    static const uint64_t special[] = {
        0,
        1,
        2,
        0xff,
        0x7f,
        0x80,
        0x7fff,
        0x8000,
        0xffff,
        0x7fffffff,
        0x80000000,
        0xffffffff,
        0x100000000ull,
        0x7fffffffffffffffull,
        0x8000000000000000ull,
        ~0ull,
        ~1ull,
        0xffffffff80000000ull,
        0xffffffff7fffffffull,
        0x100000001ull,
        31,
        32,
        33,
        63,
        64,
        0xaaaaaaaaaaaaaaaaull,
        0x5555555555555555ull,
        0xfffffffffffff000ull,
    };
    uint32_t kind = rnd() & 31;

    if (kind < 15) {
        return random_pointer();
    } else if (kind < 18) {
        return random_code();
    } else if (kind < 22) {
        return (int64_t)(rnd() & 0xff) - 64;
    } else if (kind < 27) {
        return special[modulo(rnd(), sizeof(special) / sizeof(special[0]),
                              NULL)];
    } else if (kind < 29) {
        return (int32_t)rnd();
    }
    return rnd64();
}

/* Of 64 bits, or two of 32, or four of 16. */
static uint64_t random_float(void)
{
    static const uint64_t special[] = {
        0,
        0x8000000000000000ull,
        0x3ff0000000000000ull,
        0xbff0000000000000ull,
        0x7ff0000000000000ull,
        0xfff0000000000000ull,
        0x7ff8000000000000ull,
        0x7ff4000000000001ull,
        0x0000000000000001ull,
        0x000fffffffffffffull,
        0x7fefffffffffffffull,
        0x41e0000000000000ull,
        0x43e0000000000000ull,
        0x3fe0000000000000ull,
        0x4000000000000000ull,
        0xc1e0000000200000ull,
        0x3f8000003f800000ull,
        0x7f8000007fc00000ull,
        0x7fa00001ff800000ull,
        0x0000000180000001ull,
        0x7f7fffff00800000ull,
        0x4f000000cf000000ull,
        0x3c0038007c007e00ull,
        0x7d01fc0000010400ull,
    };
    uint32_t kind = rnd() & 7;
    uint64_t r = rnd64();

    if (kind < 4) {
        return special[modulo(rnd(), sizeof(special) / sizeof(special[0]),
                              NULL)];
    } else if (kind == 4) {
        return 0x3000000000000000ull | (r & 0x83ffe000ffffffffull);
    } else if (kind == 5) {
        return 0x3f0000003f000000ull + (r & 0x87ffffff87ffffffull);
    }
    return r;
}

/* The units that can be written: random numbers at some places, else 0. */
static void fill_memory(void)
{
    static const uint32_t places[] = {
        UNIT,
        UNIT + 0xe00,
        UNIT + 0x2000,
        UNIT + 0x2400,
        UNIT + 0x2800,
        UNIT + 0x2c00,
        2 * UNIT - 0x400,
        4 * UNIT,
        4 * UNIT + 0xe00,
        5 * UNIT - 0x400,
    };

    for (int unit = 1; unit <= 4; unit += 3) {
        unsigned long *p = (void *)(DATA + unit * UNIT);

        for (unsigned i = 0; i < UNIT / sizeof(*p); i++) {
            p[i] = 0;
        }
    }
    for (unsigned i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        uint32_t *p = (void *)(DATA + places[i]);

        for (int j = 0; j < 256; j++) {
            p[j] = rnd();
        }
    }
}
