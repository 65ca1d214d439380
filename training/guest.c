/*
 * SPDX-License-Identifier: MIT
 *
 * The guest program that the emulators are trained with (--enable-pgo).
 *
 * Usage: guest WORK...
 *   start      nothing: what a process costs
 *   dispatch   an interpreter: indirect jumps and calls
 *   text       strings, a hash table, printf, sorting, memory
 *   numbers    integers, a checksum, floating point
 *   system     files, signals, processes
 * Output: a sum for each, so that nothing is optimised away.
 *
 * The same each time: no time, random number, thread or address counts.
 */
#include <dirent.h>
#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static uint32_t seed = 1;

/* Marsaglia's xorshift: pseudo-random, and the same each time. */
static uint32_t next(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 17;
    seed ^= seed << 5;
    return seed;
}

static void need(int good, const char *what)
{
    if (!good) {
        perror(what);
        exit(1);
    }
}

/* A machine with a stack, like those of perl and python: a table of functions.
 */
typedef struct Machine {
    long stack[16], counter;
    int top, pc;
} Machine;

typedef void Operation(Machine *m, int argument);

static void op_push(Machine *m, int argument)
{
    m->stack[m->top++ & 15] = argument;
}

static void op_add(Machine *m, int argument)
{
    long b = m->stack[--m->top & 15];

    m->stack[(m->top - 1) & 15] += b + argument;
}

static void op_multiply(Machine *m, int argument)
{
    m->stack[(m->top - 1) & 15] *= argument;
}

static void op_loop(Machine *m, int argument)
{
    if (--m->counter > 0) {
        m->pc = argument;
    }
}

static Operation *const program[] = { op_push, op_push, op_add, op_multiply,
                                      op_push, op_add,  op_add, op_loop };
static const int arguments[] = { 3, 4, 1, 7, 5, -2, 1, 0 };

static long by_calls(long rounds)
{
    Machine m = { .counter = rounds };

    while (m.pc < (int)(sizeof(program) / sizeof(program[0]))) {
        int at = m.pc++;

        program[at](&m, arguments[at]);
    }
    return m.stack[0];
}

/* The same as a switch, like the loop of a shell or of awk. */
static long by_switch(const char *code, long rounds)
{
    long sum = 0, mark = 0;

    for (const char *at = code; *at; at++) {
        switch (*at) {
        case '+':
            sum++;
            break;
        case '-':
            sum -= mark;
            break;
        case '*':
            sum = sum * 3 + 1;
            break;
        case '^':
            sum ^= mark;
            break;
        case '=':
            mark = sum;
            break;
        case '<':
            at = --rounds > 0 ? code - 1 : at;
            break;
        default:
            sum = (sum + *at) & 0xffffff;
        }
    }
    return sum;
}

static long dispatch(void)
{
    return by_calls(4000) + by_switch("+=*^+a-bc=*+^<", 3000);
}

typedef struct Entry {
    struct Entry *next;
    char *key;
    unsigned long value;
} Entry;

static Entry *table[256];

static Entry *look_up(const char *key)
{
    unsigned hash = 5381;
    Entry *e;

    for (const char *s = key; *s; s++) {
        hash = hash * 33 + (unsigned char)*s;
    }
    for (e = table[hash & 255]; e; e = e->next) {
        if (!strcmp(e->key, key)) {
            return e;
        }
    }
    e = calloc(1, sizeof(*e));
    need(e != NULL, "calloc");
    e->key = strdup(key);
    e->next = table[hash & 255];
    return table[hash & 255] = e;
}

static int by_key(const void *a, const void *b)
{
    return strcmp((*(Entry *const *)a)->key, (*(Entry *const *)b)->key);
}

static long text(void)
{
    Entry *sorted[600];
    unsigned count = 0;
    char line[256], *big;
    long sum = 0;

    for (int i = 0; i < 1500; i++) {
        snprintf(line, sizeof(line), "key-%u:%s:%d", (unsigned)(next() % 500),
                 i & 1 ? "odd" : "even", -i);
        *strrchr(line, ':') = '\0';
        look_up(line)->value += strtoul(line + 4, NULL, 10);
        sum += strlen(line) + !!strstr(line, "odd");
    }
    for (int i = 0; i < 256; i++) {
        for (Entry *e = table[i]; e && count < 600; e = e->next) {
            sorted[count++] = e;
        }
    }
    qsort(sorted, count, sizeof(sorted[0]), by_key);
    for (unsigned i = 0; i < count; i++) {
        sum += snprintf(line, sizeof(line), "%-12s %8lu %#x\n", sorted[i]->key,
                        sorted[i]->value, i);
    }
    for (size_t size = 16; size <= 65536; size *= 2) {
        big = malloc(2 * size);
        need(big != NULL, "malloc");
        memset(big, 'x', size);
        memcpy(big + size, big, size);
        memmove(big + 1, big, size);
        big[2 * size - 1] = '\0';
        sum += strlen(big) + !memcmp(big, big + size, size - 1);
        free(big);
    }
    return sum;
}

