/*
 * SPDX-License-Identifier: MIT
 *
 * A program of four threads for a debugger without symbols: its counters begin
 * at 0x5000000, a word each, and the functions to stop at are at 0x6000000
 * (thread 1 calls it after each 1000 steps) and 0x6100000 (all threads do).
 *
 *   threads count|sleep|alarm [children]
 *
 * With children, each of three does first what the threads do, and ends.
 */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile unsigned *counters;
static int sleeps;

static __attribute__((noinline, section(".one"))) void stop_one(unsigned n)
{
    counters[8] = n;
}

static __attribute__((noinline, section(".all"))) void stop_all(unsigned n)
{
    counters[9] = n;
}

static void handler(int sig)
{
    counters[7] = sig == SIGALRM;
}

static void *count(void *arg)
{
    long me = (long)arg;

    for (;;) {
        if (sleeps) {
            pause();
            continue;
        }
        if (++counters[me] % 1000 == 0) {
            if (me == 1) {
                stop_one(counters[me]);
            }
            stop_all(counters[me]);
        }
    }
    return NULL;
}

/* What counts, and ends: whoever has a cache of translated code stores it. */
static void children(void)
{
    for (int n = 0; n < 3; n++) {
        pid_t pid = fork();

        if (pid == 0) {
            for (unsigned i = 0; i < 5000; i++) {
                counters[6]++;
                stop_one(i);
                stop_all(i);
            }
            exit(0);
        }
        waitpid(pid, NULL, 0);
    }
}

int main(int argc, char **argv)
{
    pthread_t thread;

    counters = mmap((void *)0x5000000, 4096, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    if (counters == MAP_FAILED || argc < 2) {
        return 1;
    }
    if (argc > 2) {
        children();
    }
    sleeps = strcmp(argv[1], "count") != 0;
    for (long n = 1; n < 4; n++) {
        pthread_create(&thread, NULL, count, (void *)n);
    }
    if (strcmp(argv[1], "alarm") == 0) {
        signal(SIGALRM, handler);
        alarm(1);
        pause();
        printf("handler %u\n", counters[7]);
        return 0;
    }
    count(NULL);
    return 0;
}
