/*
 * SPDX-License-Identifier: MIT
 *
 * Real-time signals, with their value, from SIGRTMIN to the 31st, which is
 * SIGRTMAX but on MIPS. The emulators have no signal of the host for one of
 * them: SIGRTMIN + 11.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static volatile int caught, value;

static void on_signal(int sig, siginfo_t *info, void *context)
{
    caught = sig;
    value = info->si_value.sival_int;
}

int main(void)
{
    struct sigaction sa = { .sa_sigaction = on_signal, .sa_flags = SA_SIGINFO };
    sigset_t set, pending;

    for (int i = 0; i <= 30; i++) {
        int sig = SIGRTMIN + i;
        union sigval v = { .sival_int = 1000 + i };

        if (i == 11) {
            continue;
        }
        caught = value = 0;
        printf("%d: %d", i, sigaction(sig, &sa, NULL));
        printf(" %d", sigqueue(getpid(), sig, v));
        printf(" %d %d", caught == sig, value);

        sigemptyset(&set);
        sigaddset(&set, sig);
        sigprocmask(SIG_BLOCK, &set, NULL);
        caught = 0;
        printf(" %d", raise(sig));
        sigpending(&pending);
        printf(" %d %d", sigismember(&pending, sig), caught);
        sigprocmask(SIG_UNBLOCK, &set, NULL);
        printf(" %d\n", caught == sig);
    }
    return 0;
}
