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

#include "register.h"

enum { SECONDS = 2 };

typedef struct Held {
    bool is[N_CPUS];
    Rule rule[N_CPUS];
    int error[N_CPUS]; /* of the last attempt to restore it */
} Held;

static void take(const Options *o, const Report *report, Held *held)
{
    for (size_t i = 0; i < N_CPUS; i++) {
        Outcome outcome = report->outcome[i];

        held->is[i] =
            outcome == REGISTERED || outcome == REPLACED || outcome == ALREADY;
        if (held->is[i] && !held->rule[i].cpu) {
            held->rule[i] = options_rule(o, &cpus[i]);
        }
    }
}

/* A rule that somebody has replaced by his own is his. What goes on is reported
   once, not at each attempt. */
static void restore(const Instance *in, Held *held)
{
    for (size_t i = 0; i < N_CPUS; i++) {
        const char *name = cpus[i].rule;
        _cleanup_free_ char *text = NULL;
        int r;

        if (!held->is[i] || !faccessat(in->dir, name, F_OK, 0)) {
            held->error[i] = 0;
            continue;
        }
        text = rule_text(&held->rule[i], name);
        r = kernel_add(in, text);
        if (!r) {
            warn("%s: restored", name);
        } else if (r != held->error[i]) {
            warn_errno(r, "%s: cannot be restored: %m; trying again", name);
        }
        held->error[i] = r;
    }
}

static int release(const Options *o, const Instance *in, const Held *held)
{
    int status = EXIT_OK;

    if (o->ready) {
        unlink(o->ready);
    }
    for (size_t i = 0; i < N_CPUS && o->reset; i++) {
        const char *name = cpus[i].rule;
        int r = held->is[i] ? kernel_remove(in, name) : 0;

        if (r && r != -ENOENT) {
            warn_errno(r, "%s: cannot be removed: %m", name);
            status = EXIT_PARTLY;
        }
    }
    return status;
}

static int make_ready(const Options *o)
{
    _cleanup_close_ int fd = -1;

    if (!o->ready) {
        return EXIT_OK;
    }
    fd = open(o->ready, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0) {
        return warn_errno(-errno, "'%s': %m", o->ready);
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
    take(o, &report, held);
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

/* Blocked signals reach process 1 of a container too, which others do not. */
int job_hold(const Options *o)
{
    _cleanup_instance_ Instance in = { .dir = -1, .rules = -1 };
    Report report = { 0 };
    Held held = { 0 };
    sigset_t signals;
    int status;

    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGHUP);
    sigprocmask(SIG_BLOCK, &signals, NULL);

    if (!open_for(o, FOR_WRITING, &in, &status)) {
        return status;
    }
    register_in(o, &in, &report);
    take(o, &report, &held);
    status = report_end(&report);
    if (!status) {
        status = make_ready(o);
    }
    if (!status) {
        fflush(stdout);
        wait_for_end(o, &in, &held, &signals);
        status = release(o, &in, &held);
    }
    for (size_t i = 0; i < N_CPUS; i++) {
        free(held.rule[i].interpreter);
    }
    return status;
}
