/*
 * SPDX-License-Identifier: MIT
 *
 * Remembers what happened to each CPU, reports it, and makes the exit status.
 */
#include <stdarg.h>

#include "report.h"
#include "util.h"

static const char *const titles[] = {
    [NATIVE] = "this host's own, not needed",
    [FAMILY] = "left out, this host runs them",
    [NO_EMULATOR] = "left out, no emulator",
    [REGISTERED] = "registered",
    [REPLACED] = "replaced",
    [ALREADY] = "already registered",
    [REMOVED] = "removed",
    [NO_RULE] = "not registered",
    [RUNS] = "registered and running",
    [FAILED] = "failed",
};

void report_set(Report *r, const Cpu *cpu, Outcome outcome)
{
    r->outcome[cpu_index(cpu)] = outcome;
}

Outcome report_of(const Report *r, const Cpu *cpu)
{
    return r->outcome[cpu_index(cpu)];
}

bool report_is_registered(const Report *r, const Cpu *cpu)
{
    Outcome outcome = report_of(r, cpu);

    return outcome == REGISTERED || outcome == REPLACED || outcome == ALREADY;
}

void report_failure(Report *r, const Cpu *cpu, int status, const char *format,
                    ...)
{
    va_list arguments;
    char text[1024];

    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    warn("%s: %s", cpu->name, text);
    report_set(r, cpu, FAILED);
    r->exit[cpu_index(cpu)] = status;
}

static void print_outcome(const Report *r, Outcome outcome)
{
    Text names = { 0 };
    size_t count = 0;

    FOREACH_CPU(cpu, NULL) {
        if (report_of(r, cpu) == outcome) {
            append(&names, " ");
            append(&names, cpu->name);
            count++;
        }
    }
    if (count) {
        warn("%s (%zu):%s", titles[outcome], count, names.text);
    }
    free(names.text);
}

static void print_runs(const Report *r)
{
    size_t count = 0;

    FOREACH_CPU(cpu, r->ran) {
        count++;
    }
    if (count) {
        warn("%zu ran a program of their CPU", count);
    }
}

/* To have found no emulator at all is not what was asked for. */
bool report_nothing(Report *r, const Options *o)
{
    bool absent = false;

    FOREACH_CPU(cpu, NULL) {
        if (report_of(r, cpu) >= REGISTERED) {
            return false;
        }
        absent |= report_of(r, cpu) == NO_EMULATOR;
    }
    if (absent) {
        r->trouble = EXIT_NO_EMULATOR;
        warn("there is no emulator in '%s'%s", o->path,
             o->other_roots ? ": with '-p yes' the kernel opens them now, so "
                              "this needs the image that has them; without it "
                              "they are opened in each container, when needed"
                            : "");
    }
    return absent;
}

/* One failure, or several of one kind, keep their number. */
int report_exit(const Report *r)
{
    bool mixed = false, done = false;
    int status = EXIT_OK;

    FOREACH_CPU(cpu, NULL) {
        Outcome outcome = report_of(r, cpu);
        int own = r->exit[cpu_index(cpu)];

        done |= outcome >= REGISTERED && outcome < FAILED;
        if (outcome == FAILED) {
            mixed |= status && status != own;
            status = own;
        }
    }
    if (!status) {
        return r->trouble;
    }
    return done || mixed ? EXIT_PARTLY : status;
}

int report_end(const Report *r)
{
    fflush(stdout);
    for (Outcome outcome = NATIVE; outcome <= FAILED; outcome++) {
        print_outcome(r, outcome);
    }
    print_runs(r);
    return report_exit(r);
}

int report_instance(const Options *o, int error)
{
    _cleanup_free_ char *trouble = instance_trouble(o->procdir, error);

    warn("%s", trouble);
    return exit_of_errno(error, EXIT_NO_KERNEL);
}

bool open_for(const Options *o, int purpose, Instance *in, int *status)
{
    int r = instance_open(o->procdir, purpose, in);

    if (r) {
        *status = report_instance(o, r);
    }
    return !r;
}
