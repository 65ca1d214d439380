/*
 * SPDX-License-Identifier: MIT
 *
 * An aarch64 guest whose pointers have tags: the top byte of an address, which the CPU ignores (TBI).
 *
 * Each case runs in a child, so that in each the first tagged access is another instruction. Output: a line
 * "ok NAME" or "not ok NAME: WHY" for each. Exit status: 1 if a case failed.
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

#define TAG (UINT64_C(0x5a) << 56)
/* The instructions that are used, whatever the compiler is told of the CPU. */
#define ARCH ".arch armv8.5-a+sve+memtag\n\t.arch_extension mops\n\t"

static void *tagged(void *p) { return (void *)((uintptr_t)p | TAG); }

static char area[65536] __attribute__((aligned(4096)));
static uint64_t *const word = (uint64_t *)(area + 4096);

static int loads(void)
{
    uint64_t a, b, *p = tagged(word);
    uint32_t w;

    word[0] = 0x8877665544332211;
    word[1] = 42;
    __asm__ volatile(ARCH "ldr %0, [%1]" : "=r"(a) : "r"(p) : "memory", "cc");
    __asm__ volatile(ARCH "ldp %0, %1, [%2]" : "=&r"(b), "=r"(word[2]) : "r"(p) : "memory", "cc");
    if (a != word[0] || b != word[0] || word[2] != 42)
        return 1;
    __asm__ volatile(ARCH "ldrsb %w0, [%1, #7]" : "=r"(w) : "r"(p) : "memory", "cc");
    if (w != 0xffffff88)
        return 2;
    __asm__ volatile(ARCH "ldr %0, [%1], #8" : "=r"(a), "+r"(p) : : "memory", "cc");
    if (a != word[0] || p != (uint64_t *)tagged(word + 1)) /* the base register keeps its tag */
        return 3;
    __asm__ volatile(ARCH "ldr %0, [%1, #-8]!" : "=r"(a), "+r"(p) : : "memory", "cc");
    return a == word[0] && p == tagged(word) ? 0 : 4;
}

static int stores(void)
{
    uint64_t *p = tagged(word);

    __asm__ volatile(ARCH "stp %1, %2, [%0], #16" : "+r"(p) : "r"(UINT64_C(1)), "r"(UINT64_C(2)) : "memory", "cc");
    __asm__ volatile(ARCH "str %w0, [%1, %2]" : : "r"(3), "r"(p), "r"(UINT64_C(8)) : "memory", "cc");
    __asm__ volatile(ARCH "stlr %0, [%1]" : : "r"(UINT64_C(4)), "r"(tagged(word + 4)) : "memory", "cc");
    return word[0] == 1 && word[1] == 2 && (uint32_t)word[3] == 3 && word[4] == 4 ? 0 : 1;
}

/* The same word by an address with a tag and by one without: the monitor sees one word. */
static int exclusive(void)
{
    uint64_t v;
    uint32_t failed = 1;

    word[0] = 5;
    for (int i = 0; i < 100 && failed; i++)
        __asm__ volatile(ARCH "ldxr %0, [%2]\n\tadd %0, %0, #1\n\tstxr %w1, %0, [%3]"
            : "=&r"(v), "=&r"(failed) : "r"(word), "r"(tagged(word)) : "memory", "cc");
    if (failed || word[0] != 6)
        return 1;
    failed = 1;
    for (int i = 0; i < 100 && failed; i++)
        __asm__ volatile(ARCH "ldaxr %0, [%2]\n\tadd %0, %0, #1\n\tstlxr %w1, %0, [%3]"
            : "=&r"(v), "=&r"(failed) : "r"(tagged(word)), "r"(word) : "memory", "cc");
    if (failed || word[0] != 7)
        return 2;
    failed = 1;
    for (int i = 0; i < 100 && failed; i++)
        __asm__ volatile(ARCH "ldxp %0, %1, [%3]\n\tadd %1, %1, #1\n\tstxp %w2, %0, %1, [%3]"
            : "=&r"(v), "=&r"(word[8]), "=&r"(failed) : "r"(tagged(word)) : "memory", "cc");
    return failed ? 3 : 0;
}

static int atomics(void)
{
    uint64_t old, *p = tagged(word);

    word[0] = 10;
    __asm__ volatile(ARCH "ldaddal %1, %0, [%2]" : "=&r"(old) : "r"(UINT64_C(3)), "r"(p) : "memory", "cc");
    if (old != 10 || word[0] != 13)
        return 1;
    old = 13;
    __asm__ volatile(ARCH "cas %0, %1, [%2]" : "+&r"(old) : "r"(UINT64_C(20)), "r"(p) : "memory", "cc");
    if (word[0] != 20)
        return 2;
    __asm__ volatile(".arch armv8.5-a\n\tmov x0, #20\n\tldr x1, [%0, #8]\n\tmov x2, #30\n\tmov x3, #31\n\t"
                     "caspal x0, x1, x2, x3, [%1]" : : "r"(word), "r"(p) : "x0", "x1", "x2", "x3", "memory");
    return word[0] == 30 && word[1] == 31 ? 0 : 3;
}

