// SPDX-License-Identifier: MIT
// What a signal finds in the middle of code: all registers, flags and the PC at
// faults, and that a computation is right when signals come at any time
// (tests/emulators/cache-contexts.t).
//
//   contexts faults     prints the words of each context, a line each: "FAULT
//   SIGNAL N WORD";
//                       an address within the program as "program+OFFSET", in
//                       the stack of the faults as "stack+OFFSET"
//   contexts storm      computes while a timer interrupts
#define _GNU_SOURCE
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <ucontext.h>
#include <unistd.h>

// The linker's: the program's first byte, and the one behind its last.
extern char __executable_start[], end[];

static sigjmp_buf back;
static const char *fault;
static volatile int number;
static char *stack;
static int kept;

enum { STACK = 1 << 18 };

static void print_words(const char *what, const void *from, size_t size)
{
    for (size_t i = 0; i < size / sizeof(uintptr_t); i++) {
        uintptr_t word;

        memcpy(&word, (const char *)from + i * sizeof(word), sizeof(word));
        printf("%s %d %s %zu ", fault, number, what, i);
        if (word - (uintptr_t)__executable_start < end - __executable_start) {
            word -= (uintptr_t)__executable_start;
            printf("program+%#lx\n", (unsigned long)word);
        } else if (word - (uintptr_t)stack <= STACK) {
            word -= (uintptr_t)stack;
            printf("stack+%#lx\n", (unsigned long)word);
        } else {
            printf("%#lx\n", (unsigned long)word);
        }
    }
}

static void on_fault(int sig, siginfo_t *info, void *context)
{
    ucontext_t *uc = context;
    uintptr_t address = (uintptr_t)info->si_addr;

    printf("%s %d signal %d\n", fault, number, sig);
    print_words("address", &address, sizeof(address));
#if defined(__powerpc__) && !defined(__powerpc64__)
    print_words("register", uc->uc_mcontext.uc_regs, sizeof(mcontext_t));
#else
    print_words("register", &uc->uc_mcontext, sizeof(uc->uc_mcontext));
#endif
#if defined(__i386__) || defined(__x86_64__)
    print_words("fpu", uc->uc_mcontext.fpregs, sizeof(*uc->uc_mcontext.fpregs));
#endif
    siglongjmp(back, 1);
}

// Numbers that are kept in registers, flags that are to be looked at, and in
// between what FAULTS does.
#define BODY(faults)                                                           \
    do {                                                                       \
        long a = n * 3 + 1, b = n ^ 0x55, c = n - 7, d = a * b;                \
        double x = n / 3.0, y = x * 7 - 1;                                     \
        int less = a < d;                                                      \
                                                                               \
        faults;                                                                \
        kept += a ^ b ^ c ^ d ^ less;                                          \
        kept += (int)(x * 5 + y);                                              \
    } while (0)

static __attribute__((noinline)) void store(volatile int *to, long n)
{
    BODY(*to = less; to[1] = a);
}

static __attribute__((noinline)) int load(volatile int *from, long n)
{
    int sum = 0;

    // The first loads are good, and what faults is in the same block.
    BODY(sum = number; sum += number; sum += from[less]);
    return sum;
}

static __attribute__((noinline)) int divide(volatile int *by, long n)
{
    int left = 0;

    BODY(left = (int)a / *by; left += *by);
    return left;
}

// An instruction that no CPU has; the compiler's trap is SIGTRAP on some.
static __attribute__((noinline)) void undefined(volatile int *to, long n)
{
    BODY(if (*to == 0) { __builtin_trap(); });
}

// Copies by instructions that do much, where the CPU has them.
static __attribute__((noinline)) void copies(char *to, long n)
{
    BODY(memcpy(to + a, __executable_start, 64 + n));
}

static void faults_at(const char *name, void (*f)(volatile int *, long),
                      void *where)
{
    fault = name;
    for (number = 0; number < 3; number++) {
        if (sigsetjmp(back, 1) == 0) {
            f(where, number + 5);
            printf("%s %d none\n", fault, number);
        }
    }
}

