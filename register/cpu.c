/*
 * SPDX-License-Identifier: MIT
 *
 * The table of CPUs in memory: look-up, families, magic and mask.
 */
#include <fnmatch.h>
#include <string.h>

#include "cpu.h"
#include "machine.h"
#include "util.h"

enum {
    LOOSE_DATA = 1,
    LOOSE_VERSION = 2,
    LINUX_OSABI = 4,
    MACHINE_LOW_BYTE = 8,
    FLAGS_O32 = 16,
    FLAGS_N32 = 32,
    LETTERS_IN_HEX = 64,
};

#define CPU(name, target, family, class, order, machine, peculiarity, debian,  \
            oci, ...)                                                          \
    { #name,           "qemu-" #name, #target,     #family, ELFCLASS##class,   \
      ELFDATA2##order, machine,       peculiarity, debian,  oci },

const Cpu cpus[N_CPUS] = {
#include "cpus.def"
};
#undef CPU

static const struct {
    const char *pattern;
    const char *name;
} aliases[] = {
#define ALIAS(pattern, name) { pattern, #name },
#include "aliases.def"
#undef ALIAS
};

const Cpu *cpu_next(const Cpu *cpu, const bool *set)
{
    for (cpu = cpu ? cpu + 1 : cpus; cpu < cpus + N_CPUS; cpu++) {
        if (!set || set[cpu_index(cpu)]) {
            return cpu;
        }
    }
    return NULL;
}

const Cpu *cpu_by_name(const char *name)
{
    FOREACH_CPU(cpu, NULL) {
        if (!strcmp(cpu->name, name)) {
            return cpu;
        }
    }
    return NULL;
}

const Cpu *cpu_by_rule(const char *rule)
{
    return strncmp(rule, "qemu-", 5) ? NULL : cpu_by_name(rule + 5);
}

const Cpu *cpu_of_host(const char *machine)
{
    for (size_t i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++) {
        if (!fnmatch(aliases[i].pattern, machine, 0)) {
            return cpu_by_name(aliases[i].name);
        }
    }
    return cpu_by_name(machine);
}

/* True if @word is one of the words of @text. */
static bool has_word(const char *text, const char *word)
{
    size_t length = strlen(word);

    for (const char *s = text; length && (s = strstr(s, word)); s += length) {
        bool starts = s == text || s[-1] == ' ';

        if (starts && (s[length] == ' ' || !s[length])) {
            return true;
        }
    }
    return false;
}

static bool is_named(const Cpu *cpu, const char *name)
{
    static const char user[] = "-linux-user";
    size_t target = strlen(cpu->target);

    return !strcmp(cpu->name, name) || !strcmp(cpu->target, name) ||
           has_word(cpu->debian, name) || has_word(cpu->oci, name) ||
           (!strncmp(cpu->target, name, target) &&
            !strcmp(name + target, user));
}

/* The rows without Debian's names share the target of one that has them. The
   name of a rule, or of a row that is not its target's, means that row only. */
static bool select_target(const char *name, bool set[N_CPUS])
{
    const char *target = NULL;
    const Cpu *exact = cpu_by_name(name);
    bool all = !strcmp(name, "ALL") || !strcmp(name, "all");

    if (!exact || !strcmp(exact->target, name)) {
        exact = cpu_by_rule(name);
    }
    if (exact) {
        set[cpu_index(exact)] = true;
        return true;
    }
    FOREACH_CPU(cpu, NULL) {
        if (!target && is_named(cpu, name)) {
            target = cpu->target;
        }
    }
    FOREACH_CPU(cpu, NULL) {
        if (all || (target && !strcmp(cpu->target, target))) {
            set[cpu_index(cpu)] = true;
        }
    }
    return all || target;
}

/* uname(2)'s and GNU's names, which the table has not (i686, powerpc64le). */
static bool select_alias(const char *name, bool set[N_CPUS])
{
    const Cpu *cpu = cpu_of_host(name);

    return cpu && select_target(cpu->target, set);
}

/* Docker leaves out linux/; a variant (arm64/v8, amd64/v2) is the same CPU. */
bool cpu_select(const char *name, bool set[N_CPUS])
{
    _cleanup_free_ char *platform = xasprintf("linux/%s", name);
    const char *full = strncmp(name, "linux/", 6) ? platform : name;
    const char *variant = strchr(full + 6, '/');
    _cleanup_free_ char *plain =
        variant ? xasprintf("%.*s", (int)(variant - full), full) : NULL;

    return select_target(name, set) || select_target(full, set) ||
           (plain && variant[1] == 'v' && select_target(plain, set)) ||
           select_alias(full + 6, set);
}

bool cpu_select_list(const char *list, bool set[N_CPUS], char **unknown)
{
    static const char separators[] = ", \t\n";
    bool any = false;
    char *name;

    *unknown = NULL;
    while ((name = next_word(&list, separators))) {
        if (!cpu_select(name, set)) {
            *unknown = name;
            return false;
        }
        free(name);
        any = true;
    }
    return any;
}

bool cpu_is_native(const Cpu *cpu, const Cpu *host)
{
    return !strcmp(cpu->target, host->name);
}

bool cpu_is_family(const Cpu *cpu, const Cpu *host)
{
    return !strcmp(cpu->family, host->family);
}

bool cpu_letters_in_hex(const Cpu *cpu)
{
    return cpu->peculiarity & LETTERS_IN_HEX;
}

/* Writes @value of @size bytes at @to in the byte order of the CPU. */
static void put(const Cpu *cpu, uint8_t *to, size_t size, uint32_t value)
{
    for (size_t i = 0; i < size; i++) {
        size_t place = cpu->order == ELFDATA2MSB ? size - 1 - i : i;

        to[i] = value >> (8 * place);
    }
}

/* EF_MIPS_ABI2 in e_flags tells n32 from o32; between them, e_version counts,
   the addresses do not. */
static void add_flags(const Cpu *cpu, Pattern *p)
{
    bool n32 = cpu->peculiarity & FLAGS_N32;

    p->size = offsetof(Elf32_Ehdr, e_flags) + 4;
    put(cpu, p->magic + offsetof(Elf32_Ehdr, e_version), 4, EV_CURRENT);
    memset(p->mask + offsetof(Elf32_Ehdr, e_version), 0xff, 4);
    put(cpu, p->magic + offsetof(Elf32_Ehdr, e_flags), 4,
        n32 ? EF_MIPS_ABI2 : 0);
    put(cpu, p->mask + offsetof(Elf32_Ehdr, e_flags), 4, EF_MIPS_ABI2);
}

/*
 * Both ET_EXEC (2) and ET_DYN (3), whose lowest bit the mask leaves out. What
 * follows EI_OSABI in e_ident counts as little as it does for the kernel's own
 * loader: an AppImage has "AI" and its version there.
 */
void cpu_pattern(const Cpu *cpu, Pattern *p)
{
    unsigned flags = cpu->peculiarity;
    const size_t type = offsetof(Elf32_Ehdr, e_type);
    const size_t machine = offsetof(Elf32_Ehdr, e_machine);

    memset(p, 0, sizeof(*p));
    p->size = machine + 2;
    memcpy(p->magic, ELFMAG, SELFMAG);
    p->magic[EI_CLASS] = cpu->class;
    p->magic[EI_DATA] = cpu->order;
    p->magic[EI_VERSION] = EV_CURRENT;
    put(cpu, p->magic + type, 2, ET_EXEC);
    put(cpu, p->magic + machine, 2, cpu->machine);

    memset(p->mask, 0xff, EI_OSABI);
    p->mask[EI_DATA] = flags & LOOSE_DATA ? 0xfe : 0xff;
    p->mask[EI_VERSION] = flags & LOOSE_VERSION ? 0xfe : 0xff;
    p->mask[EI_OSABI] = flags & LINUX_OSABI ? 0xfc : 0;
    put(cpu, p->mask + type, 2, 0xfffe);
    put(cpu, p->mask + machine, 2, flags & MACHINE_LOW_BYTE ? 0xff : 0xffff);
    if (flags & (FLAGS_O32 | FLAGS_N32)) {
        add_flags(cpu, p);
    }
}

bool pattern_matches(const Pattern *p, const uint8_t *head, size_t size)
{
    if (size < p->size) {
        return false;
    }
    for (size_t i = 0; i < p->size; i++) {
        if ((head[i] ^ p->magic[i]) & p->mask[i]) {
            return false;
        }
    }
    return true;
}

bool pattern_equals(const Pattern *a, const Pattern *b)
{
    return a->size == b->size && !memcmp(a->magic, b->magic, a->size) &&
           !memcmp(a->mask, b->mask, a->size);
}
