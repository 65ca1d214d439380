/*
 * SPDX-License-Identifier: MIT
 *
 * Registers the emulators: each rule is checked before, written, and compared.
 */
#include <errno.h>
#include <string.h>

#include "check.h"
#include "jobs.h"
#include "rules.h"
#include "run.h"
#include "select.h"

/* What the functions below have in common. */
typedef struct Registration {
    const Options *o;
    const Instance *in;
    Report *report;
    /* What the kernel has said of the target that was tried last. */
    const char *target;
    bool native;
} Registration;

static void report_difference(const Rule *rule, char *text, Report *report)
{
    const char *name = rule->cpu->rule;
    _cleanup_free_ char *existing = NULL;
    Entry entry;

    if (!entry_parse(text, &entry)) {
        existing = entry_text(&entry, name);
        existing[strcspn(existing, "\n")] = '\0';
    }
    warn("existing rule:  %s%s", existing ? existing : "of an unknown kind",
         existing && !entry.enabled ? " (disabled)" : "");
    warn("requested rule: %.*s", (int)strcspn(rule->text, "\n"), rule->text);
    report_failure(report, rule->cpu, EXIT_REFUSED,
                   "a different rule has the name %s; --force replaces it",
                   name);
}

static void report_refusal(const Rule *rule, int r, Report *report)
{
    const char *hint = "";

    if (r == -EINVAL && (rule->flags & FIX_BINARY) && !kernel_at_least(4, 8)) {
        hint = "; the flag F needs Linux 4.8";
    }
    /* EACCES says that F cannot open the emulator. */
    report_failure(report, rule->cpu,
                   r == -EACCES ? EXIT_REFUSED : exit_of_errno(r, EXIT_REFUSED),
                   "the kernel refuses the rule: %s%s", strerror(-r), hint);
}

static void announce(const Options *o, const Rule *rule)
{
    if (!o->quiet) {
        printf("Setting %s as binfmt interpreter for %s\n", rule->interpreter,
               rule->cpu->name);
    }
}

/* What to do about the entry that has the rule's name already. */
static void handle_existing(const Registration *reg, const Rule *rule,
                            char *text)
{
    _cleanup_free_ char *copy = concat(text);
    bool replace = reg->o->reset || reg->o->force;
    bool fix = rule->flags & FIX_BINARY;
    Entry entry;
    bool same = !entry_parse(copy, &entry) && entry_is_rule(&entry, rule);
    int r;

    if (same && !(replace && fix)) {
        report_set(reg->report, rule->cpu, ALREADY);
        if (!reg->o->no_verify) {
            check_current(reg->in, rule, reg->report);
        }
        return;
    }
    if (!same && !replace) {
        report_difference(rule, text, reg->report);
        return;
    }
    r = rules_replace(reg->in, rule);
    if (r) {
        report_refusal(rule, r, reg->report);
    } else {
        announce(reg->o, rule);
        report_set(reg->report, rule->cpu, REPLACED);
    }
}

/* The kernel reports by EEXIST that there is a rule; a directory cannot. */
static void register_rule(const Registration *reg, const Rule *rule)
{
    _cleanup_free_ char *existing = NULL;
    const Instance *in = reg->in;
    int r = in->is_real ? rules_add(in, rule->text) : -EEXIST;

    if (r == -EEXIST && !rules_read(in, rule->cpu->rule, &existing)) {
        handle_existing(reg, rule, existing);
        return;
    }
    if (!in->is_real) {
        r = rules_add(in, rule->text);
    }
    if (r) {
        report_refusal(rule, r, reg->report);
        return;
    }
    announce(reg->o, rule);
    report_set(reg->report, rule->cpu, REGISTERED);
}

/* Returns the rule, for those who want to try it, if it is in force. */
static Rule *register_cpu(const Registration *reg, const Cpu *cpu)
{
    Rule *rule = rule_for(reg->o, cpu);

    if (check_path(rule, reg->report) &&
        check_emulator(reg->o, rule, reg->report)) {
        register_rule(reg, rule);
        if (report_of(reg->report, cpu) != FAILED) {
            check_entry(reg->in, rule, reg->report);
        }
    }
    if (report_is_registered(reg->report, cpu)) {
        return rule;
    }
    rule_free(rule);
    return NULL;
}

/* Whether the host runs its family is tried, unless a rule is there that would
   answer instead; once for the rows of a target that follow each other. */
static bool runs_natively(Registration *reg, const Cpu *cpu)
{
    if (!reg->in->is_real || reg->o->family == FAMILY_COUNTS) {
        return true;
    }
    if (rules_have(reg->in, cpu->rule)) {
        return false;
    }
    if (!reg->target || strcmp(reg->target, cpu->target)) {
        reg->target = cpu->target;
        reg->native = run_is_native(cpu);
    }
    return reg->native;
}

/* multiarch's --reset: what was not registered now is not registered at all. */
static void remove_others(const Instance *in, Report *report)
{
    FOREACH_CPU(cpu, NULL) {
        if (!report_is_registered(report, cpu) &&
            report_of(report, cpu) != FAILED && rules_have(in, cpu->rule) &&
            !rules_remove(in, cpu->rule)) {
            report_set(report, cpu, REMOVED);
        }
    }
}

static void register_all(Registration *reg, Rule *rules[N_CPUS])
{
    const Cpu *host = host_cpu();

    FOREACH_CPU(cpu, reg->o->cpus) {
        if (cpu_is_native(cpu, host)) {
            report_set(reg->report, cpu, NATIVE);
        } else if (!is_wanted(reg->o, cpu, host) && runs_natively(reg, cpu)) {
            report_set(reg->report, cpu, FAMILY);
        } else {
            rules[cpu_index(cpu)] = register_cpu(reg, cpu);
        }
    }
}

/* Without F a rule may name an emulator that only other roots have. */
static void try_all(const Registration *reg, Rule *const rules[N_CPUS])
{
    FOREACH_CPU(cpu, NULL) {
        const Rule *rule = rules[cpu_index(cpu)];

        if (rule &&
            (rule->flags & FIX_BINARY || !access(rule->interpreter, F_OK))) {
            check_run(cpu, reg->report);
        }
    }
}

void register_in(const Options *o, const Instance *in, Report *report)
{
    Registration reg = { .o = o, .in = in, .report = report };
    Rule *rules[N_CPUS] = { NULL };

    instance_lock(in);
    register_all(&reg, rules);
    if (!report_nothing(report, o)) {
        if (o->reset) {
            remove_others(in, report);
        }
        if (in->is_real && !o->no_verify) {
            try_all(&reg, rules);
        }
    }
    instance_unlock(in);
    FOREACH_CPU(cpu, NULL) {
        rule_free(rules[cpu_index(cpu)]);
    }
}

static int print_rules(const Options *o)
{
    const Cpu *host = host_cpu();
    Report report = { 0 };

    FOREACH_CPU(cpu, o->cpus) {
        if (is_wanted(o, cpu, host)) {
            _cleanup_rule_ Rule *rule = rule_for(o, cpu);

            if (check_path(rule, &report)) {
                printf("%s", rule->text);
            }
        }
    }
    return report_end(&report);
}

int job_register(const Options *o)
{
    _cleanup_instance_ Instance in = NO_INSTANCE;
    Report report = { 0 };
    int status, lasting;

    if (o->dry_run) {
        return print_rules(o);
    }
    if (!open_for(o, FOR_WRITING, &in, &status)) {
        return status;
    }
    register_in(o, &in, &report);
    status = report_end(&report);
    lasting = check_lasting(&in);
    return status ? status : lasting;
}
