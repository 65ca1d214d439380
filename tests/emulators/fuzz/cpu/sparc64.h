/*
 * SPDX-License-Identifier: MIT
 *
 * The third argument of a handler is the siginfo; struct pt_regs follows it,
 * then the address of the floating-point registers.
 */
enum { TSTATE = 16, TPC = 17, TNPC = 18, Y = 19 };

/* g0 to g7, o0 to o7, and those above */
static uint64_t *general(void *context)
{
    return past(context, 128);
}

static unsigned char *fpu(void *context)
{
    return *(unsigned char **)past(context, 128 + 160);
}

static void registers(void *context, Ranges *r, bool in)
{
    uint64_t *g = general(context);
    unsigned char *f = fpu(context);

    (void)in;
    add(r, "g", g + 1, 13, 8, INTEGER);
    add(r, "sp", g + 14, 1, 8, NOTED);
    add(r, "o7", g + 15, 1, 8, INTEGER);
    add(r, "tstate", g + TSTATE, 1, 8, NOTED);
    add(r, "tnpc", g + TNPC, 1, 8, NOTED);
    add(r, "y", g + Y, 1, 4, NOTED);
    if (f) {
        add(r, "f", f, 32, 8, FLOAT);
        add(r, "fsr", f + 256, 3, 8, NOTED);
    }
}

static uint64_t get_pc(void *context)
{
    return general(context)[TPC];
}

static void set_pc(void *context, uint64_t pc)
{
    general(context)[TPC] = pc;
    general(context)[TNPC] = pc + 4;
}

static void fix(void *context)
{
    uint64_t *g = general(context);
    unsigned char *f = fpu(context);

    g[14] = STACK_PLACE + (rnd() & 0xf0) - 2047;
    g[TSTATE] = (g[TSTATE] & ~0xff00000000ull) | (uint64_t)(rnd() & 0xff) << 32;
    if (f) {
        *(uint64_t *)(f + 256) = rnd() & 3 ? 0 : (uint64_t)(rnd() & 3) << 30;
        *(uint64_t *)(f + 272) = 7; /* FPRS: in use, both halves written */
    }
}

static void skip(void *context, uint64_t pc, unsigned length)
{
    set_pc(context, pc + length);
}
