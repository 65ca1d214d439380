/*
 * SPDX-License-Identifier: MIT
 *
 * Small programs that spend their time on one thing each.
 *
 * Usage: kernels NAME ROUNDS [COMMAND...]. Output: a sum of what was computed,
 * so that nothing can be left out, and so that a wrong emulator is seen.
 */
#define _GNU_SOURCE
#include <inttypes.h>
#include <math.h>
#include <pthread.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#define LARGE (256 << 20)
char *large;

extern char **environ;

static uint32_t seed = 12345;

static uint32_t next(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 17;
    seed ^= seed << 5;
    return seed;
}

/* Integer arithmetic: a sieve, and a hash over it with multiplications. */
static uint64_t integer(long rounds)
{
    static unsigned char sieve[1 << 16];
    uint64_t sum = 0;

    while (rounds--) {
        memset(sieve, 1, sizeof(sieve));
        for (uint32_t i = 2; i * i < sizeof(sieve); i++) {
            for (uint32_t j = i * i; sieve[i] && j < sizeof(sieve); j += i) {
                sieve[j] = 0;
            }
        }
        for (uint32_t i = 2; i < sizeof(sieve); i++) {
            sum = (sum ^ sieve[i]) * UINT64_C(0x100000001b3);
            sum ^= sum >> 29;
        }
    }
    return sum;
}

/* The same product of matrices in both precisions; then division, root. */
#define MATRIX(TYPE, SQRT)                                                     \
    static uint64_t kernel_##TYPE(long rounds)                                 \
    {                                                                          \
        static TYPE a[48][48], b[48][48], c[48][48];                           \
        TYPE sum = 0;                                                          \
        for (int i = 0; i < 48; i++) {                                         \
            for (int j = 0; j < 48; j++) {                                     \
                a[i][j] = (TYPE)(next() % 1000) / 999;                         \
                b[i][j] = (TYPE)(next() % 1000) / 999;                         \
            }                                                                  \
        }                                                                      \
        while (rounds--) {                                                     \
            for (int i = 0; i < 48; i++) {                                     \
                for (int j = 0; j < 48; j++) {                                 \
                    TYPE cell = 0;                                             \
                    for (int k = 0; k < 48; k++) {                             \
                        cell += a[i][k] * b[k][j];                             \
                    }                                                          \
                    c[i][j] = SQRT(cell) / (a[i][j] + 1);                      \
                }                                                              \
            }                                                                  \
            sum += c[rounds % 48][(rounds / 48) % 48];                         \
        }                                                                      \
        return (uint64_t)(sum * 1000);                                         \
    }
MATRIX(float, sqrtf)
MATRIX(double, sqrt)

/* memcpy, strlen, memchr, memcmp, strcmp with short and long strings. */
static uint64_t string(long rounds)
{
    static char from[8192], to[8192];
    uint64_t sum = 0;

    memset(from, 'x', sizeof(from) - 1);
    while (rounds--) {
        size_t length = next() % 16 ? next() % 64 : next() % 8000;

        from[length] = 0;
        memcpy(to, from, length + 1);
        sum += strlen(to);
        sum += (size_t)((char *)memchr(to, 0, sizeof(to)) - to);
        sum += strcmp(from, to) == 0;
        sum += memcmp(from, to, length) == 0;
        from[length] = 'x';
    }
    return sum;
}

/* An interpreter: each operation jumps to the next one's code. */
static uint64_t interpreter(long rounds)
{
    enum { PUSH, ADD, XOR, MUL, SWAP, ROT, DEC, LOOP, STOP };
    static void *const jump[] = { &&push, &&add, &&xor,  &&mul, &&swap,
                                  &&rot,  &&dec, &&loop, &&stop };
    static const uint8_t program[] = {
        PUSH, 7,    ADD, SWAP, PUSH, 3,   XOR,  ROT, PUSH, 5,
        MUL,  SWAP, ROT, PUSH, 11,   XOR, SWAP, DEC, LOOP, STOP,
    };
    uint64_t stack[8] = { 1, 2, 3 }, *top = stack + 2, count, tmp;
    const uint8_t *pc = program;

    count = (uint64_t)rounds;
#define NEXT goto *jump[*pc++]
    NEXT;
push:
    *++top = *pc++;
    NEXT;
add:
    top--;
    *top += top[1];
    NEXT;
    xor : top--;
    *top ^= top[1];
    NEXT;
mul:
    top--;
    *top *= top[1];
    NEXT;
swap:
    tmp = top[0];
    top[0] = top[-1];
    top[-1] = tmp;
    NEXT;
rot:
    *top = *top << 7 | *top >> 57;
    NEXT;
dec:
    count--;
    NEXT;
loop:
    pc = count ? program : program + sizeof(program) - 1;
    NEXT;
stop:
    return *top;
}

