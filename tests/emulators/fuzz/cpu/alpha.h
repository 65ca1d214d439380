/* SPDX-License-Identifier: MIT */
static struct sigcontext *frame(void *context)
{
    return (struct sigcontext *)&((ucontext_t *)context)->uc_mcontext;
}

static void registers(void *context, Ranges *r, bool in)
{
    struct sigcontext *s = frame(context);

    (void)in;
    add(r, "r", s->sc_regs, 31, 8, INTEGER);
    add(r, "f", s->sc_fpregs, 31, 8, FLOAT);
    add(r, "fpcr", &s->sc_fpcr, 1, 8, NOTED);
}

static uint64_t get_pc(void *context)
{
    return frame(context)->sc_pc;
}

static void set_pc(void *context, uint64_t pc)
{
    frame(context)->sc_pc = pc;
}

static void fix(void *context)
{
    struct sigcontext *s = frame(context);
    uint64_t rounding = rnd() & 3 ? 2 : rnd() & 3;

    s->sc_fpcr = 0x680e800000000000ull | rounding << 58;
    if (mostly()) {
        s->sc_regs[30] = stack_pointer();
    }
}

static void skip(void *context, uint64_t pc, unsigned length)
{
    set_pc(context, pc + length);
}
