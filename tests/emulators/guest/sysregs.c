/*
 * SPDX-License-Identifier: MIT
 *
 * Tries each system register and system instruction that a program for A64 can
 * name, and prints what is not SIGILL.
 *
 * Usage: sysregs mrs | msr | sys | sysl
 *
 * mrs and msr: op0 2 and 3, 32,768 names; sys and sysl: 16,384. A line has the
 * name, the signal and its code, and what was read.
 */
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>

#define RET 0xd65f03c0
#define SLOT 8 /* bytes: the instruction, RET */

typedef struct Mode {
    const char *name;
    uint32_t insn; /* with x0 */
    uint32_t count;
    unsigned op0;
} Mode;

static const Mode modes[] = {
    { "mrs", 0xd5300000, 0x8000, 2 },
    { "msr", 0xd5100000, 0x8000, 2 },
    { "sys", 0xd5080000, 0x4000, 1 },
    { "sysl", 0xd5280000, 0x4000, 1 },
};

typedef struct Name {
    unsigned op0, op1, crn, crm, op2;
} Name;

static volatile int signal_number, signal_code;
static char page[8192] __attribute__((aligned(4096)));

static void handler(int number, siginfo_t *info, void *context)
{
    signal_number = number;
    signal_code = info->si_code;
    ((ucontext_t *)context)->uc_mcontext.pc += 4;
}

static Name name_of(const Mode *mode, uint32_t i)
{
    return (Name){ mode->op0 + (i >> 14), i >> 11 & 7, i >> 7 & 15, i >> 3 & 15,
                   i & 7 };
}

/* Writing TPIDR_EL0 would take the memory of the thread away. */
static int is_thread_pointer(const Name *n)
{
    return n->op0 == 3 && n->op1 == 3 && n->crn == 13 && n->crm == 0 &&
           n->op2 == 2;
}

/* Clocks and random numbers, and addresses of this process. */
static int changes(const Name *n)
{
    return n->op1 == 3 && (n->crn == 14 || (n->crn == 2 && n->crm == 4) ||
                           (n->crn == 13 && n->op2 == 2));
}

static void try(const Mode *mode, uint32_t i, uint64_t (*code)(uint64_t))
{
    Name n = name_of(mode, i);
    uint64_t argument = !strcmp(mode->name, "sys") ? (uint64_t)page : 0x1111;
    uint64_t value;

    if (!strcmp(mode->name, "msr") && is_thread_pointer(&n)) {
        return;
    }
    signal_number = signal_code = 0;
    value = code(argument);
    if (signal_number == SIGILL) {
        return;
    }
    printf("%s S%u_%u_c%u_c%u_%u signal %d code %d", mode->name, n.op0, n.op1,
           n.crn, n.crm, n.op2, signal_number, signal_code);
    if (changes(&n) || !strcmp(mode->name, "sys") ||
        !strcmp(mode->name, "msr")) {
        printf("\n");
    } else {
        printf(" value %llx\n", (unsigned long long)value);
    }
}

int main(int argc, char **argv)
{
    static const int signals[] = { SIGILL, SIGSEGV, SIGBUS, SIGTRAP };
    struct sigaction action = { .sa_sigaction = handler,
                                .sa_flags = SA_SIGINFO | SA_NODEFER };
    const Mode *mode = modes, *end = modes + sizeof(modes) / sizeof(modes[0]);
    uint32_t *code;

    while (argc == 2 && mode < end && strcmp(mode->name, argv[1])) {
        mode++;
    }
    if (argc != 2 || mode == end) {
        fprintf(stderr, "usage: sysregs mrs | msr | sys | sysl\n");
        return 2;
    }
    for (unsigned i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
        sigaction(signals[i], &action, NULL);
    }
    code = mmap(NULL, mode->count * SLOT, PROT_READ | PROT_WRITE | PROT_EXEC,
                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (code == MAP_FAILED) {
        perror("mmap");
        return 1;
    }
    for (uint32_t i = 0; i < mode->count; i++) {
        code[2 * i] = mode->insn | i << 5;
        code[2 * i + 1] = RET;
    }
    __builtin___clear_cache((char *)code, (char *)(code + 2 * mode->count));
    for (uint32_t i = 0; i < mode->count; i++) {
        try(mode, i, (uint64_t(*)(uint64_t))(code + 2 * i));
    }
    return 0;
}