/* Calls through pointers, and a switch: how other interpreters do it. */
static uint64_t op_add(uint64_t a, uint64_t b)
{
    return a + b;
}
static uint64_t op_xor(uint64_t a, uint64_t b)
{
    return a ^ (b << 9);
}
static uint64_t op_mul(uint64_t a, uint64_t b)
{
    return a * (b | 1);
}
static uint64_t op_shift(uint64_t a, uint64_t b)
{
    return a >> (b & 15);
}

static uint64_t calls(long rounds)
{
    static uint64_t (*const volatile ops[])(
        uint64_t, uint64_t) = { op_add, op_xor, op_mul, op_shift };
    uint64_t sum = 1;

    while (rounds--) {
        uint32_t r = next();

        sum = ops[r & 3](sum, r);
        switch (r >> 4 & 7) {
        case 0:
            sum += r;
            break;
        case 1:
            sum -= 3;
            break;
        case 2:
            sum ^= r;
            break;
        case 3:
            sum *= 5;
            break;
        case 4:
            sum = ~sum;
            break;
        case 5:
            sum += sum >> 7;
            break;
        case 6:
            sum ^= sum << 3;
            break;
        default:
            sum += 11;
            break;
        }
    }
    return sum;
}

/* Two threads that add to one number, by an atomic and under a lock. */
static atomic_ulong shared;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned long locked;

static void *thread(void *arg)
{
    uint64_t mine = 0;

    for (long i = *(long *)arg; i > 0; i--) {
        for (int j = 0; j < 20; j++) {
            mine = (mine ^ (uint64_t)i) * UINT64_C(0x100000001b3);
        }
        atomic_fetch_add(&shared, 1 + (mine & 0));
        if (i % 16 == 0) {
            pthread_mutex_lock(&lock);
            locked++;
            pthread_mutex_unlock(&lock);
        }
    }
    return NULL;
}

static uint64_t threads(long rounds)
{
    pthread_t id[2];

    for (int i = 0; i < 2; i++) {
        if (pthread_create(&id[i], NULL, thread, &rounds)) {
            exit(1);
        }
    }
    for (int i = 0; i < 2; i++) {
        pthread_join(id[i], NULL);
    }
    return atomic_load(&shared) + locked;
}

/* Runs COMMAND so often. */
static uint64_t spawn(long rounds, char **command)
{
    uint64_t done = 0;
    pid_t pid;
    int status;

    while (rounds--) {
        if (posix_spawn(&pid, command[0], NULL, NULL, command, environ) ||
            waitpid(pid, &status, 0) < 0 || status) {
            exit(1);
        }
        done++;
    }
    return done;
}

static const struct {
    const char *name;
    uint64_t (*run)(long rounds);
} kernels[] = {
    { "integer", integer },         { "float", kernel_float },
    { "double", kernel_double },    { "string", string },
    { "interpreter", interpreter }, { "calls", calls },
    { "threads", threads },
};

int main(int argc, char **argv)
{
    if (argc < 3) {
        return 2;
    }
    if (strcmp(argv[1], "spawn-large") == 0 && argc > 3) {
        /* As a compiler's driver or a package manager has it: a copy costs its
         * tables of pages. */
        large = malloc(LARGE);
        memset(large, 1, LARGE);
        argv[1][strlen("spawn")] = 0;
    }
    if (strcmp(argv[1], "spawn") == 0 && argc > 3) {
        printf("%" PRIu64 "\n", spawn(atol(argv[2]), argv + 3));
        return 0;
    }
    for (size_t i = 0; i < sizeof(kernels) / sizeof(kernels[0]); i++) {
        if (strcmp(argv[1], kernels[i].name) == 0) {
            printf("%" PRIu64 "\n", kernels[i].run(atol(argv[2])));
            return 0;
        }
    }
    return 2;
}
