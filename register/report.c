/*
 * SPDX-License-Identifier: MIT
 *
 * Remembers what happened to each CPU, tells it, and makes the exit status.
 */
#include <errno.h>

#include "register.h"

int exit_of_errno(int error, int otherwise)
{
    switch (-error) {
    case EACCES:
    case EPERM:
    case EROFS:
        return EXIT_NOT_PERMITTED;
    case ENODEV:
    case ENOSYS:
        return EXIT_NO_KERNEL;
    default:
        return otherwise;
    }
}

static const char *const titles[] = {
    [NATIVE] = "this host's own, not needed",
    [FAMILY] = "left out, this host runs them",
    [ABSENT] = "left out, no emulator",
    [REGISTERED] = "registered",
    [REPLACED] = "replaced",
    [ALREADY] = "already registered",
    [REMOVED] = "removed",
    [NOT_THERE] = "not registered",
    [RUNS] = "registered and running",
    [FAILED] = "failed",
};

void report_failure(Report *r, const Cpu *cpu, int status, const char *format,
                    ...)
{
    va_list arguments;
    char text[1024];

    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    warn("%s: %s", cpu->name, text);
    r->outcome[cpu - cpus] = FAILED;
    r->exit[cpu - cpus] = status;
}

static void print_outcome(const Report *r, Outcome outcome)
{
    Text names = { 0 };
    size_t count = 0;

    for (size_t i = 0; i < N_CPUS; i++) {
        count += r->outcome[i] == outcome;
    }
    if (!count) {
        return;
    }
    for (size_t i = 0; i < N_CPUS; i++) {
        if (r->outcome[i] == outcome) {
            text_append(&names, " ");
            text_append(&names, cpus[i].name);
        }
    }
    warn("%s (%zu):%s", titles[outcome], count, names.text);
    free(names.text);
}

static void print_runs(const Report *r)
{
    size_t count = 0;

    for (size_t i = 0; i < N_CPUS; i++) {
        count += r->ran[i];
    }
    if (count) {
        warn("%zu ran a program of their CPU", count);
    }
}

/* To have found no emulator at all is not what was asked for. */
bool report_nothing(Report *r, const Options *o)
{
    bool absent = false;

    for (size_t i = 0; i < N_CPUS; i++) {
        if (r->outcome[i] >= REGISTERED) {
            return false;
        }
        absent |= r->outcome[i] == ABSENT;
    }
    if (absent) {
        r->trouble = EXIT_NO_EMULATOR;
        warn("there is no emulator in '%s'%s", o->path,
             o->elsewhere ? ": with '-p yes' the kernel opens them now, so "
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

    for (size_t i = 0; i < N_CPUS; i++) {
        done |= r->outcome[i] >= REGISTERED && r->outcome[i] < FAILED;
        if (r->outcome[i] == FAILED) {
            mixed |= status && status != r->exit[i];
            status = r->exit[i];
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
