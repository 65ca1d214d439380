/* SPDX-License-Identifier: MIT */
#define CPSR_T 0x20
#define CPSR_E 0x200
#define CPSR_IT 0x0600fc00

#ifdef THUMB
#define STATE CPSR_T
#define CODE_BIT 1
#elif defined(__ARMEB__)
#define STATE CPSR_E
#else
#define STATE 0
#endif

/* r0 to pc, cpsr */
static uint32_t *general(void *context)
{
    return past(context, 32);
}

/* header, d0 to d31, fpscr */
static uint32_t *vfp(void *context)
{
    return past(context, 232);
}

static void registers(void *context, Ranges *r, bool in)
{
    uint32_t *g = general(context), *f = vfp(context);

    (void)in;
    add(r, "r", g, 15, 4, INTEGER);
    add(r, "cpsr", g + 16, 1, 4, NOTED);
    add(r, "d", f + 2, 32, 8, FLOAT);
    add(r, "fpscr", f + 66, 1, 4, NOTED);
}

static uint64_t get_pc(void *context)
{
    return general(context)[15];
}

static void set_pc(void *context, uint64_t pc)
{
    general(context)[15] = pc;
}

static void fix(void *context)
{
    uint32_t *g = general(context);

    g[16] = (rnd() & 0xf80f0000) | 0x10 | STATE;
    if (mostly()) {
        g[13] = stack_pointer();
    }
    vfp(context)[66] = rnd() & 3 ? 0 : rnd() & 0x07c00000;
}

static void skip(void *context, uint64_t pc, unsigned length)
{
    uint32_t *g = general(context);

    (void)length; /* a block may have changed to the other set */
    g[15] = pc + (g[16] & CPSR_T ? 2 : 4);
    g[16] &= ~CPSR_IT;
}
