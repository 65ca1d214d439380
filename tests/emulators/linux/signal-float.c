/*
 * SPDX-License-Identifier: MIT
 *
 * A handler that uses floating point leaves the registers of the program that
 * a timer interrupts as they are, with SA_SIGINFO and without.
 *
 * cpus: common i386 m68k
 */
#include <signal.h>
#include <stdio.h>
#include <sys/time.h>

#define SIGNALS 100

static volatile int signals;
static volatile double disturbed = 1.5;

static void handler(int number)
{
    double d = disturbed;

    for (int i = 0; i < 8; i++) {
        d = d * 1.25 - d / 3.0;
    }
    disturbed = d > 1e6 || d < 1e-6 ? 1.5 : d;
    signals++;
}

static void handler_info(int number, siginfo_t *info, void *context)
{
    handler(number);
}

static double compute(void)
{
    double a = 1, b = 0.5, c = 0.25, d = 0.125;

    for (int i = 0; i < 3000; i++) {
        a = a * 0.75 + b;
        b = b * 0.5 + c - d;
        c = c - a * 0.0625;
        d = d * 0.875 + a * 0.125 - c * 0.03125;
    }
    return a + b + c + d;
}

static void run(const char *name, struct sigaction *action, double expected)
{
    struct itimerval timer = { { 0, 1000 }, { 0, 1000 } }, none = { { 0 } };
    int wrong = 0;

    sigaction(SIGALRM, action, NULL);
    signals = 0;
    setitimer(ITIMER_REAL, &timer, NULL);
    while (signals < SIGNALS) {
        volatile double result = compute();

        wrong |= result != expected;
    }
    setitimer(ITIMER_REAL, &none, NULL);
    printf("%s: %s\n", name, wrong ? "wrong" : "right");
}

int main(void)
{
    struct sigaction plain = { .sa_handler = handler };
    struct sigaction info = { .sa_sigaction = handler_info,
                              .sa_flags = SA_SIGINFO };
    volatile double expected = compute();

    run("plain", &plain, expected);
    run("SA_SIGINFO", &info, expected);
    return 0;
}
