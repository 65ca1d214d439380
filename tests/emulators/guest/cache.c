// SPDX-License-Identifier: MIT
// What code from the translation cache has to do right, wherever it lies
// (tests/emulators/cache.t).
//
// The output is the same in each process: no address is in it, only distances.
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

// adr x0, .; ldr w1, .+8; ret; and a word
static const uint32_t moving[] = { 0x10000000, 0x18000041, 0xd65f03c0, 1234 };

static volatile sig_atomic_t faults;
static uintptr_t fault_pc, fault_addr;

static void on_fault(int sig, siginfo_t *info, void *context)
{
    ucontext_t *uc = context;

    (void)sig;
    faults++;
    fault_addr = (uintptr_t)info->si_addr;
    fault_pc = uc->uc_mcontext.pc;
    uc->uc_mcontext.pc += 4;
}

// Loads in one block, of which the third faults: its PC is found by the data
// for unwinding.
static void fault(void)
{
    struct sigaction act = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO };
    uintptr_t start;
    int good = 1;

    sigaction(SIGSEGV, &act, NULL);
    asm volatile("adr %0, 1f\n"
                 "1: ldr w9, [%1]\n"
                 "ldr w9, [%1]\n"
                 "ldr w9, [%2]\n"
                 "ldr w9, [%1]\n"
                 : "=&r"(start)
                 : "r"(&good), "r"(0x10)
                 : "x9", "memory");
    printf("fault %d at %#lx, instruction %ld\n", (int)faults,
           (unsigned long)fault_addr, (long)(fault_pc - start) / 4);
}

// The same code at many addresses, and other code where it was.
static void move(void)
{
    uint8_t *at = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE | PROT_EXEC,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    int right = 0, other = 0;

    for (int i = 0; i < 16; i++) {
        uint8_t *code = at + (i << 16);
        uint32_t changed = 0xd2800000 | i << 5; // mov x0, #i

        memcpy(code, moving, sizeof(moving));
        __builtin___clear_cache((char *)code, (char *)code + sizeof(moving));
        right += ((uint8_t * (*)(void)) code)() == code;
        memcpy(code, &changed, sizeof(changed));
        __builtin___clear_cache((char *)code, (char *)code + sizeof(moving));
        other += ((int (*)(void))code)() == i;
    }
    munmap(at, 1 << 20);
    printf("moved: %d right, %d changed\n", right, other);
}

static void *add(void *arg)
{
    for (int i = 0; i < 1000; i++) {
        __atomic_fetch_add((int *)arg, 1, __ATOMIC_SEQ_CST);
    }
    return arg;
}

static void threads(void)
{
    pthread_t id[4];
    int sum = 0;

    for (int i = 0; i < 4; i++) {
        pthread_create(&id[i], NULL, add, &sum);
    }
    for (int i = 0; i < 4; i++) {
        pthread_join(id[i], NULL);
    }
    printf("threads: %d\n", sum);
}

static void child(void)
{
    int status = 0;
    pid_t pid;

    fflush(stdout);
    pid = fork();
    if (pid == 0) {
        printf("child: %.3f %s\n", strtod("1.5", NULL) * 3, strerror(2));
        exit(7);
    }
    waitpid(pid, &status, 0);
    printf("child: status %d\n", WEXITSTATUS(status));
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "where") == 0) {
        printf("%p %p\n", (void *)main, (void *)puts);
        return 0;
    }
    if (argc > 2) {
        execv(argv[1], argv + 1);
        return 1;
    }
    if (argc > 1) {
        puts(argv[1]);
        return 0;
    }
    fault();
    move();
    threads();
    child();
    return 0;
}