static int vectors(void)
{
    uint8_t out[64];

    for (int i = 0; i < 64; i++)
        area[4096 + i] = i;
    __asm__ volatile(ARCH "ld4 {v0.16b-v3.16b}, [%0]\n\tst4 {v0.16b-v3.16b}, [%1]\n\tldr q4, [%0]\n\tstr q4, [%1, #16]\n\t"
        "ld1r {v5.2d}, [%0]\n\tldp q6, q7, [%0]"
        : : "r"(tagged(word)), "r"(tagged(out)) : "v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "memory", "cc");
    if (memcmp(out, word, 16) || memcmp(out + 16, word, 16) || memcmp(out + 32, (char *)word + 32, 32))
        return 1;
    memset(out, 0, sizeof(out));
    __asm__ volatile(ARCH "ptrue p0.b, vl16\n\tld1b {z0.b}, p0/z, [%0]\n\tst1b {z0.b}, p0, [%1]\n\tldr z1, [%0]\n\tld1rqb {z2.b}, p0/z, [%0]"
        : : "r"(tagged(word)), "r"(tagged(out)) : "v0", "v1", "v2", "memory", "cc");
    return memcmp(out, word, 16) ? 2 : 0;
}

/* A word that is neither aligned nor on one page; then where the instruction has to be aligned. */
static int unaligned(void)
{
    uint64_t v = 0x0102030405060708, *p = tagged(area + 8192 - 3);

    __asm__ volatile(ARCH "str %0, [%1]" : : "r"(v), "r"(p) : "memory", "cc");
    __asm__ volatile(ARCH "ldr %0, [%1]" : "=r"(word[0]) : "r"(p) : "memory", "cc");
    return word[0] == v && area[8192 - 3] == 8 && area[8192 + 4] == 1 ? 0 : 1;
}

static int copies(void)
{
    char *d = tagged(area + 16384), *s = tagged(area + 4096);
    size_t n = 1000;

    memset(area + 4096, 'x', 1000);
    __asm__ volatile(ARCH "cpyfp [%0]!, [%1]!, %2!\n\tcpyfm [%0]!, [%1]!, %2!\n\tcpyfe [%0]!, [%1]!, %2!" : "+r"(d), "+r"(s), "+r"(n) : : "memory", "cc");
    if (memcmp(area + 16384, area + 4096, 1000))
        return 1;
    __asm__ volatile(ARCH "dc zva, %0" : : "r"(tagged(area + 16384)) : "memory", "cc");
    return area[16384] == 0 && area[16384 + 999] == 'x' ? 0 : 2;
}

static int seven(void) { return 7; }

/* A branch to an address with a tag, often enough that the jump is one that translated code finds by itself. */
static int branches(void)
{
    uint64_t pc, n = 0;

    for (int i = 0; i < 1000; i++) {
        int (*volatile f)(void) = (int (*)(void))(i & 1 ? (uintptr_t)seven | TAG : (uintptr_t)seven);
        n += f();
    }
    if (n != 7000)
        return 1;
    /* What the PC is after it: without the tag. */
    __asm__ volatile(ARCH "adr %0, 1f\n\torr %0, %0, %1\n\tbr %0\n1:\tbti j\n\tadr %0, 1b" : "=&r"(pc) : "r"(TAG) : "memory", "cc");
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

/* read_at ADDRESS: the address that the kernel tells to have faulted; 1 if there was none. */
static uintptr_t read_at(uintptr_t address)
{
    fault = 1;
    if (!sigsetjmp(back, 1))
        __asm__ volatile(ARCH "ldrb w0, [%0]" : : "r"(address) : "x0", "memory", "cc");
    return fault;
}

static int faults(void)
{
    struct sigaction act = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_NODEFER };
    char *none = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    sigaction(SIGSEGV, &act, NULL);
    sigaction(SIGBUS, &act, NULL);
    if (read_at(0) != 0 || fault_code != SEGV_MAPERR)
        return 1;
    if (read_at(8) != 8)
        return 2;
    if (read_at((uintptr_t)none | TAG) != (uintptr_t)none || fault_code != SEGV_ACCERR)
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
    struct sigaction act = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_NODEFER };

    sigaction(SIGSEGV, &act, NULL);
    return read_at(0x4141414141414141) == 1 || fault_code != SEGV_MAPERR;
}

static volatile sig_atomic_t handled;
static void on_signal(int sig)
{
    (void)sig;
    uint64_t v;

    __asm__ volatile(ARCH "ldr %0, [%1]" : "=r"(v) : "r"(tagged(word)) : "memory", "cc");
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
        __asm__ volatile(ARCH "str %1, [%2]\n\tldr %0, [%2]" : "=&r"(v) : "r"((uint64_t)i), "r"(arg ? tagged(&mine) : &mine) : "memory", "cc");
        bad |= v != (uint64_t)i;
    }
    return (void *)bad;
}

/* Threads with tags and without, some of them older than the first tag, in code that they share. */
static int threads(void)
{
    pthread_t id[8];
    intptr_t bad = 0;
    void *result;

    for (int round = 0; round < 4; round++) {
        for (int i = 0; i < 8; i++)
            if (pthread_create(&id[i], NULL, thread, (void *)(intptr_t)((i + round) & 1)))
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
    uint32_t *code = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
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

static const struct { const char *name; int (*run)(void); } cases[] = {
    { "loads", loads }, { "stores", stores }, { "exclusive", exclusive }, { "atomics", atomics },
    { "vectors", vectors }, { "unaligned", unaligned }, { "copies", copies }, { "branches", branches },
    { "faults", faults }, { "wild", wild }, { "handler", handler }, { "threads", threads },
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
