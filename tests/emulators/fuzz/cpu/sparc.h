/*
 * SPDX-License-Identifier: MIT
 *
 * The third argument of a handler is struct pt_regs; the mask of signals
 * follows it, then the address of the floating-point registers.
 */
enum { PSR, PC, NPC, Y, G0 };

/* psr, pc, npc, y, g0 to g7, o0 to o7 */
static uint32_t *general(void *context)
{
    return context;
}

static unsigned char *fpu(void *context)
{
    return *(unsigned char **)past(context, 88);
}

static void registers(void *context, Ranges *r, bool in)
{
    uint32_t *g = general(context);
    unsigned char *f = fpu(context);

    (void)in;
    add(r, "g", g + G0 + 1, 13, 4, INTEGER);
    add(r, "sp", g + G0 + 14, 1, 4, NOTED);
    add(r, "o7", g + G0 + 15, 1, 4, INTEGER);
    add(r, "npc", g + NPC, 1, 4, NOTED);
    add(r, "y", g + Y, 1, 4, INTEGER);
    if (f) {
        add(r, "f", f, 16, 8, FLOAT);
        add(r, "fsr", f + 128, 1, 4, NOTED);
    }
}

static uint64_t get_pc(void *context)
{
    return general(context)[PC];
}

static void set_pc(void *context, uint64_t pc)
{
    general(context)[PC] = pc;
    general(context)[NPC] = pc + 4;
}

static void fix(void *context)
{
    uint32_t *g = general(context);
    unsigned char *f = fpu(context);

    g[G0 + 14] = STACK_PLACE + (rnd() & 0xf0);
    g[PSR] = (g[PSR] & ~0xf00000) | (rnd() & 0xf00000);
    if (f) {
        *(uint32_t *)(f + 128) = rnd() & 3 ? 0 : (rnd() & 3) << 30;
    }
}

static void skip(void *context, uint64_t pc, unsigned length)
{
    set_pc(context, pc + length);
}
