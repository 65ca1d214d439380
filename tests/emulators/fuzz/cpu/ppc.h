/* SPDX-License-Identifier: MIT */
#ifdef __powerpc64__
#define MC(context) (&((ucontext_t *)(context))->uc_mcontext)
#define GENERAL(m) ((m)->gp_regs)
#define FPSCR(m) ((void *)((m)->fp_regs + 32))
#else
#define MC(context) (((ucontext_t *)(context))->uc_mcontext.uc_regs)
#define GENERAL(m) ((m)->gregs)
#define FPSCR(m) ((void *)&(m)->fpregs.fpscr)
#endif

enum { NIP = 32, CTR = 35, XER = 37, CCR = 38 };

static void registers(void *context, Ranges *r, bool in)
{
    mcontext_t *m = MC(context);

    add(r, "r", GENERAL(m), 32, sizeof(long), INTEGER);
    add(r, "ctr", GENERAL(m) + CTR, 2, sizeof(long), INTEGER);
    add(r, "xer", GENERAL(m) + XER, 2, sizeof(long), NOTED);
    add(r, "fpscr", FPSCR(m), 1, 8, NOTED);
#ifdef __powerpc64__
    add(r, "f", m->fp_regs, 32, 8, FLOAT);
    if (m->v_regs) {
        add(r, "v", m->v_regs, 64, 8, FLOAT);
        add(r, "vscr", past(m->v_regs, 512), 4, 4, NOTED);
        add(r, "vrsave", past(m->v_regs, 528), 1, 4, NOTED);
        add(r, "vsx", past(m->v_regs, 544), 32, 8, in ? FLOAT : NOTED);
    }
#else
    (void)in;
    add(r, "f", m->fpregs.fpregs, 32, 8, FLOAT);
    add(r, "v", m->vrregs.vrregs, 64, 8, FLOAT);
    add(r, "vscr", &m->vrregs.vscr, 1, 4, NOTED);
#endif
}

static uint64_t get_pc(void *context)
{
    return GENERAL(MC(context))[NIP];
}

static void set_pc(void *context, uint64_t pc)
{
    GENERAL(MC(context))[NIP] = pc;
}

static void fix(void *context)
{
    mcontext_t *m = MC(context);
    uint64_t fpscr = rnd() & 3 ? 0 : rnd() & 3;

    memcpy(FPSCR(m), &fpscr, 8);
    GENERAL(m)[XER] = rnd() & 0xe0000000;
    GENERAL(m)[CCR] = rnd();
    if (mostly()) {
        GENERAL(m)[1] = stack_pointer();
    }
}

static void skip(void *context, uint64_t pc, unsigned length)
{
    set_pc(context, pc + length);
}
