// SPDX-License-Identifier: MIT
// A program of any CPU with much that code from the translation cache has to do
// right, and ways to be in the middle of something when it is stored
// (tests/emulators/cache-*.t).
//
// The output is the same in each process: no address is in it.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static sigjmp_buf back;
static volatile uintptr_t fault_address;

static void on_fault(int sig, siginfo_t *info, void *context)
{
    (void)sig;
    (void)context;
    fault_address = (uintptr_t)info->si_addr;
    siglongjmp(back, 1);
}

static void faults(void)
{
    struct sigaction act = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO };
    volatile int count = 0;

    sigaction(SIGSEGV, &act, NULL);
    for (volatile int i = 0; i < 3; i++) {
        if (sigsetjmp(back, 1) == 0) {
            *(volatile int *)(uintptr_t)(0x10 * (i + 1)) = 1;
        } else {
            count += (int)fault_address;
        }
    }
    printf("faults: %#x\n", count);
}

static int compare(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

// A branch table, calls by pointers, and numbers of all kinds.
static long numbers(int seed)
{
    int list[64];
    double (*const of[])(double) = { sin, exp, sqrt, floor };
    double sum = 0;
    long hash = 0;

    for (int i = 0; i < 64; i++) {
        list[i] = (i * 7919 + seed) % 64;
        switch (i % 7) {
        case 0:
            sum += of[i % 4](i / 64.0);
            break;
        case 1:
            hash ^= (long)((uint64_t)i * 0x9e3779b97f4a7c15u >> 40);
            break;
        case 2:
            hash += list[i] / (i + 1) + list[i] % (i + 3);
            break;
        case 3:
            sum -= (float)i / 3;
            break;
        default:
            hash = (hash << 3 | hash >> 20) & 0xffffff;
        }
    }
    qsort(list, 64, sizeof(list[0]), compare);
    for (int i = 0; i < 64; i++) {
        hash = (hash * 31 + list[i]) & 0xffffff;
    }
    return hash + lrint(sum * 1000);
}

static void *work(void *arg)
{
    int *sum = arg;
    char text[64];

    for (int i = 0; i < 100; i++) {
        snprintf(text, sizeof(text), "%d %.3f %s", i, i / 7.0,
                 strsignal(i % 30 + 1));
        __atomic_fetch_add(sum, (int)strlen(text) + (int)(numbers(i) & 1),
                           __ATOMIC_SEQ_CST);
    }
    return arg;
}

// Threads that translate at once; and meanwhile, children that end or execute,
// and so store.
static void threads(int children)
{
    pthread_t id[4];
    int sum = 0;
    volatile int good = 0;

    fflush(stdout);
    for (int i = 0; i < 4; i++) {
        pthread_create(&id[i], NULL, work, &sum);
    }
    for (int i = 0; i < children; i++) {
        int status = 0;
        pid_t pid = i & 1 ? vfork() : fork();

        if (pid == 0 && (i & 1)) {
            execl("/nowhere", "nowhere", (char *)NULL);
            _exit(7);
        }
        if (pid == 0) {
            exit(numbers(i) == numbers(i) ? 7 : 1);
        }
        if (waitpid(pid, &status, 0) == pid && WEXITSTATUS(status) == 7) {
            good++;
        }
    }
    for (int i = 0; i < 4; i++) {
        pthread_join(id[i], NULL);
    }
    printf("threads: %d, children: %d\n", sum, good);
}

// A library that comes, goes and comes again, perhaps elsewhere.
static void library(void)
{
    double value = 0;

    for (int i = 0; i < 3; i++) {
        void *lib = dlopen("libm.so.6", RTLD_NOW);
        double (*f)(double) =
            lib ? (double (*)(double))dlsym(lib, "cbrt") : NULL;

        value += f ? f(27) : 0;
        if (lib) {
            dlclose(lib);
        }
    }
    printf("library: %.1f\n", value);
}

// Children, before there is any thread: each does what the one before has done.
static void family(void)
{
    for (int i = 0; i < 5; i++) {
        int status = -1;
        pid_t pid;

        fflush(stdout);
        pid = fork();
        if (pid == 0) {
            printf("child: %ld\n", numbers(7));
            faults();
            library();
            exit(0);
        }
        if (waitpid(pid, &status, 0) != pid || status) {
            printf("child: status %#x\n", status);
        }
    }
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "family") == 0) {
        family();
        return 0;
    }
    if (argc > 1 && strcmp(argv[1], "where") == 0) {
        printf("%p %p\n", (void *)main, dlsym(RTLD_DEFAULT, "qsort"));
        return 0;
    }
    if (argc > 1 && strcmp(argv[1], "wait") == 0) {
        puts("ready");
        fflush(stdout);
        pause();
    }
    if (argc > 2 && strcmp(argv[1], "chroot") == 0) {
        puts(chroot(argv[2]) == 0 && chdir("/") == 0 ? "another root"
                                                     : "no other root");
    }
    printf("numbers: %ld\n", numbers(0));
    faults();
    library();
    threads(argc > 1 && strcmp(argv[1], "children") == 0 ? 40 : 4);
    return 0;
}