static volatile int zero;

static void all_faults(void)
{
    long size = sysconf(_SC_PAGESIZE);
    char *page = mmap((void *)0x5000000, 2 * size, PROT_READ,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    int fd = memfd_create("short", 0);
    char *beyond;

    if (page == MAP_FAILED || ftruncate(fd, size)) {
        return;
    }
    beyond = mmap((void *)0x5100000, 2 * size, PROT_READ | PROT_WRITE,
                  MAP_SHARED | MAP_FIXED, fd, 0);
    faults_at("store", store, page + size - 4);
    faults_at("load", (void (*)(volatile int *, long))load, (void *)0x10);
    faults_at("beyond", store, beyond + size);
    faults_at("divide", (void (*)(volatile int *, long))divide, (int *)&zero);
    faults_at("undefined", undefined, (int *)&zero);
    faults_at("copies", (void (*)(volatile int *, long))copies, page);
}

// In a stack of its own: what is in it, and where, is the same in each process.
static int faults(void)
{
    struct sigaction act = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO };
    const int list[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP };
    static ucontext_t caller, callee;

    for (unsigned i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
        sigaction(list[i], &act, NULL);
    }
    stack = mmap((void *)0x5200000, STACK, PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    if (stack == MAP_FAILED || getcontext(&callee)) {
        return 1;
    }
    callee.uc_stack.ss_sp = stack;
    // Some libraries' contexts are longer than those of the kernel.
    callee.uc_stack.ss_size = STACK - 4096;
    callee.uc_link = &caller;
    makecontext(&callee, all_faults, 0);
    return swapcontext(&caller, &callee);
}

static volatile sig_atomic_t signals;
static volatile double noise = 1;

// Uses all kinds of registers, and other blocks.
static void on_timer(int sig)
{
    char text[64];

    snprintf(text, sizeof(text), "%d %.5f", sig, noise / 3);
    noise = noise * 1.25 - strtod(text, NULL) / 1e9;
    if (noise > 1e30) {
        noise = 1;
    }
    signals++;
}

static __attribute__((noinline)) long compute(void)
{
    long a = 1, b = 2, c = 3, d = 5, e = 7, f = 11;
    double x = 1, y = 2, z = 3;

    for (int i = 1; i < 20000; i++) {
        a += b ^ i;
        b = (b << 3 | (b >> 9 & 7)) & 0xffffff;
        c += a / i;
        d ^= c - b;
        e = d < a ? e + 1 : e - b % i;
        f += e ^ a;
        f &= 0xffffff;
        x += y / i;
        y = z * 0.5 + x / 3;
        z = x - y * 0.25;
    }
    return (a ^ b ^ c ^ d ^ e ^ f) + (long)(x * 1000 + y * 100 + z);
}

static void *worker(void *right)
{
    long bad = 0;

    do {
        bad += compute() != *(long *)right;
    } while (signals < 300);
    return (void *)bad;
}

static int storm(void)
{
    struct itimerval every = { { 0, 300 }, { 0, 300 } };
    struct sigaction act = { .sa_handler = on_timer, .sa_flags = SA_RESTART };
    pthread_t thread[2];
    long right = compute(), bad = 0;

    sigaction(SIGALRM, &act, NULL);
    setitimer(ITIMER_REAL, &every, NULL);
    for (int i = 0; i < 2; i++) {
        pthread_create(&thread[i], NULL, worker, &right);
    }
    bad = (long)worker(&right);
    for (int i = 0; i < 2; i++) {
        void *result = NULL;

        pthread_join(thread[i], &result);
        bad += (long)result;
    }
    printf("computed with signals: %ld wrong\n", bad);
    return 0;
}

int main(int argc, char **argv)
{
    return argc > 1 && strcmp(argv[1], "storm") == 0 ? storm() : faults();
}
