/* SPDX-License-Identifier: MIT */
enum { PS = 1, LBEG, LEND, LCOUNT, SAR, ACC, A0 = 8 };

/* pc, those above, a0 to a15 */
static uint32_t *general(void *context)
{
    return past(context, 20);
}

static void registers(void *context, Ranges *r, bool in)
{
    uint32_t *g = general(context);

    (void)in;
    add(r, "a", g + A0, 16, 4, INTEGER);
    add(r, "loop", g + LBEG, 3, 4, NOTED);
    add(r, "sar", g + SAR, 1, 4, NOTED);
    add(r, "acc", g + ACC, 2, 4, NOTED);
}

static uint64_t get_pc(void *context)
{
    return general(context)[0];
}

static void set_pc(void *context, uint64_t pc)
{
    general(context)[0] = pc;
}

static void fix(void *context)
{
    uint32_t *g = general(context);

    g[LBEG] = g[LEND] = g[LCOUNT] = 0;
    g[SAR] = rnd() & 31;
    if (mostly()) {
        g[A0 + 1] = stack_pointer();
    }
}

static void skip(void *context, uint64_t pc, unsigned length)
{
    set_pc(context, pc + length);
}
