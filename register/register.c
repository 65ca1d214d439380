/*
 * SPDX-License-Identifier: MIT
 *
 * Registers the emulators: each rule is checked before, written, and compared.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "register.h"

/* A rule that matches the emulator of its own CPU, or this program, would send
   the kernel in a circle: ELOOP for every program of the host. */
static bool catches_itself(const Cpu *cpu, const Emulator *emulator)
{
    extern const uint8_t __ehdr_start[sizeof(Elf32_Ehdr)]; /* the linker's */
    Pattern p;

    cpu_pattern(cpu, &p);
    return pattern_matches(&p, emulator->head, sizeof(emulator->head)) ||
           pattern_matches(&p, __ehdr_start, sizeof(__ehdr_start));
}

static bool check_emulator(const Options *o, const Rule *rule, Report *report)
{
    Emulator emulator;
    const Cpu *cpu = rule->cpu;
    const char *path = rule->interpreter;
    bool fix = rule->flags & FIX_BINARY;
    int r = emulator_open(path, &emulator);

    if (r == -ENOENT && !o->named && (fix || !o->elsewhere)) {
        report->outcome[cpu - cpus] = ABSENT;
        return false;
    }
    if (r && (fix || !(o->force || o->elsewhere))) {
        report_failure(report, cpu, EXIT_NO_EMULATOR, "'%s': %s%s", path,
                       strerror(-r),
                       fix ? "" : " (--force registers it all the same)");
        return false;
    }
    if (r) {
        return true;
    }
    if (catches_itself(cpu, &emulator)) {
        report_failure(report, cpu, EXIT_REFUSED,
                       "the rule would match its own emulator '%s'", path);
        return false;
    }
    if (fix && !o->force && !(emulator.elf && emulator.linked)) {
        report_failure(report, cpu, EXIT_NO_EMULATOR,
                       "'%s' is not a static program: it would not run in "
                       "another root (--force registers it all the same)",
                       path);
        return false;
    }
    return true;
}

static bool check_path(const Rule *rule, const char *text, Report *report)
{
    int r = rule_check(rule, text);

    if (!r && rule->interpreter[0] == '/') {
        return true;
    }
    report_failure(report, rule->cpu, EXIT_USAGE, "'%s': %s", rule->interpreter,
                   !r                   ? "not an absolute path"
                   : r == -ENAMETOOLONG ? "too long for a rule of the kernel"
                                        : "a rule cannot hold this path");
    return false;
}

/* With F the kernel may run another file than the one that has the name now. */
static bool is_stale(const Instance *in, const Rule *rule)
{
    _cleanup_close_ int fd = -1;

    if (!in->real || !(rule->flags & FIX_BINARY)) {
        return false;
    }
    fd = run_interpreter(rule->cpu);
    return fd >= 0 && !emulator_is_at(fd, rule->interpreter);
}

static void report_difference(const Rule *rule, const char *name, char *text,
                              Report *report)
{
    _cleanup_free_ char *wanted = rule_text(rule, name);
    _cleanup_free_ char *there = NULL;
    Entry entry;

    if (!entry_parse(text, &entry)) {
        there = entry_text(&entry, name);
    }
    warn("%s there:  %s%s", name, there ? there : "a rule of an unknown kind\n",
         there && !entry.enabled ? "(disabled)" : "");
    warn("%s wanted: %s", name, wanted);
    report_failure(report, rule->cpu, EXIT_REFUSED,
                   "another rule has the name %s; --force replaces it", name);
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
    _cleanup_free_ char *line = NULL;

    if (o->quiet) {
        return;
    }
    line = text_join("Setting ", rule->interpreter,
                     " as binfmt interpreter for ", rule->cpu->name, "\n");
    fputs(line, stdout);
}

/* The rule that is there, if there is one: what to do about it. */
static void meet_entry(const Options *o, const Instance *in, const Rule *rule,
                       char *text, Report *report)
{
    const char *name = rule->cpu->rule;
    _cleanup_free_ char *copy = text_join(text);
    bool replace = o->reset || o->force;
    bool fix = rule->flags & FIX_BINARY;
    Entry entry;
    bool same;
    int r;

    same = !entry_parse(copy, &entry) && entry_is_rule(&entry, rule);
    if (same && !(replace && fix)) {
        report->outcome[rule->cpu - cpus] = ALREADY;
        if (!o->no_verify && is_stale(in, rule)) {
            report_failure(report, rule->cpu, EXIT_REFUSED,
                           "the kernel still runs an older '%s'; --force "
                           "registers the new one",
                           rule->interpreter);
        }
        return;
    }
    if (!same && !replace) {
        report_difference(rule, name, text, report);
        return;
    }
    r = kernel_replace(in, rule);
    if (r) {
        report_refusal(rule, r, report);
    } else {
        announce(o, rule);
        report->outcome[rule->cpu - cpus] = REPLACED;
    }
}

