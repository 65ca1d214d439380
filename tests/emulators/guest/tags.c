/*
 * SPDX-License-Identifier: MIT
 *
 * An aarch64 guest whose pointers have tags: the top byte of an address, which
 * the CPU ignores (TBI).
 *
 * Each case runs in a child, so that in each the first tagged access is another
 * instruction. Output: a line "ok NAME" or "not ok NAME: WHY" for each. Exit
 * status: 1 if a case failed.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#include "tags.h"

static int seven(void)
{
    return 7;
}

/* A branch to an address with a tag, often enough that the jump is one that
 * translated code finds by itself. */
static int branches(void)
{
    uint64_t pc, n = 0;

    for (int i = 0; i < 1000; i++) {
        int (*volatile f)(void) =
            (int (*)(void))(i & 1 ? (uintptr_t)seven | TAG : (uintptr_t)seven);
        n += f();
    }
    if (n != 7000)
        return 1;
    /* What the PC is after it: without the tag. */
    __asm__ volatile(
        ARCH "adr %0, 1f\n\torr %0, %0, %1\n\tbr %0\n1:\tbti j\n\tadr %0, 1b"
        : "=&r"(pc)
        : "r"(TAG)
        : "memory", "cc");
    return pc >> 56 ? 2 : 0;
}

static sigjmp_buf back;
static volatile uintptr_t fault;
static volatile int fault_code;

static void on_fault(int sig, siginfo_t *info, void *context)
{
    (void)sig;
    (void)context;
    fault = (uintptr_t)info->si_addr;
    fault_code = info->si_code;
    siglongjmp(back, 1);
}

/* read_at ADDRESS: the address that the kernel tells to have faulted; 1 if
 * there was none. */
static uintptr_t read_at(uintptr_t address)
{
    fault = 1;
    if (!sigsetjmp(back, 1))
        __asm__ volatile(ARCH "ldrb w0, [%0]"
                         :
                         : "r"(address)
                         : "x0", "memory", "cc");
    return fault;
}

static int faults(void)
{
    struct sigaction act = { .sa_sigaction = on_fault,
                             .sa_flags = SA_SIGINFO | SA_NODEFER };
    char *none =
        mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    sigaction(SIGSEGV, &act, NULL);
    sigaction(SIGBUS, &act, NULL);
    if (read_at(0) != 0 || fault_code != SEGV_MAPERR)
        return 1;
    if (read_at(8) != 8)
        return 2;
    if (read_at((uintptr_t)none | TAG) != (uintptr_t)none ||
        fault_code != SEGV_ACCERR)
        return 3;
    if (read_at((uintptr_t)none) != (uintptr_t)none)
        return 4;
    if (read_at((uintptr_t)word | TAG) != 1)
        return 5;
    if (read_at(0xfff0000000001000) == 1 || read_at(0x4141414141414141) == 1)
        return 6;
    return 0;
}

static int wild(void)
{
    struct sigaction act = { .sa_sigaction = on_fault,
                             .sa_flags = SA_SIGINFO | SA_NODEFER };

    sigaction(SIGSEGV, &act, NULL);
    return read_at(0x4141414141414141) == 1 || fault_code != SEGV_MAPERR;
}

static volatile sig_atomic_t handled;
static void on_signal(int sig)
{
    (void)sig;
    uint64_t v;

    __asm__ volatile(ARCH "ldr %0, [%1]"
                     : "=r"(v)
                     : "r"(tagged(word))
                     : "memory", "cc");
    handled = v;
}

/* The first tagged access in a handler, and code of before it afterwards. */
static int handler(void)
{
    signal(SIGUSR1, on_signal);
    word[0] = 9;
    raise(SIGUSR1);
    return handled == 9 ? loads() : 1;
}

static void *thread(void *arg)
{
    intptr_t bad = 0;

    for (int i = 0; i < 200; i++) {
        uint64_t v, mine = 0;
        __asm__ volatile(ARCH "str %1, [%2]\n\tldr %0, [%2]"
                         : "=&r"(v)
                         : "r"((uint64_t)i), "r"(arg ? tagged(&mine) : &mine)
                         : "memory", "cc");
        bad |= v != (uint64_t)i;
    }
    return (void *)bad;
}

/* Threads with tags and without, some of them older than the first tag, in code
 * that they share. */
static int threads(void)
{
    pthread_t id[8];
    intptr_t bad = 0;
    void *result;

    for (int round = 0; round < 4; round++) {
        for (int i = 0; i < 8; i++)
            if (pthread_create(&id[i], NULL, thread,
                               (void *)(intptr_t)((i + round) & 1)))
                return 2;
        for (int i = 0; i < 8; i++) {
            pthread_join(id[i], &result);
            bad |= (intptr_t)result;
        }
        if (round == 1 && loads())
            return 3;
    }
    return bad != 0;
}

static int write_code(void)
{
    uint32_t *code = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                          MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    int sum = 0;

    for (int i = 0; i < 50; i++) {
        uint32_t *p = i % 2 ? tagged(code) : code;
        p[0] = 0x52800000 | i << 5; /* mov w0, #i */
        p[1] = 0xd65f03c0;          /* ret */
        __builtin___clear_cache((char *)code, (char *)code + 8);
        sum += ((int (*)(void))p)();
    }
    return sum == 49 * 50 / 2 ? 0 : 1;
}

static const struct {
    const char *name;
    int (*run)(void);
} cases[] = {
    { "loads", loads },           { "stores", stores },
    { "exclusive", exclusive },   { "atomics", atomics },
    { "vectors", vectors },       { "unaligned", unaligned },
    { "copies", copies },         { "branches", branches },
    { "faults", faults },         { "wild", wild },
    { "handler", handler },       { "threads", threads },
    { "write_code", write_code },
};

int main(void)
{
    int failed = 0;

    setvbuf(stdout, NULL, _IONBF, 0);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int status, pid = fork();

        if (pid == 0) {
            alarm(30);
            _exit(cases[i].run());
        }
        if (waitpid(pid, &status, 0) != pid || status != 0) {
            printf("not ok %s: wait status %#x\n", cases[i].name, status);
            failed = 1;
        } else {
            printf("ok %s\n", cases[i].name);
        }
    }
    return failed;
}