static uint32_t checksum(const uint8_t *data, size_t length)
{
    uint32_t a = 0x67452301, b = 0xefcdab89, c = 0x98badcfe;

    for (size_t i = 0; i < length; i++) {
        uint32_t f = (a & b) | (~a & c);

        a = (b << 5 | b >> 27) + f + data[i] * 0x5a827999u;
        b = c >> 7 | c << 25;
        c ^= a;
    }
    return a ^ b ^ c;
}

static long numbers(void)
{
    static uint8_t data[20000];
    double x = 1, sum = 0;
    float y = 0.5f;
    uint64_t wide = 1;

    for (size_t i = 0; i < sizeof(data); i++) {
        data[i] = next();
    }
    for (int i = 1; i < 3000; i++) {
        x = x * 1.0000001 + 1.0 / i;
        sum += sqrt(x) - (double)(int)x + (i & 7 ? 0 : sin(x));
        y = y * 0.75f + (float)i / 3;
        wide = wide * 6364136223846793005u + 1442695040888963407u;
        wide ^= wide / (next() | 1) + wide % (next() | 1);
    }
    sum = sum * 1000 + y;
    return checksum(data, sizeof(data)) + (long)sum + (long)(wide >> 40);
}

static volatile sig_atomic_t caught;
static sigjmp_buf back;

static void count(int number)
{
    caught += number;
}

static void leap(int number)
{
    siglongjmp(back, number);
}

static void files(const char *name)
{
    char block[4096];
    struct stat st;
    char *map;
    DIR *dir;
    int fd = open(name, O_RDWR | O_CREAT | O_TRUNC, 0600);

    need(fd >= 0, name);
    memset(block, 'z', sizeof(block));
    for (int i = 0; i < 64; i++) {
        need(write(fd, block, sizeof(block) - i) > 0, "write");
    }
    need(!fstat(fd, &st) && lseek(fd, 0, SEEK_SET) == 0, "fstat");
    while (read(fd, block, sizeof(block)) > 0) {
    }
    for (int i = 0; i < 20; i++) {
        map = mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
        need(map != MAP_FAILED, "mmap");
        *map = 1;
        need(!mprotect(map, 4096, PROT_READ) && !munmap(map, 65536), "munmap");
    }
    need(!close(fd) && !unlink(name), "unlink");
    dir = opendir("/");
    need(dir && !closedir(dir) && access("/no/such/file", R_OK), "opendir");
}

static long process(int status)
{
    int ends[2], got;
    pid_t child;

    need(!pipe(ends), "pipe");
    child = fork();
    need(child >= 0, "fork");
    if (!child) {
        need(write(ends[1], "x", 1) == 1, "write");
        exit(status);
    }
    need(waitpid(child, &got, 0) == child && WIFEXITED(got), "waitpid");
    close(ends[0]);
    close(ends[1]);
    return WEXITSTATUS(got);
}

static long system_calls(void)
{
    struct sigaction act = { .sa_handler = count },
                     fault = { .sa_handler = leap };
    char *page =
        mmap(NULL, 65536, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    volatile int faults = 0;
    sigset_t set;
    volatile long sum = 0;

    files("guest.tmp");
    need(!sigaction(SIGUSR1, &act, NULL) && !sigaction(SIGSEGV, &fault, NULL),
         "sigaction");
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    for (int i = 0; i < 100; i++) {
        sigprocmask(i & 1 ? SIG_BLOCK : SIG_UNBLOCK, &set, NULL);
        raise(SIGUSR1);
    }
    if (sigsetjmp(back, 1) && ++faults == 20) {
        page = NULL;
    }
    if (page) {
        *(volatile char *)page = 1;
    }
    for (int i = 0; i < 5; i++) {
        sum += process(i);
    }
    return sum + caught + faults;
}

static const struct {
    const char *name;
    long (*run)(void);
} works[] = {
    { "dispatch", dispatch },
    { "text", text },
    { "numbers", numbers },
    { "system", system_calls },
};

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        for (size_t w = 0; w < sizeof(works) / sizeof(works[0]); w++) {
            if (!strcmp(argv[i], works[w].name)) {
                printf("%s %ld\n", argv[i], works[w].run());
                fflush(stdout);
            }
        }
    }
    return 0;
}
