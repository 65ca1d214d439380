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

/* A rule that somebody has replaced by his own is his. */
static void restore(const Instance *in, const Held *held)
{
    for (size_t i = 0; i < N_CPUS; i++) {
        const char *name = cpus[i].rule;
        _cleanup_free_ char *text = NULL;
        int r;

        if (!held->is[i] || !faccessat(in->dir, name, F_OK, 0)) {
            continue;
        }
        text = rule_text(&held->rule[i], name);
        r = kernel_add(in, text);
        warn("%s: %s%s", name, r ? "cannot be restored: " : "restored",
             r ? strerror(-r) : "");
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
            warn("%s: cannot be removed: %s", name, strerror(-r));
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
        warn("'%s': %s", o->ready, strerror(errno));
        return exit_of_errno(errno);
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
        }
        instance_unlock(in);
    }
}

/* Blocked signals reach process 1 of a container too, which others do not. */
int job_hold(const Options *o)
{
    _cleanup_instance_ Instance in = { .dir = -1, .rules = -1 };
    Report report = { 0 };
    Held held = { 0 };
    sigset_t signals, before;
    int status;

    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGHUP);
    sigprocmask(SIG_BLOCK, &signals, &before);

    if (!open_for(o, FOR_WRITING, &in, &status)) {
        return status;
    }
    register_in(o, &in, &report);
    instance_unlock(&in);
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
