/*
 * SPDX-License-Identifier: MIT
 *
 * --unregister: removes our rules, known by the exact names of the table.
 */
#include <errno.h>
#include <string.h>

#include "jobs.h"
#include "rules.h"
#include "select.h"

/* True if the rule is one that --own leaves alone. */
static bool is_left_alone(const Options *o, const Cpu *cpu, char *text)
{
    _cleanup_rule_ Rule *rule = NULL;
    Entry entry;

    if (!o->own) {
        return false;
    }
    rule = rule_for(o, cpu);
    return entry_parse(text, &entry) ||
           strcmp(entry.interpreter, rule->interpreter);
}

static void unregister_cpu(const Options *o, const Instance *in, const Cpu *cpu,
                           Report *report)
{
    const char *name = cpu->rule;
    _cleanup_free_ char *text = NULL;
    int r = rules_read(in, name, &text);

    if (!o->dry_run) {
        rules_clean(in, name);
    }
    if (r == -ENOENT || (!r && is_left_alone(o, cpu, text))) {
        report_set(report, cpu, o->cpus_named ? NO_RULE : NOT_ASKED);
        return;
    }
    if (o->dry_run) {
        printf("%s\n", name);
        return;
    }
    r = r ? r : rules_remove(in, name);
    if (r && r != -ENOENT) {
        report_failure(report, cpu, exit_of_errno(r, EXIT_OTHER),
                       "cannot be removed: %s", strerror(-r));
        return;
    }
    if (in->is_real && rules_have(in, name)) {
        report_failure(report, cpu, EXIT_UNVERIFIED, "the rule still exists");
        return;
    }
    report_set(report, cpu, REMOVED);
}

void unregister_in(const Options *o, const Instance *in, const bool set[N_CPUS],
                   Report *report)
{
    instance_lock(in);
    FOREACH_CPU(cpu, set) {
        unregister_cpu(o, in, cpu, report);
    }
    instance_unlock(in);
}

int job_unregister(const Options *o)
{
    _cleanup_instance_ Instance in = NO_INSTANCE;
    Report report = { 0 };
    int r = instance_open(o->procdir, FOR_READING, &in);

    if (r == -ENOENT) {
        warn("binfmt_misc is not mounted: there is no rule to remove");
        return EXIT_OK;
    }
    if (r) {
        return report_instance(o, r);
    }
    unregister_in(o, &in, o->cpus, &report);
    return report_end(&report);
}
