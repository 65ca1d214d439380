/* SPDX-License-Identifier: MIT */
#define MC(context) (&((ucontext_t *)(context))->uc_mcontext)

enum { A7 = 15, PC = 16, SR = 17 };

/* fpcr, fpsr, fpiar; fp0 to fp7 of three words each */
static uint32_t *fpu(void *context)
{
    return (uint32_t *)&MC(context)->fpregs;
}

static void registers(void *context, Ranges *r, bool in)
{
    (void)in;
    add(r, "d", MC(context)->gregs, 16, 4, INTEGER);
    add(r, "sr", &MC(context)->gregs[SR], 1, 4, NOTED);
    add(r, "fpcr", fpu(context), 3, 4, NOTED);
    add(r, "fp", fpu(context) + 3, 24, 4, NOTED);
}

static uint64_t get_pc(void *context)
{
    return (uint32_t)MC(context)->gregs[PC];
}

static void set_pc(void *context, uint64_t pc)
{
    MC(context)->gregs[PC] = pc;
}

static void fix(void *context)
{
    uint32_t *f = fpu(context);

    MC(context)->gregs[SR] = rnd() & 31;
    f[0] = rnd() & 3 ? 0 : rnd() & 0xf0;
    f[1] = 0;
    for (int i = 0; i < 8; i++) {
        bool zero = !mostly();

        f[3 + 3 * i] = zero ? 0 : (0x3ff0 + (rnd() & 0x801f)) << 16;
        f[4 + 3 * i] = zero ? 0 : rnd() | 0x80000000;
        f[5 + 3 * i] = zero ? 0 : rnd();
    }
    if (mostly()) {
        MC(context)->gregs[A7] = stack_pointer();
    }
}

static void skip(void *context, uint64_t pc, unsigned length)
{
    set_pc(context, pc + length);
}
