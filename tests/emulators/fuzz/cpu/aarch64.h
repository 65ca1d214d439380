/* SPDX-License-Identifier: MIT */
#define FPSIMD_MAGIC 0x46508001
#define SVE_MAGIC 0x53564501

typedef struct Record {
    uint32_t magic;
    uint32_t size;
} Record;

typedef struct FpRecord {
    Record head;
    uint32_t fpsr;
    uint32_t fpcr;
    uint64_t v[64];
} FpRecord;

/* x0 to x30, sp, pc, pstate */
static uint64_t *general(void *context)
{
    return past(context, 184);
}

/* The record of the context that begins with @magic; NULL if there is none. */
static void *record(void *context, uint32_t magic)
{
    Record *r = past(context, 464);

    while (r->magic && r->magic != magic) {
        r = past(r, r->size);
    }
    return r->magic ? r : NULL;
}

static void registers(void *context, Ranges *r, bool in)
{
    uint64_t *x = general(context);
    FpRecord *fp = record(context, FPSIMD_MAGIC);
    Record *sve = record(context, SVE_MAGIC);

    add(r, "x", x, 31, 8, INTEGER);
    add(r, "sp", x + 31, 1, 8, INTEGER);
    add(r, "pstate", x + 33, 1, 8, NOTED);
    add(r, "fpsr", &fp->fpsr, 2, 4, NOTED);
    add(r, "v", fp->v, 64, 8, FLOAT);
    if (sve && sve->size > 16) {
        unsigned bytes = *(uint16_t *)past(sve, 8);

        /* 32 vectors; 16 predicates and FFR, an eighth as long */
        add(r, "z", past(sve, 16), (32 * bytes + 17 * bytes / 8) / 8, 8,
            in ? FLOAT : NOTED);
    }
}

static uint64_t get_pc(void *context)
{
    return general(context)[32];
}

static void set_pc(void *context, uint64_t pc)
{
    general(context)[32] = pc;
}

static void fix(void *context)
{
    uint64_t *x = general(context);
    FpRecord *fp = record(context, FPSIMD_MAGIC);

    x[33] = (uint64_t)(rnd() & 15) << 28;
    if (mostly()) {
        x[31] = stack_pointer();
    }
    fp->fpsr = rnd() & 1 ? rnd() & 0x0800009f : 0;
    fp->fpcr = rnd() & 3 ? 0 : rnd() & 0x07c80000;
}

static void skip(void *context, uint64_t pc, unsigned length)
{
    set_pc(context, pc + length);
}