/* The kernel tells by EEXIST that there is a rule; a folder cannot. */
static void register_rule(const Options *o, const Instance *in,
                          const Rule *rule, const char *name, const char *text,
                          Report *report)
{
    _cleanup_free_ char *there = NULL;
    int r = in->real ? kernel_add(in, text) : -EEXIST;

    if (r == -EEXIST && !kernel_read(in, name, &there)) {
        meet_entry(o, in, rule, there, report);
        return;
    }
    if (!in->real) {
        r = kernel_add(in, text);
    }
    if (r) {
        report_refusal(rule, r, report);
        return;
    }
    announce(o, rule);
    report->outcome[rule->cpu - cpus] = REGISTERED;
}

static void register_cpu(const Options *o, const Instance *in, const Cpu *cpu,
                         Report *report)
{
    Rule rule = options_rule(o, cpu);
    const char *name = cpu->rule;
    _cleanup_free_ char *text = rule_text(&rule, name);

    if (check_path(&rule, text, report) && check_emulator(o, &rule, report)) {
        register_rule(o, in, &rule, name, text, report);
        if (report->outcome[cpu - cpus] != FAILED) {
            verify_entry(in, &rule, report);
        }
    }
    free(rule.interpreter);
}

/* What the kernel has said of the target that was tried last. */
typedef struct Tried {
    const char *target;
    bool native;
} Tried;

/* Whether the host runs its family is tried, unless a rule is there that would
   answer instead; once for the rows of a target that follow each other. */
static bool runs_natively(const Options *o, const Instance *in, const Cpu *cpu,
                          Tried *last)
{
    const char *name = cpu->rule;

    if (!in->real || o->family == FAMILY_COUNTS) {
        return true;
    }
    if (!faccessat(in->dir, name, F_OK, 0)) {
        return false;
    }
    if (!last->target || strcmp(last->target, cpu->target)) {
        *last = (Tried){ cpu->target, run_is_native(cpu) };
    }
    return last->native;
}

static bool is_done(Outcome outcome)
{
    return outcome == REGISTERED || outcome == REPLACED || outcome == ALREADY;
}

/* multiarch's --reset: what was not registered now is not registered at all. */
static void remove_others(const Instance *in, Report *report)
{
    for (size_t i = 0; i < N_CPUS; i++) {
        const char *name = cpus[i].rule;

        if (is_done(report->outcome[i]) || report->outcome[i] == FAILED) {
            continue;
        }
        if (!faccessat(in->dir, name, F_OK, 0) && !kernel_remove(in, name)) {
            report->outcome[i] = REMOVED;
        }
    }
}

/* Without F a rule may name an emulator that only other roots have. */
static bool can_run(const Options *o, const Cpu *cpu)
{
    Rule rule = options_rule(o, cpu);
    bool here = !access(rule.interpreter, F_OK);

    free(rule.interpreter);
    return here || o->persistent;
}

static void run_programs(const Options *o, const Instance *in, Report *report)
{
    for (size_t i = 0; i < N_CPUS && in->real && !o->no_verify; i++) {
        if (is_done(report->outcome[i]) && can_run(o, &cpus[i])) {
            verify_run(&cpus[i], report);
        }
    }
}

static void register_all(const Options *o, const Instance *in, Report *report)
{
    const Cpu *host = options_host();
    Tried last = { 0 };

    for (size_t i = 0; i < N_CPUS; i++) {
        const Cpu *cpu = &cpus[i];

        if (!o->cpus[i]) {
            continue;
        }
        if (cpu_is_native(cpu, host)) {
            report->outcome[i] = NATIVE;
        } else if (!options_wants(o, cpu, host) &&
                   runs_natively(o, in, cpu, &last)) {
            report->outcome[i] = FAMILY;
        } else {
            register_cpu(o, in, cpu, report);
        }
    }
}

void register_in(const Options *o, const Instance *in, Report *report)
{
    instance_lock(in);
    register_all(o, in, report);
    if (!report_nothing(report, o)) {
        if (o->reset) {
            remove_others(in, report);
        }
        run_programs(o, in, report);
    }
    instance_unlock(in);
}

static int print_rules(const Options *o)
{
    const Cpu *host = options_host();
    Report report = { 0 };

    for (size_t i = 0; i < N_CPUS; i++) {
        if (options_wants(o, &cpus[i], host)) {
            Rule rule = options_rule(o, &cpus[i]);
            const char *name = cpus[i].rule;
            _cleanup_free_ char *text = rule_text(&rule, name);

            if (check_path(&rule, text, &report)) {
                printf("%s", text);
            }
            free(rule.interpreter);
        }
    }
    return report_end(&report);
}

int job_register(const Options *o)
{
    _cleanup_instance_ Instance in = { .dir = -1, .rules = -1 };
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
    lasting = verify_lasting(&in);
    return status ? status : lasting;
}
