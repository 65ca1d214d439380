/* SPDX-License-Identifier: MIT */
enum { PC = 32, SR = 33 };

/* r0 to r31, pc, sr */
static uint32_t *general(void *context)
{
    return past(context, 20);
}

static void registers(void *context, Ranges *r, bool in)
{
    (void)in;
    add(r, "r", general(context) + 1, 31, 4, INTEGER);
    add(r, "sr", general(context) + SR, 1, 4, NOTED);
}

static uint64_t get_pc(void *context)
{
    return general(context)[PC];
}

static void set_pc(void *context, uint64_t pc)
{
    general(context)[PC] = pc;
}

static void fix(void *context)
{
    if (mostly()) {
        general(context)[1] = stack_pointer();
    }
}

static void skip(void *context, uint64_t pc, unsigned length)
{
    set_pc(context, pc + length);
}
