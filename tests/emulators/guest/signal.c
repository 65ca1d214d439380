/*
 * SPDX-License-Identifier: MIT
 *
 * Checks of the guest program: signals and threads.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "guest.h"

enum { THREADS = 4, ROUNDS = 10000 };

static volatile sig_atomic_t caught, sender;
static void *volatile fault_address;
static sigjmp_buf after_fault;

static void on_signal(int number, siginfo_t *info, void *context)
{
    (void)context;
    caught = number == info->si_signo ? number : -number;
    sender = info->si_pid;
}

static void on_fault(int number, siginfo_t *info, void *context)
{
    (void)number;
    (void)context;
    fault_address = info->si_addr;
    siglongjmp(after_fault, 1);
}

static void handle(int number, void (*handler)(int, siginfo_t *, void *))
{
    struct sigaction action = {
        .sa_sigaction = handler,
        .sa_flags = SA_SIGINFO,
    };

    sigemptyset(&action.sa_mask);
    sigaction(number, &action, NULL);
}

bool faults(void (*act)(volatile char *), volatile char *where)
{
    fault_address = NULL;
    handle(SIGSEGV, on_fault);
    if (!sigsetjmp(after_fault, 1)) {
        act(where);
    }
    signal(SIGSEGV, SIG_DFL);
    return fault_address == where;
}

static void check_blocking(void)
{
    sigset_t set, pending, old;

    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    sigprocmask(SIG_BLOCK, &set, &old);
    caught = 0;
    kill(getpid(), SIGUSR2);
    sigemptyset(&pending);
    check("signal.pending",
          !sigpending(&pending) && !caught &&
              sigismember(&pending, SIGUSR2) == 1 &&
              sigismember(&pending, SIGUSR1) == 0,
          "caught %d", (int)caught);
    sigprocmask(SIG_SETMASK, &old, NULL);
    check_number("signal.unblocked", caught, SIGUSR2);
}

/* Waits in sigsuspend() for the timer, so that it cannot come too early. */
static void check_alarm(void)
{
    struct itimerval timer = { .it_value = { .tv_usec = 10000 } };
    sigset_t set, old;

    handle(SIGALRM, on_signal);
    sigemptyset(&set);
    sigaddset(&set, SIGALRM);
    sigprocmask(SIG_BLOCK, &set, &old);
    caught = 0;
    setitimer(ITIMER_REAL, &timer, NULL);
    sigsuspend(&old);
    sigprocmask(SIG_SETMASK, &old, NULL);
    check_number("signal.alarm", caught, SIGALRM);
}

void check_signals(void)
{
    handle(SIGUSR1, on_signal);
    handle(SIGUSR2, on_signal);
    caught = sender = 0;
    kill(getpid(), SIGUSR1);
    check_number("signal.kill", caught, SIGUSR1);
    check_number("signal.sender", sender, getpid());
    raise(SIGUSR2);
    check_number("signal.raise", caught, SIGUSR2);
    check_blocking();
    check_alarm();
}

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t all_started = PTHREAD_COND_INITIALIZER;
static int started, locked_count, atomic_count;
static __thread int own_count;

/* Starts to count when all threads run, so that they compete. */
static void *count(void *number)
{
    pthread_mutex_lock(&lock);
    if (++started == THREADS) {
        pthread_cond_broadcast(&all_started);
    }
    while (started < THREADS) {
        pthread_cond_wait(&all_started, &lock);
    }
    pthread_mutex_unlock(&lock);

    for (int i = 0; i < ROUNDS; i++) {
        pthread_mutex_lock(&lock);
        locked_count++;
        pthread_mutex_unlock(&lock);
        __atomic_fetch_add(&atomic_count, 1, __ATOMIC_SEQ_CST);
        own_count++;
    }
    return own_count == ROUNDS ? number : NULL;
}

void check_threads(void)
{
    pthread_t thread[THREADS];
    int numbers[THREADS], created = 0, returned = 0;
    void *result;

    for (int i = 0; i < THREADS; i++) {
        created += !pthread_create(&thread[i], NULL, count, &numbers[i]);
    }
    check_number("thread.create", created, THREADS);
    for (int i = 0; i < created; i++) {
        returned += !pthread_join(thread[i], &result) && result == &numbers[i];
    }
    check_number("thread.join", returned, THREADS);
    check_number("thread.mutex", locked_count, THREADS * ROUNDS);
    check_number("thread.atomic", atomic_count, THREADS * ROUNDS);
    check_number("thread.local", own_count, 0);
}
