/*
 * SPDX-License-Identifier: MIT
 *
 * Code that a program writes, moves and takes away while it runs, as a JIT
 * does, in threads and in children as well.
 *
 * Usage: codes N
 *
 * N is about how many seconds' worth of work there is, on an emulator. For each
 * part a line, "ok PART", or how many calls of the code gave a wrong result.
 * Exit status: 0; 1: there was one.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SLOT = 64, /* bytes for a function */ THREADS = 4, BLOCKS = 20000 };

static long page;
static int wrong;

/* Writes a function that returns @value, of 11 bits, at @at. */
#if defined(__x86_64__) || defined(__i386__)
static void put(void *at, unsigned value)
{
    unsigned char *b = at;

    b[0] = 0xb8;
    memcpy(b + 1, &value, 4);
    b[5] = 0xc3;
}
#elif defined(__s390x__) || defined(__mc68000__)
static void put(void *at, unsigned value)
{
#ifdef __s390x__
    const uint16_t code[] = { 0xa729, value, 0x07fe }; /* lghi, br %r14 */
#else
    const uint16_t code[] = { 0x203c, 0, value, 0x4e75 }; /* move.l, rts */
#endif

    memcpy(at, code, sizeof(code));
}
#else
static void put(void *at, unsigned value)
{
    const uint32_t code[] = {
#if defined(__aarch64__)
        0x52800000 | value << 5,
        0xd65f03c0, /* mov w0, ret */
#elif defined(__arm__)
        0xe3000000 | value,
        0xe12fff1e, /* movw r0, bx lr */
#elif defined(__riscv)
        0x00000513 | value << 20,
        0x00008067, /* li a0, ret */
#elif defined(__mips__)
        0x03e00008,
        0x24020000 | value, /* jr ra, li v0 */
#elif defined(__powerpc__)
        0x38600000 | value,
        0x4e800020, /* li r3, blr */
#elif defined(__sparc__)
        0x81c3e008,
        0x90102000 | value, /* retl, mov %o0 */
#elif defined(__alpha__)
        0x201f0000 | value,
        0x6bfa8001, /* lda v0, ret */
#elif defined(__hppa__)
        0xe840c000,
        0x341c0000 | value << 1, /* bv (%r2), ldi %r28 */
#else
#error "no code for this CPU"
#endif
    };

    memcpy(at, code, sizeof(code));
}
#endif

static void sync_code(char *at, long size)
{
#ifdef __alpha__
    (void)at;
    (void)size;
    __asm__ volatile("call_pal 0x86" ::: "memory"); /* imb */
#else
    __builtin___clear_cache(at, at + size);
#endif
}

static unsigned value_of(long i)
{
    return i & 0x7ff;
}

static void expect(void *at, unsigned value)
{
#if defined(__powerpc64__) && _CALL_ELF != 2
    uintptr_t descriptor[3] = { (uintptr_t)at };
    int (*function)(void) = (int (*)(void))descriptor;
#else
    int (*function)(void) = (int (*)(void))at;
#endif

    if (function() != (int)value) {
        __atomic_fetch_add(&wrong, 1, __ATOMIC_RELAXED);
    }
}

static char *pages(long size, int protection)
{
    char *at = mmap(NULL, size, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (at == MAP_FAILED) {
        perror("mmap");
        exit(2);
    }
    return at;
}

/* One page, written again and again. */
static void rewrite(int n)
{
    char *at = pages(page, PROT_READ | PROT_WRITE | PROT_EXEC);

    for (int i = 0; i < n; i++) {
        char *slot = at + i % 8 * SLOT;

        put(slot, value_of(i));
        sync_code(slot, SLOT);
        expect(slot, value_of(i));
    }
    munmap(at, page);
}

/* Pages that come, become code, change, move and go. */
static void come_and_go(int n)
{
    long size = 4 * page, step = size / 64;

    for (int i = 0; i < n; i++) {
        char *at = pages(size, PROT_READ | PROT_WRITE);

        for (int k = 0; k < 64; k++) {
            put(at + k * step, value_of(i + k));
        }
        sync_code(at, size);
        mprotect(at, size, PROT_READ | PROT_EXEC);
        for (int k = 0; k < 64; k++) {
            expect(at + k * step, value_of(i + k));
        }
        if (i & 1) {
            mprotect(at, page, PROT_READ | PROT_WRITE);
            put(at, value_of(i + 5));
            mprotect(at, page, PROT_READ | PROT_EXEC);
            sync_code(at, SLOT);
            expect(at, value_of(i + 5));
        }
        if (i & 2) {
            char *to = pages(size, PROT_NONE);

            if (mremap(at, size, size, MREMAP_MAYMOVE | MREMAP_FIXED, to) ==
                to) {
                at = to;
                expect(at + page, value_of(i + 16));
            }
        }
        munmap(at, size);
    }
}

/* Many blocks, of which one or a page changes at a time. */
static void change_one(int n)
{
    long size = (long)BLOCKS * SLOT;
    char *at = pages(size, PROT_READ | PROT_WRITE | PROT_EXEC);

    for (long k = 0; k < BLOCKS; k++) {
        put(at + k * SLOT, value_of(k));
    }
    sync_code(at, size);
    for (long k = 0; k < BLOCKS; k++) {
        expect(at + k * SLOT, value_of(k));
    }
    for (long i = 0; i < n; i++) {
        long k = i * 7919 % BLOCKS;
        char *slot = at + k * SLOT;

        put(slot, value_of(k + i));
        sync_code(slot, SLOT);
        expect(slot, value_of(k + i));
        if (i % 16 == 0) {
            char *of = at + (slot - at) / page * page;

            mprotect(of, page, PROT_READ | PROT_EXEC);
            expect(slot, value_of(k + i));
            mprotect(of, page, PROT_READ | PROT_WRITE | PROT_EXEC);
        }
    }
    munmap(at, size);
}

static void *write_and_run(void *n)
{
    rewrite((intptr_t)n * 20);
    come_and_go((intptr_t)n);
    return NULL;
}

/* Threads that write and run code, while this one has children that do. */
static void threads(int n)
{
    pthread_t thread[THREADS];

    for (int i = 0; i < THREADS; i++) {
        pthread_create(&thread[i], NULL, write_and_run, (void *)(intptr_t)n);
    }
    for (int i = 0; i < n / 4 + 4; i++) {
        int status = 0;
        pid_t child = fork();

        if (!child) {
            wrong = 0;
            alarm(120);
            come_and_go(3);
            rewrite(50);
            _exit(wrong ? 1 : 0);
        }
        if (child < 0 || waitpid(child, &status, 0) < 0 || status) {
            printf("child %d: status %#x\n", i, status);
            __atomic_fetch_add(&wrong, 1, __ATOMIC_RELAXED);
        }
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(thread[i], NULL);
    }
}

static void report(const char *part)
{
    static int before;

    if (wrong == before) {
        printf("ok %s\n", part);
    } else {
        printf("%s: %d wrong\n", part, wrong - before);
    }
    fflush(stdout);
    before = wrong;
}

int main(int argc, char **argv)
{
    int n = argc == 2 ? atoi(argv[1]) : 1;

    page = sysconf(_SC_PAGESIZE);
    rewrite(4000 * n);
    report("rewrite");
    come_and_go(50 * n);
    report("come and go");
    change_one(500 * n);
    report("change one");
    threads(20 * n);
    report("threads");
    return wrong ? 1 : 0;
}
