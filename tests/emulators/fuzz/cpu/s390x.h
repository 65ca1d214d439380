/* SPDX-License-Identifier: MIT */
#define MC(context) (&((ucontext_t *)(context))->uc_mcontext)
#define CONDITION_CODE 0x0000300000000000ull

static void registers(void *context, Ranges *r, bool in)
{
    mcontext_t *m = MC(context);

    add(r, "psw", &m->psw.mask, 1, 8, NOTED);
    add(r, "r", m->gregs, 16, 8, INTEGER);
    /* a0 and a1 are the thread's */
    add(r, "a", m->aregs + 2, 14, 4, in ? FLOAT : NOTED);
    add(r, "fpc", &m->fpregs.fpc, 1, 4, NOTED);
    add(r, "f", m->fpregs.fprs, 16, 8, FLOAT);
    /* the lower halves of v0 to v15, all of v16 to v31 */
    add(r, "v", past(m + 1, 128), 48, 8, in ? FLOAT : NOTED);
}

static uint64_t get_pc(void *context)
{
    return MC(context)->psw.addr;
}

static void set_pc(void *context, uint64_t pc)
{
    MC(context)->psw.addr = pc;
}

static void fix(void *context)
{
    mcontext_t *m = MC(context);

    m->fpregs.fpc = rnd() & 3 ? 0 : rnd() & 3;
    m->psw.mask = (m->psw.mask & ~CONDITION_CODE) | (uint64_t)(rnd() & 3) << 44;
    if (mostly()) {
        m->gregs[15] = stack_pointer();
    }
}

static void skip(void *context, uint64_t pc, unsigned length)
{
    unsigned char first = *(unsigned char *)pc;

    (void)length;
    set_pc(context, pc + (first < 0x40 ? 2 : first < 0xc0 ? 4 : 6));
}
