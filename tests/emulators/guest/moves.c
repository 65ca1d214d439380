// SPDX-License-Identifier: MIT
// Code that comes to other places, and other code that comes to its place:
// libraries, what a compiler of its own writes, pages that are moved
// (tests/emulators/cache-moves.t).
//
//   moves DIRECTORY [family]     with libraries one.so and two.so
//   (moves-library.c), and, where
//                                they can be built, text-one.so and text-two.so
//
// The output is the same in each process: no address is in it.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../linux/code.h"
#include "moves.h"

// Two pieces of code that differ in one number only, each in a section of its
// own, so that it can be copied: an entry, and a function that it calls, whose
// return address depends on the place. Small numbers, so that all instructions
// have the same length.
#define PIECE(name, number)                                                    \
    static __attribute__((section(#name), noinline, used,                      \
                          aligned(16))) int name##_steps(int n)                \
    {                                                                          \
        int sum = n;                                                           \
                                                                               \
        for (int i = 0; i < n; i++) {                                          \
            sum = (sum << 1) + i;                                              \
        }                                                                      \
        return steps(sum, number);                                             \
    }                                                                          \
    static __attribute__((section(#name), noinline, used,                      \
                          aligned(16))) int name##_entry(int n)                \
    {                                                                          \
        return name##_steps(n) + name##_steps(n + 1);                          \
    }                                                                          \
    extern char __start_##name[], __stop_##name[];

PIECE(first, 21)
PIECE(second, 30)

static sigjmp_buf back;
static volatile uintptr_t fault_address;
static long size;

static void on_fault(int sig, siginfo_t *info, void *context)
{
    (void)sig;
    (void)context;
    fault_address = (uintptr_t)info->si_addr;
    siglongjmp(back, 1);
}

typedef int Function(int);

// What F returns; -1 if its page is not there, as some CPUs only say the page.
static int call(Function *f, int n)
{
    if (sigsetjmp(back, 1) == 0) {
        return f(n);
    }
    return ((fault_address ^ (uintptr_t)f) & -size) == 0 ? -1 : -2;
}

// Copy a piece to DATA, which is to be executed at CODE; its entry there.
static Function *copy(int second, char *data, char *code)
{
    char *start = second ? __start_second : __start_first;
    char *stop = second ? __stop_second : __stop_first;
    uintptr_t entry = (uintptr_t)(second ? second_entry : first_entry);

    memcpy(data, start, stop - start);
    flush_code(code, stop - start);
    return (Function *)(code + (entry - (uintptr_t)start));
}

static char *map(int prot, int flags, int fd)
{
    char *at = mmap(NULL, size, prot, flags, fd, 0);

    if (at == MAP_FAILED) {
        perror("mmap");
        exit(1);
    }
    return at;
}

// Two libraries, which are opened in turns first and second, so that each is
// where the other one was; when they are closed, nothing is there.
static void libraries(const char *dir, const char *kind)
{
    Function *last[2] = { NULL, NULL };
    int exchanged = 0;

    printf("%slibraries", kind);
    for (int i = 0; i < 4; i++) {
        void *library[2];
        Function *value[2];

        for (int j = 0; j < 2; j++) {
            char path[4096];

            snprintf(path, sizeof(path), "%s/%s%s.so", dir, kind,
                     (i ^ j) & 1 ? "two" : "one");
            library[j] = dlopen(path, RTLD_NOW);
            if (!library[j]) {
                printf(": %s\n", dlerror());
                return;
            }
            value[j] = (Function *)dlsym(library[j], "value");
            exchanged += value[j] == last[j];
            last[j] = value[j];
            printf(" %d", call(value[j], 5));
        }
        dlclose(library[0]);
        dlclose(library[1]);
        printf(" %d", call(value[0], 5));
        printf(" %d", call(value[1], 5));
    }
    printf(", %s\n", exchanged ? "at the other's place" : "elsewhere");
}

// A compiler that writes, then executes, a page.
static void write_or_execute(void)
{
    char *page = map(PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1);

    printf("written or executed");
    for (int i = 0; i < 6; i++) {
        Function *f;

        mprotect(page, size, PROT_READ | PROT_WRITE);
        f = copy(i & 1, page, page);
        put_code(page + 2048, i + 30);
        flush_code(page + 2048, 64);
        mprotect(page, size, PROT_READ | PROT_EXEC);
        printf(" %d", call(f, 5));
        printf(" %d", call_code(page + 2048));
    }
    munmap(page, size);
    printf("\n");
}

// One that has its code mapped twice.
static void two_mappings(void)
{
    int fd = memfd_create("code", 0);
    char *data, *code;

    if (ftruncate(fd, size)) {
        return;
    }
    data = map(PROT_READ | PROT_WRITE, MAP_SHARED, fd);
    code = map(PROT_READ | PROT_EXEC, MAP_SHARED, fd);
    printf("mapped twice");
    for (int i = 0; i < 6; i++) {
        printf(" %d", call(copy(i & 1, data, code), 5));
        put_code(data + 2048, i + 40);
        flush_code(code + 2048, 64);
        printf(" %d", call_code(code + 2048));
    }
    munmap(data, size);
    munmap(code, size);
    close(fd);
    printf("\n");
}

static void move_page(char *from, char *to)
{
    if (mremap(from, size, size, MREMAP_MAYMOVE | MREMAP_FIXED, to) != to) {
        perror("mremap");
        exit(1);
    }
}

// Two pages that change places; what is moved away is not there any more.
static void exchange(void)
{
    int all = PROT_READ | PROT_WRITE | PROT_EXEC;
    char *page[3];
    Function *f[2];

    for (int i = 0; i < 3; i++) {
        page[i] = map(all, MAP_PRIVATE | MAP_ANONYMOUS, -1);
    }
    for (int i = 0; i < 2; i++) {
        f[i] = copy(i, page[i], page[i]);
    }
    printf("moved");
    for (int i = 0; i < 4; i++) {
        printf(" %d", call(f[0], 5));
        printf(" %d", call(f[1], 5));
        move_page(page[0], page[2]);
        printf(" %d", call(f[0], 5));
        move_page(page[1], page[0]);
        move_page(page[2], page[1]);
    }
    for (int i = 0; i < 2; i++) {
        munmap(page[i], size);
    }
    printf("\n");
}

static void all(const char *dir)
{
    char path[4096];

    libraries(dir, "");
    snprintf(path, sizeof(path), "%s/text-one.so", dir);
    if (access(path, R_OK) == 0) {
        libraries(dir, "text-");
    }
    write_or_execute();
    two_mappings();
    exchange();
}

int main(int argc, char **argv)
{
    struct sigaction act = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO };

    if (argc < 2) {
        return 1;
    }
    size = sysconf(_SC_PAGESIZE);
    sigaction(SIGSEGV, &act, NULL);
    for (int i = 0; argc > 2 && i < 5; i++) {
        int status = -1;
        pid_t pid;

        fflush(stdout);
        pid = fork();
        if (pid == 0) {
            all(argv[1]);
            exit(0);
        }
        if (waitpid(pid, &status, 0) != pid || status) {
            printf("child: status %#x\n", status);
        }
    }
    if (argc == 2) {
        all(argv[1]);
    }
    return 0;
}
