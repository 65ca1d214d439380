/*
 * SPDX-License-Identifier: MIT
 *
 * Runs blocks of machine code from a file (generate.py writes it) and prints
 * what each leaves: signals, registers, memory. The same program runs under
 * each emulator, and for x86 on the CPU.
 *
 *   harness FILE                    all: a line "BLOCK ROUND FAULTS SIGNAL:PC
 *                                   HASH" each; T instead of the hash if it was
 *                                   endless, which a timer finds
 *   harness FILE -r BLOCK ROUND     all, beginning with that one
 *   harness FILE -v BLOCK ROUND     one, with all registers at each fault
 *   harness FILE -vv BLOCK ROUND    and with the memory at the end
 *   harness FILE -w BLOCK ROUND     as -v, but behind the 40 blocks before it
 *
 * Everything happens in handlers of signals, so no CPU needs an assembler: the
 * handler of SIGUSR1 fills its context with random registers and returns into
 * the first block; a block ends with an illegal instruction; the handler notes
 * all registers, and returns behind the instruction that had the fault, or into
 * the next block. A block may well run or end elsewhere: then it has to do so
 * under each emulator.
 *
 * Exit status: 0; 2: wrong usage or file; 3: a signal could not be sent.
 */
#define _GNU_SOURCE
#include "harness.h"

#ifdef BARE
#include "bare.h"
#else
#include "libc.h"
#endif
#ifdef NATIVE
#include "native.h"
#endif
/* -DCPU='"cpu/NAME.h"' */
#include CPU
#include "output.h"
#include "numbers.h"

#ifndef CODE_BIT
#define CODE_BIT 0
#endif
#define MAX_TICKS 4
#define MAX_TICKS_SHOWN 400 /* printing takes longer */

static const Head *head;
static uint32_t block, turn;
static uint32_t shown_block, shown_turn; /* with its registers, and then exit */
static int shows, verbose;
static uint32_t faults, ticks;
static uint32_t first_signal, first_pc;
static unsigned long block_address(void)
{
    return CODE + HEAD_ROOM + block * head->stride;
}

static uint64_t random_code(void)
{
    uint32_t at = modulo(rnd() & 0xfff, head->stride - 64, NULL);

    return block_address() + (at & -head->step) + CODE_BIT;
}

static void show_memory(const unsigned long *p)
{
    for (unsigned i = 0; i < UNIT / sizeof(*p); i += 4) {
        if (p[i] | p[i + 1] | p[i + 2] | p[i + 3]) {
            put_text("  at ");
            put_hex((unsigned long)&p[i], 8);
            for (int j = 0; j < 4; j++) {
                put(' ');
                put_hex(p[i + j], 2 * sizeof(*p));
            }
            put('\n');
        }
    }
}

static void note_memory(void)
{
    for (int unit = 1; unit <= 4; unit += 3) {
        unsigned long *p = (void *)(DATA + unit * UNIT), sum = 1;

        for (unsigned i = 0; i < UNIT / sizeof(*p); i++) {
            sum = (sum << 7 | sum >> (8 * sizeof(sum) - 7)) ^ (p[i] + i);
        }
        mix(sum);
        if (verbose) {
            put_text(" memory ");
            put_hex(sum, 2 * sizeof(sum));
            put('\n');
        }
        if (verbose > 1) {
            show_memory(p);
        }
    }
}

static uint64_t get(const Range *r, unsigned i)
{
    const void *p = r->at + i * r->size;

    switch (r->size) {
    case 8:
        return *(const uint64_t *)p;
    case 4:
        return *(const uint32_t *)p;
    case 2:
        return *(const uint16_t *)p;
    default:
        return *(const uint8_t *)p;
    }
}

static void set(const Range *r, unsigned i, uint64_t value)
{
    void *p = r->at + i * r->size;

    if (r->size == 8) {
        *(uint64_t *)p = value;
    } else {
        *(uint32_t *)p = value;
    }
}

/* Begins the current block and round, with numbers that depend on nothing else.
 */
