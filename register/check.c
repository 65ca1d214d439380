/*
 * SPDX-License-Identifier: MIT
 *
 * Checks of a rule: can it be registered, is it, does it work, will it stay?
 */
#include <elf.h>
#include <errno.h>
#include <string.h>

#include "check.h"
#include "emulator.h"
#include "guest.h"
#include "lasting.h"
#include "rules.h"
#include "run.h"

bool check_path(const Rule *rule, Report *report)
{
    int r = rule_check(rule);

    if (!r && rule->interpreter[0] == '/') {
        return true;
    }
    report_failure(report, rule->cpu, EXIT_USAGE, "'%s': %s", rule->interpreter,
                   !r                   ? "not an absolute path"
                   : r == -ENAMETOOLONG ? "too long for a rule of the kernel"
                                        : "a rule cannot hold this path");
    return false;
}

/* A rule that matches the emulator of its own CPU, or this program, would send
   the kernel in a circle: ELOOP for every program of the host. */
static bool catches_itself(const Rule *rule, const Emulator *emulator)
{
    extern const uint8_t __ehdr_start[sizeof(Elf32_Ehdr)]; /* the linker's */

    return pattern_matches(&rule->pattern, emulator->head,
                           sizeof(emulator->head)) ||
           pattern_matches(&rule->pattern, __ehdr_start, sizeof(__ehdr_start));
}

bool check_emulator(const Options *o, const Rule *rule, Report *report)
{
    Emulator emulator;
    const char *path = rule->interpreter;
    bool fix = rule->flags & FIX_BINARY;
    int r = emulator_open(path, &emulator);

    if (r == -ENOENT && !o->cpus_named && (fix || !o->other_roots)) {
        report_set(report, rule->cpu, NO_EMULATOR);
        return false;
    }
    if (r && (fix || !(o->force || o->other_roots))) {
        report_failure(report, rule->cpu, EXIT_NO_EMULATOR, "'%s': %s%s", path,
                       strerror(-r),
                       fix ? "" : " (--force registers it anyway)");
        return false;
    }
    if (r) {
        return true;
    }
    if (catches_itself(rule, &emulator)) {
        report_failure(report, rule->cpu, EXIT_REFUSED,
                       "the rule would match its own emulator '%s'", path);
        return false;
    }
    if (fix && !o->force && !(emulator.is_elf && emulator.is_static)) {
        report_failure(report, rule->cpu, EXIT_NO_EMULATOR,
                       "'%s' is not a static program: it would not run in "
                       "another root (--force registers it anyway)",
                       path);
        return false;
    }
    return true;
}

bool check_entry(const Instance *in, const Rule *rule, Report *report)
{
    _cleanup_free_ char *text = NULL;
    int r = rules_read(in, rule->cpu->rule, &text);
    Entry entry;

    if (r == -ENOENT && !in->is_real) {
        return true; /* a directory makes no entries */
    }
    if (r) {
        report_failure(report, rule->cpu, EXIT_UNVERIFIED, "the rule %s: %s",
                       r == -ENOENT ? "disappeared after registration"
                                    : "cannot be read back",
                       strerror(-r));
        return false;
    }
    if (entry_parse(text, &entry) || !entry_is_rule(&entry, rule)) {
        report_failure(report, rule->cpu, EXIT_UNVERIFIED,
                       "the kernel has another rule than the one written");
        return false;
    }
    return true;
}

/* With F the kernel may run another file than the one that has the name now. */
bool check_current(const Instance *in, const Rule *rule, Report *report)
{
    _cleanup_close_ int fd = -1;

    if (!in->is_real || !(rule->flags & FIX_BINARY)) {
        return true;
    }
    fd = run_interpreter(rule->cpu);
    if (fd < 0 || emulator_is_at(fd, rule->interpreter)) {
        return true;
    }
    report_failure(report, rule->cpu, EXIT_REFUSED,
                   "the kernel still runs an older '%s'; --force registers the "
                   "new one",
                   rule->interpreter);
    return false;
}

/* What has failed before a program could be run says nothing of the rule. */
static bool is_own_trouble(int r)
{
    return r == -ENOTSUP || r == -EPERM || r == -ENOSYS || r == -EAGAIN ||
           r == -ENOMEM || r == -EMFILE || r == -ENFILE;
}

void check_run(const Cpu *cpu, Report *report)
{
    int r = run_guest(cpu);

    if (r == GUEST_STATUS) {
        report->ran[cpu_index(cpu)] = true;
    } else if (is_own_trouble(r)) {
        warn_errno(r, "%s: no program was executed: %m", cpu->name);
    } else if (r == -ENOEXEC) {
        report_failure(report, cpu, EXIT_UNVERIFIED,
                       "the rule exists, but the kernel does not use it");
    } else if (r < 0) {
        report_failure(report, cpu, EXIT_UNVERIFIED,
                       "a program does not run: %s",
                       r == -ECHILD ? "killed by a signal" : strerror(-r));
    } else {
        report_failure(report, cpu, EXIT_UNVERIFIED,
                       "a program exits with %d instead of %d", r,
                       GUEST_STATUS);
    }
}

int check_lasting(const Instance *in)
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
         "binfmt_misc " BINFMT_MISC "'), run the container with --pid=host, "
         "or keep it running with --hold");
    return EXIT_WOULD_NOT_LAST;
}
