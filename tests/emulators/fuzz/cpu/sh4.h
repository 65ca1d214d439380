/* SPDX-License-Identifier: MIT */
enum { PR = 17, SR, GBR, MACH, MACL, FLOATS = 22, FPSCR = 54, FPUL };

/* r0 to r15, pc, and those above; both banks of floating-point registers */
static uint32_t *general(void *context)
{
    return past(context, 24);
}

static void registers(void *context, Ranges *r, bool in)
{
    uint32_t *g = general(context);

    (void)in;
    add(r, "r", g, 16, 4, INTEGER);
    add(r, "pr", g + PR, 1, 4, INTEGER);
    add(r, "sr", g + SR, 1, 4, NOTED);
    add(r, "gbr", g + GBR, 1, 4, INTEGER);
    add(r, "mac", g + MACH, 2, 4, INTEGER);
    add(r, "f", g + FLOATS, 16, 4, INTEGER);
    add(r, "fpscr", g + FPSCR, 1, 4, NOTED);
    add(r, "fpul", g + FPUL, 1, 4, INTEGER);
}

static uint64_t get_pc(void *context)
{
    return general(context)[16];
}

static void set_pc(void *context, uint64_t pc)
{
    general(context)[16] = pc;
}

/* A stack pointer just below 0 begins a sequence that is to be atomic. */
static void fix(void *context)
{
    uint32_t *g = general(context);

    g[FPSCR] = rnd() & 3 ? 0x80000 : rnd() & 0x180001;
    if (mostly() || g[15] >= 0xffffff80) {
        g[15] = stack_pointer();
    }
}

static void skip(void *context, uint64_t pc, unsigned length)
{
    set_pc(context, pc + length);
}