static void begin(void *context)
{
    Ranges r;

    rnd_state = (block + 1) * 0x9e3779b1u ^ turn * 0x85ebca6bu ^ head->seed;
    rnd_state += !rnd_state;
    for (int i = 0; i < 8; i++) {
        rnd();
    }
    verbose = block == shown_block && turn == shown_turn ? shows : 0;
    hash = 0x1234567;
    faults = ticks = first_signal = first_pc = 0;
    fill_memory();
    r.n = 0;
    registers(context, &r, true);
    for (unsigned k = 0; k < r.n; k++) {
        for (unsigned i = 0; r.range[k].kind != NOTED && i < r.range[k].count;
             i++) {
            set(&r.range[k], i,
                r.range[k].kind == FLOAT ? random_float() : random_integer());
        }
    }
    fix(context);
    set_pc(context, block_address());
}

static void show_range(const Range *r)
{
    for (unsigned i = 0; i < r->count; i++) {
        if (i % 4 == 0) {
            put_text("  ");
            put_text(r->name);
            put_number(i);
        }
        put(' ');
        put_hex(get(r, i), 2 * r->size);
        if (i % 4 == 3 || i + 1 == r->count) {
            put('\n');
        }
    }
}

static void note_fault(int sig, void *info, void *context)
{
    Ranges r;
    uint64_t pc = get_pc(context) - block_address();

    mix((uint64_t)sig << 32 | (uint32_t)SIGNAL_CODE(info));
    mix(SIGNAL_ADDRESS(info));
    mix(pc);
    if (verbose) {
        put_text(" signal ");
        put_number(sig);
        put_text(" code ");
        put_number(SIGNAL_CODE(info));
        put_text(" address ");
        put_hex(SIGNAL_ADDRESS(info), 16);
        put_text(" pc ");
        put_hex(pc, 16);
        put('\n');
    }
    r.n = 0;
    registers(context, &r, false);
    for (unsigned k = 0; k < r.n; k++) {
        for (unsigned i = 0; i < r.range[k].count; i++) {
            mix(get(&r.range[k], i));
        }
        if (verbose) {
            show_range(&r.range[k]);
        }
    }
}

/* The block is done: its line, and the next one. */
static void next(void *context, bool endless)
{
    note_memory();
    put_number(block);
    put(' ');
    put_number(turn);
    put(' ');
    put_number(faults);
    put(' ');
    put_number(first_signal);
    put(':');
    put_hex(first_pc, 4);
    put(' ');
    if (endless) {
        put('T');
    } else {
        put_hex(hash, 16);
    }
    put('\n');
    flush();
    if (verbose) {
        leave(0);
    }
    if (++block == head->blocks) {
        block = 0;
        if (++turn == head->rounds) {
            leave(0);
        }
    }
    begin(context);
}

static void handler(int sig, void *info, void *context)
{
    uint64_t offset = get_pc(context) - block_address();
    unsigned step = head->step;

    if (sig == START) {
#ifdef NATIVE
        confine();
#endif
        begin(context);
        return;
    }
    if (sig == TICK) {
        if (++ticks == (verbose ? MAX_TICKS_SHOWN : MAX_TICKS)) {
            next(context, true);
        }
        return;
    }
    note_fault(sig, info, context);
    if (!faults) {
        first_signal = sig;
        first_pc = offset;
    }
    if (offset >= head->stride - 64 || ++faults >= head->faults) {
        next(context, false);
        return;
    }
    if (head->lengths) {
        step =
            *(unsigned char *)(block_address() + head->blocks * head->stride +
                               (unsigned long)offset);
    }
    skip(context, get_pc(context), step);
}

static uint32_t parse(const char *s)
{
    uint32_t value = 0;

    while (*s) {
        value = value * 10 + *s++ - '0';
    }
    return value;
}

static int harness(int argc, char **argv)
{
    if ((argc != 2 && argc != 5) || !open_file(argv[1])) {
        return 2;
    }
    head = (void *)CODE;
    if (head->magic != MAGIC) {
        return 2;
    }
    if (argc == 5) {
        uint32_t first = parse(argv[3]), round = parse(argv[4]);

        if (first >= head->blocks || round >= head->rounds) {
            return 2;
        }
        if (argv[2][1] != 'r') {
            shows = argv[2][2] == 'v' ? 2 : 1;
            shown_block = first;
            shown_turn = round;
        }
        turn = round;
        block = argv[2][1] == 'w' ? first - (first > 40 ? 40 : first) : first;
    }
    prepare(handler);
    enter();
    return 3;
}
