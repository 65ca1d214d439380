/*
 * SPDX-License-Identifier: MIT
 *
 * Checks that a rule is there, does what it is for, and stays.
 */
#include <errno.h>
#include <string.h>

#include "register.h"

bool verify_entry(const Instance *in, const Rule *rule, Report *report)
{
    const char *name = rule->cpu->rule;
    _cleanup_free_ char *text = NULL;
    int r = kernel_read(in, name, &text);
    Entry entry;

    if (r == -ENOENT && !in->real) {
        return true; /* a folder makes no entries */
    }
    if (r) {
        report_failure(report, rule->cpu, EXIT_UNVERIFIED,
                       "the rule is not there after all: %s", strerror(-r));
        return false;
    }
    if (entry_parse(text, &entry) || !entry_is_rule(&entry, rule)) {
        report_failure(report, rule->cpu, EXIT_UNVERIFIED,
                       "the kernel has another rule than was written");
        return false;
    }
    return true;
}

/* What has failed before a program could be run says nothing of the rule. */
static bool is_own_trouble(int r)
{
    return r == -ENOTSUP || r == -EPERM || r == -ENOSYS || r == -EAGAIN ||
           r == -ENOMEM || r == -EMFILE || r == -ENFILE;
}

void verify_run(const Cpu *cpu, Report *report)
{
    int r = run_guest(cpu);

    if (r == GUEST_STATUS) {
        report->ran[cpu - cpus] = true;
    } else if (is_own_trouble(r)) {
        warn("%s: no program was executed: %s", cpu->name, strerror(-r));
    } else if (r == -ENOEXEC) {
        report_failure(report, cpu, EXIT_UNVERIFIED,
                       "the rule is there, but the kernel does not use it");
    } else if (r < 0) {
        report_failure(report, cpu, EXIT_UNVERIFIED,
                       "a program does not run: %s",
                       r == -ECHILD ? "it is ended by a signal" : strerror(-r));
    } else {
        report_failure(report, cpu, EXIT_UNVERIFIED,
                       "a program exits with %d instead of %d", r,
                       GUEST_STATUS);
    }
}

int verify_lasting(const Instance *in)
{
    if (instance_lasts(in)) {
        return EXIT_OK;
    }
    if (in_user_namespace()) {
        warn("the rules belong to this user namespace and are gone when this "
             "program ends: nothing else has its binfmt_misc mounted; mount "
             "it first, or use --exec or --hold");
        return EXIT_WOULD_NOT_LAST;
    }
    warn("the rules are gone when this container ends: only the container has "
         "binfmt_misc mounted, and Linux 6.7 frees the rules with the last "
         "mount. Ways out: mount it on the host ('mount -t binfmt_misc "
         "binfmt_misc /proc/sys/fs/binfmt_misc'), run the container with "
         "--pid=host, or keep it with --hold");
    return EXIT_WOULD_NOT_LAST;
}

/* Without a list, the CPUs that have a rule of ours or an emulator. */
static bool is_expected(const Options *o, const Cpu *cpu, bool there)
{
    Rule rule = options_rule(o, cpu);
    bool has_emulator = !access(rule.interpreter, F_OK);

    free(rule.interpreter);
    return o->named || there || has_emulator;
}

static void verify_cpu(const Options *o, const Instance *in, const Cpu *cpu,
                       Report *report)
{
    const char *name = cpu->rule;
    _cleanup_free_ char *text = NULL;
    int r = kernel_read(in, name, &text);
    Pattern p;
    Entry entry;

    if (!is_expected(o, cpu, !r)) {
        report->outcome[cpu - cpus] = ABSENT;
        return;
    }
    if (r) {
        report_failure(report, cpu, EXIT_UNVERIFIED, "there is no rule");
        return;
    }
    cpu_pattern(cpu, &p);
    if (entry_parse(text, &entry) || entry.pattern.size != p.size ||
        memcmp(entry.pattern.magic, p.magic, p.size) != 0 ||
        memcmp(entry.pattern.mask, p.mask, p.size) != 0) {
        report_failure(report, cpu, EXIT_UNVERIFIED,
                       "the rule of that name is not for this CPU");
        return;
    }
    if (!entry.enabled) {
        report_failure(report, cpu, EXIT_UNVERIFIED, "the rule is disabled");
        return;
    }
    report->outcome[cpu - cpus] = RUNS;
    if (in->real && !o->no_verify) {
        verify_run(cpu, report);
    }
}

int job_verify(const Options *o)
{
    _cleanup_instance_ Instance in = { .dir = -1, .rules = -1 };
    const Cpu *host = options_host();
    Report report = { 0 };
    int status, lasting;

    if (!open_for(o, FOR_READING, &in, &status)) {
        return status;
    }
    for (size_t i = 0; i < N_CPUS; i++) {
        const Cpu *cpu = &cpus[i];

        if (options_wants(o, cpu, host)) {
            verify_cpu(o, &in, cpu, &report);
        } else if (o->cpus[i]) {
            report.outcome[i] = cpu_is_native(cpu, host) ? NATIVE : FAMILY;
        }
    }
    status = report_end(&report);
    lasting = verify_lasting(&in);
    return status ? status : lasting;
}
