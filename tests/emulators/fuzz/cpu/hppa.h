/* SPDX-License-Identifier: MIT */
#define PSW_N 0x00200000

enum { PSW = 1, FR = 34, IASQ = 98, IAOQ = 100, SAR = 102 };

/* struct sigcontext: flags, psw and r1 to r31, fr0 to fr31, iasq, iaoq, sar */
static uint32_t *words(void *context)
{
    return (uint32_t *)&((ucontext_t *)context)->uc_mcontext;
}

/* r27 is the C library's. */
static void registers(void *context, Ranges *r, bool in)
{
    uint32_t *w = words(context);

    (void)in;
    add(r, "r", w + 2, 26, 4, INTEGER);
    add(r, "r28_", w + PSW + 28, 4, 4, INTEGER);
    add(r, "psw", w + PSW, 1, 4, NOTED);
    add(r, "fr", w + FR, 32, 8, FLOAT);
    add(r, "iasq", w + IASQ, 2, 4, NOTED);
    add(r, "iaoq", w + IAOQ, 2, 4, NOTED);
    add(r, "sar", w + SAR, 1, 4, INTEGER);
}

/* The two lowest bits are the level of privilege. */
static uint64_t get_pc(void *context)
{
    return words(context)[IAOQ] & ~3;
}

static void set_pc(void *context, uint64_t pc)
{
    words(context)[IAOQ] = pc | 3;
    words(context)[IAOQ + 1] = (pc + 4) | 3;
}

static void fix(void *context)
{
    uint32_t *w = words(context);

    w[FR] = w[FR + 1] = 0;
    w[SAR] &= 31;
    w[PSW] = 0x0004000f | (rnd() & 0xff00);
    if (mostly()) {
        w[PSW + 30] = STACK_PLACE + (rnd() & 0xf0);
    }
}

static void skip(void *context, uint64_t pc, unsigned length)
{
    words(context)[PSW] &= ~PSW_N;
    set_pc(context, pc + length);
}
