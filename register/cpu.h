/*
 * SPDX-License-Identifier: MIT
 *
 * The table of CPUs, cpus.def, in memory.
 */
#ifndef REGISTER_CPU_H
#define REGISTER_CPU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
#define CPU(name, ...) CPU_##name,
#include "cpus.def"
#undef CPU
    N_CPUS
};

typedef struct Cpu {
    const char *name;
    const char *rule; /* qemu-NAME */
    const char *target;
    const char *family;
    uint8_t class;
    uint8_t order;
    uint16_t machine;
    unsigned peculiarity;
    const char *debian;
    const char *oci;
} Cpu;

enum { PATTERN_MAX = 256 }; /* BINPRM_BUF_SIZE: what the kernel looks at */

typedef struct Pattern {
    size_t size;
    uint8_t magic[PATTERN_MAX];
    uint8_t mask[PATTERN_MAX];
} Pattern;

extern const Cpu cpus[N_CPUS];

/* Its row, the index of arrays that have a value for each CPU. */
static inline size_t cpu_index(const Cpu *cpu)
{
    return cpu - cpus;
}

/* The row after @cpu, or the first, that is in @set; NULL is a set of all. */
const Cpu *cpu_next(const Cpu *cpu, const bool *set);

#define FOREACH_CPU(cpu, set)                                                  \
    for (const Cpu *cpu = cpu_next(NULL, set); cpu; cpu = cpu_next(cpu, set))

const Cpu *cpu_by_name(const char *name);
/* The row of a rule's name, "qemu-NAME"; NULL if it is not one of ours. */
const Cpu *cpu_by_rule(const char *rule);
/* The row of a host: @machine as uname(2) or HOST_ARCH spell it. */
const Cpu *cpu_of_host(const char *machine);
/* Adds to @set the rows that a name of QEMU, Debian or OCI, or of a rule,
   means. */
bool cpu_select(const char *name, bool set[N_CPUS]);
/* The same for a list; false with *@unknown, to be freed, or NULL if empty. */
bool cpu_select_list(const char *list, bool set[N_CPUS], char **unknown);
bool cpu_is_native(const Cpu *cpu, const Cpu *host);
bool cpu_is_family(const Cpu *cpu, const Cpu *host);
void cpu_pattern(const Cpu *cpu, Pattern *p);
bool cpu_letters_in_hex(const Cpu *cpu);

bool pattern_matches(const Pattern *p, const uint8_t *head, size_t size);
bool pattern_equals(const Pattern *a, const Pattern *b);

#endif
