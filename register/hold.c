/*
 * SPDX-License-Identifier: MIT
 *
 * --hold: stays, keeps the instance alive, restores rules that get lost.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <time.h>

#include "jobs.h"
#include "rules.h"
#include "select.h"

enum { SECONDS = 2 };

typedef struct Held {
    Rule *rule[N_CPUS]; /* NULL: not registered by us */
    int error[N_CPUS];  /* of the last attempt to restore it */
} Held;

/* What the last registration has left in force. */
static void remember(const Options *o, const Report *report, Held *held)
{
    FOREACH_CPU(cpu, NULL) {
        Rule **rule = &held->rule[cpu_index(cpu)];

        if (!report_is_registered(report, cpu)) {
            rule_free(*rule);
            *rule = NULL;
        } else if (!*rule) {
            *rule = rule_for(o, cpu);
        }
    }
}

static void forget(Held *held)
{
    FOREACH_CPU(cpu, NULL) {
        rule_free(held->rule[cpu_index(cpu)]);
    }
}

/* A rule that somebody has replaced is that person's. What goes on is reported
   once, not at each attempt. */
static void restore(const Instance *in, Held *held)
{
    FOREACH_CPU(cpu, NULL) {
        const Rule *rule = held->rule[cpu_index(cpu)];
        int *error = &held->error[cpu_index(cpu)];
        int r;

        if (!rule || rules_have(in, cpu->rule)) {
            *error = 0;
            continue;
        }
        r = rules_add(in, rule->text);
        if (!r) {
            warn("%s: restored", cpu->rule);
        } else if (r != *error) {
            warn_errno(r, "%s: cannot be restored: %m; will try again",
                       cpu->rule);
        }
        *error = r;
    }
}

/* At the end, with --reset: without a trace. */
static int release(const Options *o, const Instance *in, const Held *held)
{
    int status = EXIT_OK;

    if (o->ready_file) {
        unlink(o->ready_file);
    }
    FOREACH_CPU(cpu, NULL) {
        int r = o->reset && held->rule[cpu_index(cpu)]
                    ? rules_remove(in, cpu->rule)
                    : 0;

        if (r && r != -ENOENT) {
            warn_errno(r, "%s: cannot be removed: %m", cpu->rule);
            status = EXIT_PARTLY;
        }
    }
    return status;
}

static int make_ready(const Options *o)
{
    _cleanup_close_ int fd = -1;

    if (!o->ready_file) {
        return EXIT_OK;
    }
    fd = open(o->ready_file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0) {
        return warn_errno(-errno, "'%s': %m", o->ready_file);
    }
    return EXIT_OK;
}

/* An upgraded emulator has to be opened by the kernel again. */
static int renew(const Options *o, const Instance *in, Held *held)
{
    Options again = *o;
    Report report = { 0 };

    again.force = true;
    register_in(&again, in, &report);
    remember(o, &report, held);
    return report_end(&report);
}

static void wait_for_end(const Options *o, const Instance *in, Held *held,
                         const sigset_t *signals)
{
    const struct timespec pause = { .tv_sec = SECONDS };

    for (;;) {
        int signal = sigtimedwait(signals, NULL, &pause);

        if (signal == SIGTERM || signal == SIGINT) {
            return;
        }
        if (signal == SIGHUP) {
            renew(o, in, held);
        } else if (!instance_lock(in)) {
            restore(in, held);
            instance_unlock(in);
        }
    }
}

/* The kernel drops signals to process 1 that it does not handle, but keeps
   blocked ones for sigtimedwait(). */
static void block(sigset_t *signals)
{
    sigemptyset(signals);
    sigaddset(signals, SIGTERM);
    sigaddset(signals, SIGINT);
    sigaddset(signals, SIGHUP);
    sigprocmask(SIG_BLOCK, signals, NULL);
}

int job_hold(const Options *o)
{
    _cleanup_instance_ Instance in = NO_INSTANCE;
    Report report = { 0 };
    Held held = { 0 };
    sigset_t signals;
    int status;

    block(&signals);
    if (!open_for(o, FOR_WRITING, &in, &status)) {
        return status;
    }
    register_in(o, &in, &report);
    remember(o, &report, &held);
    status = report_end(&report);
    if (!status) {
        status = make_ready(o);
    }
    if (!status) {
        fflush(stdout);
        wait_for_end(o, &in, &held, &signals);
        status = release(o, &in, &held);
    }
    forget(&held);
    return status;
}
