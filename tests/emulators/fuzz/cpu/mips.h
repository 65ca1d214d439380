/* SPDX-License-Identifier: MIT */
#define MC(context) (&((ucontext_t *)(context))->uc_mcontext)

/* Of 64 bits each for 32-bit programs too. */
static uint64_t *general(void *context)
{
    return (uint64_t *)MC(context)->gregs;
}

static void registers(void *context, Ranges *r, bool in)
{
    mcontext_t *m = MC(context);

    (void)in;
    add(r, "r", general(context) + 1, 31, 8, INTEGER);
    add(r, "f", &m->fpregs, 32, 8, FLOAT);
    add(r, "fcsr", &m->fpc_csr, 1, 4, NOTED);
    add(r, "hi", &m->mdhi, 1, 8, INTEGER);
    add(r, "lo", &m->mdlo, 1, 8, INTEGER);
}

static uint64_t get_pc(void *context)
{
    return MC(context)->pc;
}

static void set_pc(void *context, uint64_t pc)
{
    MC(context)->pc = pc;
}

/* Registers hold 32 bits, sign-extended; some of a 64-bit CPU hold more. */
static void fix(void *context)
{
    mcontext_t *m = MC(context);
    uint64_t *r = general(context);

    m->fpc_csr = rnd() & 3 ? 0 : rnd() & 0x01000003;
    if (mostly()) {
        r[29] = stack_pointer();
    }
    for (int i = 1; i < 32; i++) {
        if ((rnd() & 3) || sizeof(long) == 4) {
            r[i] = (int64_t)(int32_t)r[i];
        }
    }
    m->mdhi = (int64_t)(int32_t)m->mdhi;
    m->mdlo = (int64_t)(int32_t)m->mdlo;
}

static void skip(void *context, uint64_t pc, unsigned length)
{
    set_pc(context, pc + length);
}
