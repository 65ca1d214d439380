/* SPDX-License-Identifier: MIT */
#define TRAP_FLAG 0x100
#define RESUME_FLAG 0x10000
#define ALIGN_FLAG 0x40000
#define FXSAVE_SIZE 464

#define MC(context) (&((ucontext_t *)(context))->uc_mcontext)

#ifdef __x86_64__
#define FLAGS REG_EFL
#define PC REG_RIP
#define SP REG_RSP
#define FIRST REG_R8
#define FXSAVE 0
#else
#define FLAGS REG_EFL
#define PC REG_EIP
#define SP REG_ESP
#define FIRST REG_EDI
#define FXSAVE 112 /* behind the frame of FNSAVE */
#endif

static unsigned char *fxsave(void *context)
{
    unsigned char *f = (void *)MC(context)->fpregs;

    return f ? f + FXSAVE : NULL;
}

static bool has_ymm(unsigned char *f)
{
    return sizeof(long) == 8 &&
           *(uint32_t *)(f + FXSAVE_SIZE) == FP_XSTATE_MAGIC1 &&
           f[FXSAVE_SIZE + 8] & 4;
}

static void registers(void *context, Ranges *r, bool in)
{
    greg_t *g = MC(context)->gregs;
    unsigned char *f = fxsave(context);

    add(r, "r", g + FIRST, 2 * sizeof(long), sizeof(long), INTEGER);
    if (!in) {
        g[FLAGS] &= ~RESUME_FLAG; /* the CPU sets it at a fault */
    }
    add(r, "flags", g + FLAGS, 1, sizeof(long), NOTED);
    if (!f) {
        return;
    }
    add(r, "fctl", f, 2, 2, NOTED);
#ifdef __x86_64__ /* QEMU's frame for i386 has other tags than the kernel's */
    if (!in) {
        add(r, "ftw", f + 4, 1, 1, NOTED);
    }
#endif
    add(r, "mxcsr", f + 24, 1, 4, NOTED);
    for (int i = 0; i < 8; i++) {
        add(r, "st", f + 32 + 16 * i, 5, 2, NOTED);
    }
    add(r, "xmm", f + 160, 4 * sizeof(long), 8, FLOAT);
    if (has_ymm(f)) {
        add(r, "ymmh", f + 576, 32, 8, in ? FLOAT : NOTED);
    }
}

static uint64_t get_pc(void *context)
{
    return (unsigned long)MC(context)->gregs[PC];
}

static void set_pc(void *context, uint64_t pc)
{
    MC(context)->gregs[PC] = pc;
}

static void set_sp(void *context, unsigned long sp)
{
    MC(context)->gregs[SP] = sp;
#ifdef __i386__
    MC(context)->gregs[REG_UESP] = sp;
#endif
}

/* Eight numbers around 1, or 0; none in use. */
static void fix_x87(unsigned char *f)
{
    *(uint16_t *)f = 0x37f | (sizeof(long) == 8 ? rnd() & 0xc00 : 0);
    *(uint16_t *)(f + 2) = 0;
    f[4] = 0xff;
    for (int i = 0; i < 8; i++) {
        uint16_t *st = (void *)(f + 32 + 16 * i);
        bool zero = !mostly();

        *(uint64_t *)st = zero ? 0 : rnd64() | 1ull << 63;
        st[4] = zero ? 0 : 0x3ff0 + (rnd() & 0x801f);
#ifdef __i386__
        memcpy(f - FXSAVE + 28 + 10 * i, st, 10);
#endif
    }
}

static void fix(void *context)
{
    greg_t *g = MC(context)->gregs;
    unsigned char *f = fxsave(context);

    set_sp(context, mostly() ? stack_pointer() : (unsigned long)g[SP]);
    g[FLAGS] = 0x202 | (rnd() & 0xcd5);
    if (!f) {
        return;
    }
#ifdef __i386__
    {
        uint32_t *fnsave = (void *)(f - FXSAVE);

        fnsave[0] = 0xffff037f;
        fnsave[1] = 0xffff0000;
        fnsave[2] = 0;
    }
#endif
    fix_x87(f);
    *(uint32_t *)(f + 24) = 0x1f80 | (rnd() & 1 ? rnd() & 0x6000 : 0);
    if (has_ymm(f)) {
        *(uint64_t *)(f + 512) |= 7;
    }
}

static void skip(void *context, uint64_t pc, unsigned length)
{
    MC(context)->gregs[FLAGS] &= ~(ALIGN_FLAG | TRAP_FLAG);
    set_sp(context, STACK_PLACE + 0x800);
    set_pc(context, pc + length);
}
