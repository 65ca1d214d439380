/*
 * SPDX-License-Identifier: MIT
 *
 * --unregister: removes our rules, known by the exact names of the table.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "register.h"

static void remove_cpu(const Options *o, const Instance *in, const Cpu *cpu,
                       Report *report)
{
    const char *name = cpu->rule;
    _cleanup_free_ char *text = NULL;
    int r = kernel_read(in, name, &text);

    if (!o->dry_run) {
        kernel_clean(in, name);
    }
    if (r == -ENOENT) {
        report->outcome[cpu - cpus] = o->named ? NOT_THERE : NOT_ASKED;
        return;
    }
    if (o->dry_run) {
        printf("%s\n", name);
        return;
    }
    r = r ? r : kernel_remove(in, name);
    if (r && r != -ENOENT) {
        report_failure(report, cpu, exit_of_errno(r, EXIT_OTHER),
                       "cannot be removed: %s", strerror(-r));
        return;
    }
    if (in->real && !faccessat(in->dir, name, F_OK, AT_SYMLINK_NOFOLLOW)) {
        report_failure(report, cpu, EXIT_UNVERIFIED, "the rule is still there");
        return;
    }
    report->outcome[cpu - cpus] = REMOVED;
}

void unregister_in(const Options *o, const Instance *in, const bool set[N_CPUS],
                   Report *report)
{
    instance_lock(in);
    for (size_t i = 0; i < N_CPUS; i++) {
        if (set[i]) {
            remove_cpu(o, in, &cpus[i], report);
        }
    }
    instance_unlock(in);
}

int job_unregister(const Options *o)
{
    _cleanup_instance_ Instance in = { .dir = -1, .rules = -1 };
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
