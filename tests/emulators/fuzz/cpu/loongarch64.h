/* SPDX-License-Identifier: MIT */
#define LSX_MAGIC 0x53580001
#define LASX_MAGIC 0x41535801

/* pc, r0 to r31, flags */
static uint64_t *general(void *context)
{
    return past(context, 176);
}

/* The vectors, and how many words of 64 bits they are; fcc and fcsr follow. */
static uint64_t *vectors(void *context, unsigned *n)
{
    uint32_t *record = past(context, 448);
    unsigned long align = record[0] == LASX_MAGIC ? 32 : 16;

    *n = record[0] == LASX_MAGIC ? 128 : record[0] == LSX_MAGIC ? 64 : 32;
    return (void *)(((unsigned long)record + 16 + align - 1) & -align);
}

static void registers(void *context, Ranges *r, bool in)
{
    unsigned n;
    uint64_t *v = vectors(context, &n);

    (void)in;
    add(r, "r", general(context) + 2, 31, 8, INTEGER);
    add(r, "f", v, n, 8, FLOAT);
    add(r, "fcc", v + n, 1, 8, NOTED);
    add(r, "fcsr", v + n + 1, 1, 4, NOTED);
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
    unsigned n;
    uint64_t *v = vectors(context, &n);

    *(uint32_t *)(v + n + 1) = 0;
    if (mostly()) {
        general(context)[1 + 3] = stack_pointer();
    }
}

static void skip(void *context, uint64_t pc, unsigned length)
{
    set_pc(context, pc + length);
}
