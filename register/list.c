/*
 * SPDX-License-Identifier: MIT
 *
 * --list: the table of CPUs for readers, as text or as JSON.
 */
#include "json.h"
#include "jobs.h"
#include "machine.h"

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

static void add_json(Json *j, const Cpu *cpu)
{
    json_open(j, NULL, JSON_OBJECT);
    json_string(j, "name", cpu->name);
    json_string(j, "target", cpu->target);
    json_string(j, "family", cpu->family);
    json_number(j, "bits", bits_of(cpu));
    json_string(j, "order", order_of(cpu));
    json_number(j, "machine", cpu->machine);
    json_open(j, "debian", JSON_ARRAY);
    json_words(j, cpu->debian);
    json_close(j);
    json_open(j, "platforms", JSON_ARRAY);
    json_words(j, cpu->oci);
    json_close(j);
    json_close(j);
}

static void print_json(const bool set[N_CPUS])
{
    Json j = { 0 };

    json_open(&j, NULL, JSON_ARRAY_LINES);
    FOREACH_CPU(cpu, set) {
        add_json(&j, cpu);
    }
    json_close(&j);
    json_print(&j);
}

static void print_text(const bool set[N_CPUS])
{
    printf("%-16s  %-12s  %-12s  %s  %-6s  %-7s %-11s  %s\n", "NAME", "TARGET",
           "FAMILY", "EL", "ORDER", "MACHINE", "DEBIAN", "OCI");
    FOREACH_CPU(cpu, set) {
        printf("%-16s  %-12s  %-12s  %u  %-6s  0x%04x  %-11s  %s\n", cpu->name,
               cpu->target, cpu->family, bits_of(cpu), order_of(cpu),
               cpu->machine, or_dash(cpu->debian), or_dash(cpu->oci));
    }
}

int job_list(const Options *o)
{
    if (o->layout == LAYOUT_JSON) {
        print_json(o->cpus);
    } else {
        print_text(o->cpus);
    }
    return EXIT_OK;
}
