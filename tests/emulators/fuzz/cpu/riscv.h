/* SPDX-License-Identifier: MIT */
#if __riscv_xlen == 64
typedef uint64_t Reg;
#define OFFSET 176
#else
typedef uint32_t Reg;
#define OFFSET 160
#endif

/* pc, x1 to x31, f0 to f31, fcsr */
static Reg *general(void *context)
{
    return past(context, OFFSET);
}

static uint32_t *fcsr(void *context)
{
    return past(general(context) + 32, 256);
}

static void registers(void *context, Ranges *r, bool in)
{
    Reg *x = general(context);

    (void)in;
    add(r, "x", x + 1, 31, sizeof(Reg), INTEGER);
    add(r, "f", x + 32, 32, 8, FLOAT);
    add(r, "fcsr", fcsr(context), 1, 4, NOTED);
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
    uint32_t mode = rnd() & 7;

    if (mostly()) {
        general(context)[2] = stack_pointer();
    }
    *fcsr(context) = rnd() & 1 && mode <= 4 ? mode << 5 | (rnd() & 31) : 0;
}

static void skip(void *context, uint64_t pc, unsigned length)
{
    bool readable = pc >= CODE && pc < CODE + 0x4000000;

    if (readable && (*(uint16_t *)(unsigned long)pc & 3) != 3) {
        length = 2;
    }
    set_pc(context, pc + length);
}
