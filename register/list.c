/*
 * SPDX-License-Identifier: MIT
 *
 * The table of CPUs for readers: text, JSON, and the table of the README.
 */
#include <stdlib.h>
#include <string.h>

#include "machine.h"
#include "register.h"

static const char *order_of(const Cpu *cpu)
{
    return cpu->order == ELFDATA2MSB ? "big" : "little";
}

static unsigned bits_of(const Cpu *cpu)
{
    return cpu->class == ELFCLASS64 ? 64 : 32;
}

static const char *or_dash(const char *s)
{
    return *s ? s : "-";
}

static void add_text(Text *t, const Cpu *cpu)
{
    text_add(t, "%-16s  %-12s  %-12s  %u  %-6s  0x%04x  %-11s  %s\n", cpu->name,
             cpu->target, cpu->family, bits_of(cpu), order_of(cpu),
             cpu->machine, or_dash(cpu->debian), or_dash(cpu->oci));
}

static void add_words(Text *t, const char *words)
{
    const char *separator = "";

    text_add(t, "[");
    while (*words) {
        size_t length = strcspn(words, " ");

        text_add(t, "%s\"%.*s\"", separator, (int)length, words);
        words += length + strspn(words + length, " ");
        separator = ", ";
    }
    text_add(t, "]");
}

static void add_json(Text *t, const Cpu *cpu)
{
    text_add(t,
             "%s\n  {\"name\": \"%s\", \"target\": \"%s\", "
             "\"family\": \"%s\", \"bits\": %u, \"order\": \"%s\", "
             "\"machine\": %u, \"debian\": ",
             t->size > 1 ? "," : "", cpu->name, cpu->target, cpu->family,
             bits_of(cpu), order_of(cpu), cpu->machine);
    add_words(t, cpu->debian);
    text_add(t, ", \"platforms\": ");
    add_words(t, cpu->oci);
    text_add(t, "}");
}

static int compare_targets(const void *a, const void *b)
{
    const Cpu *const *x = a, *const *y = b;

    return strcmp((*x)->target, (*y)->target);
}

/* One line for each emulator, sorted. */
static void add_markdown(Text *t, const bool set[N_CPUS], const char *suffix)
{
    const Cpu *row[N_CPUS] = { NULL };
    size_t n = 0;

    for (size_t i = 0; i < N_CPUS; i++) {
        if (set[i] && !strcmp(cpus[i].name, cpus[i].target)) {
            row[n++] = &cpus[i];
        }
    }
    qsort(row, n, sizeof(row[0]), compare_targets);
    text_add(t, "| emulator | Debian | OCI platforms |\n|---|---|---|\n");
    for (size_t i = 0; i < n; i++) {
        text_add(t, "| qemu-%s%s | %s | %s |\n", row[i]->target, suffix,
                 row[i]->debian, row[i]->oci);
    }
}

char *list_cpus(const bool set[N_CPUS], Layout layout, const char *suffix)
{
    Text t = { 0 };

    if (layout == LAYOUT_MARKDOWN) {
        add_markdown(&t, set, suffix);
        return t.text;
    }
    if (layout == LAYOUT_JSON) {
        text_add(&t, "[");
    } else {
        text_add(&t, "%-16s  %-12s  %-12s  %s  %-6s  %-7s %-11s  %s\n", "NAME",
                 "TARGET", "FAMILY", "EL", "ORDER", "MACHINE", "DEBIAN", "OCI");
    }
    for (size_t i = 0; i < N_CPUS; i++) {
        if (set[i]) {
            (layout == LAYOUT_JSON ? add_json : add_text)(&t, &cpus[i]);
        }
    }
    text_add(&t, layout == LAYOUT_JSON ? "\n]\n" : "");
    return t.text;
}
