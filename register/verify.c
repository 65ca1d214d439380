/*
 * SPDX-License-Identifier: MIT
 *
 * --verify: whether the rules are there, enabled, for their CPU, and work.
 */
#include <errno.h>

#include "check.h"
#include "jobs.h"
#include "rules.h"
#include "select.h"

/* Without a list, the CPUs that have a rule of ours or an emulator. */
static bool is_expected(const Options *o, const Rule *rule, bool exists)
{
    return o->cpus_named || exists || !access(rule->interpreter, F_OK);
}

static void verify_cpu(const Options *o, const Instance *in, const Cpu *cpu,
                       Report *report)
{
    _cleanup_rule_ Rule *rule = rule_for(o, cpu);
    _cleanup_free_ char *text = NULL;
    int r = rules_read(in, cpu->rule, &text);
    Entry entry;

    if (!is_expected(o, rule, !r)) {
        report_set(report, cpu, NO_EMULATOR);
        return;
    }
    if (r) {
        report_failure(report, cpu, EXIT_UNVERIFIED, "there is no rule");
        return;
    }
    if (entry_parse(text, &entry) ||
        !pattern_equals(&entry.pattern, &rule->pattern)) {
        report_failure(report, cpu, EXIT_UNVERIFIED,
                       "the rule of that name is not for this CPU");
        return;
    }
    if (!entry.enabled) {
        report_failure(report, cpu, EXIT_UNVERIFIED, "the rule is disabled");
        return;
    }
    report_set(report, cpu, RUNS);
    if (in->is_real && !o->no_verify) {
        check_run(cpu, report);
    }
}

int job_verify(const Options *o)
{
    _cleanup_instance_ Instance in = NO_INSTANCE;
    const Cpu *host = host_cpu();
    Report report = { 0 };
    int status, lasting;

    if (!open_for(o, FOR_READING, &in, &status)) {
        return status;
    }
    FOREACH_CPU(cpu, o->cpus) {
        if (is_wanted(o, cpu, host)) {
            verify_cpu(o, &in, cpu, &report);
        } else {
            report_set(&report, cpu,
                       cpu_is_native(cpu, host) ? NATIVE : FAMILY);
        }
    }
    status = report_end(&report);
    lasting = check_lasting(&in);
    return status ? status : lasting;
}
