/* SPDX-License-Identifier: MIT */
enum { SA0 = 32, LC0, SA1, LC1, M0, M1, USR, P3_0, GP, UGP, PC };

/* r0 to r31, then the control registers */
static uint32_t *general(void *context)
{
    return past(context, 24);
}

static void registers(void *context, Ranges *r, bool in)
{
    uint32_t *g = general(context);

    add(r, "r", g, 32, 4, INTEGER);
    add(r, "m", g + M0, 2, 4, INTEGER);
    if (!in) {
        add(r, "c", g + SA0, 10, 4, NOTED);
    }
}

static uint64_t get_pc(void *context)
{
    return general(context)[PC];
}

static void set_pc(void *context, uint64_t pc)
{
    general(context)[PC] = pc;
}

static void fix(void *context)
{
    uint32_t *g = general(context);

    g[USR] = 0x56000;
    g[P3_0] = rnd();
    g[LC0] = g[LC1] = 0;
    if (mostly()) {
        g[29] = stack_pointer();
    }
}

static void skip(void *context, uint64_t pc, unsigned length)
{
    set_pc(context, pc + length);
}
