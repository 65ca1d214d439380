/*
 * SPDX-License-Identifier: MIT
 *
 * Filters choose by number, architecture, place and arguments; what they return
 * is done, and of several the strictest counts.
 *
 * differs: alpha: there is no vDSO
 * differs: mips mips64 mips64el mipsel mipsn32 mipsn32el: errors end at 1133
 * differs: sparc32plus sparc64: errors end at 515
 */
#define _GNU_SOURCE
#include "filter.h"
#include <time.h>

static long probe(unsigned long first, unsigned long last)
{
    return syscall(PROBE, first, 2ul, 3ul, 4ul, 5ul, last);
}

static void errors(void)
{
    static const unsigned values[] = { 0, 1, 38, 133, 4095, 4096, 0xffff };

    for (int i = 0; i < 7; i++) {
        if (fork() == 0) {
            struct sock_filter f[] = ONLY(PROBE, SECCOMP_RET_ERRNO | values[i]);
            long ret = INSTALL(f) ? 1 : probe(0, 0);

            printf("errno %u: %ld %d\n", values[i], ret, ret ? errno : 0);
            _exit(0);
        }
        wait(NULL);
    }
}

/* The argument: its lower half in the error, the upper half is as it is. */
static void arguments(void)
{
    unsigned long big = (unsigned long)0x123456789abcdeull;
    struct sock_filter f[] = {
        LOAD(NR),
        EQUAL(PROBE, 0, 10),
        LOAD(HIGH(0)),
        EQUAL((unsigned long long)big >> 32, 0, 8),
        LOAD(LOW(0)),
        EQUAL((unsigned)big, 0, 6),
        LOAD(HIGH(5)),
        EQUAL(0, 0, 4),
        LOAD(LOW(5)),
        BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0xfff),
        BPF_STMT(BPF_ALU | BPF_OR | BPF_K, SECCOMP_RET_ERRNO),
        BPF_STMT(BPF_RET | BPF_A, 0),
        RETURN(SECCOMP_RET_ALLOW),
    };

    if (INSTALL(f)) {
        puts("no filter");
    }
    printf("all match: %s\n", result(probe(big, 22)));
    printf("another last: %s\n", result(probe(big, 1)));
    printf("another first: %s\n", result(probe(0, 22)));
    printf("one less: %s\n", result(probe(big - 1, 22)));
}

static void places(void)
{
    struct sock_filter f[] = {
        LOAD(NR),
        EQUAL(PROBE, 1, 0),
        RETURN(SECCOMP_RET_ALLOW),
        LOAD(offsetof(struct seccomp_data, arch)),
        EQUAL(ARCH, 1, 0),
        RETURN(SECCOMP_RET_ERRNO | 1),
        LOAD(8),
        BPF_STMT(BPF_MISC | BPF_TAX, 0),
        LOAD(12),
        BPF_STMT(BPF_ALU | BPF_OR | BPF_X, 0),
        EQUAL(0, 0, 1),
        RETURN(SECCOMP_RET_ERRNO | 2),
        BPF_STMT(BPF_LD | BPF_W | BPF_LEN, 0),
        EQUAL(64, 1, 0),
        RETURN(SECCOMP_RET_ERRNO | 3),
        RETURN(SECCOMP_RET_ERRNO | 4),
    };

    INSTALL(f);
    printf("arch, place, size: %s\n", result(probe(0, 0)));
}

/* What the vDSO tells without a call no filter sees. */
static void clocks(void)
{
    struct sock_filter f[] = ONLY(SYS_clock_gettime, SECCOMP_RET_ERRNO | 1);
    struct timespec now;

    INSTALL(f);
    printf("clock: %s\n", result(clock_gettime(CLOCK_MONOTONIC, &now)));
    printf("call: %s\n",
           result(syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &now)));
}

static unsigned first_action, second_action;

static void two(void)
{
    struct sock_filter a[] = ONLY(PROBE, first_action),
                       b[] = ONLY(PROBE, second_action);
    long ret;

    if (INSTALL(a) || INSTALL(b)) {
        puts("no filters");
    }
    ret = probe(0, 0);
    printf("%s ", result(ret));
}

static void precedence(void)
{
    static const struct {
        const char *name;
        unsigned value;
    } actions[] = {
        { "allow", SECCOMP_RET_ALLOW },
        { "log", SECCOMP_RET_LOG },
        { "trace", SECCOMP_RET_TRACE | 7 },
        { "errno 1", SECCOMP_RET_ERRNO | 1 },
        { "errno 2", SECCOMP_RET_ERRNO | 2 },
        { "trap", SECCOMP_RET_TRAP },
        { "kill thread", SECCOMP_RET_KILL_THREAD },
        { "kill process", SECCOMP_RET_KILL_PROCESS },
        { "unknown", 0x00060000 },
        { "unknown, negative", 0xfffe0000 },
    };
    char name[64];

    for (unsigned i = 0; i < sizeof(actions) / sizeof(*actions); i++) {
        for (unsigned j = 0; j < sizeof(actions) / sizeof(*actions); j++) {
            first_action = actions[i].value;
            second_action = actions[j].value;
            snprintf(name, sizeof(name), "%s, then %s", actions[i].name,
                     actions[j].name);
            fate(name, two);
        }
    }
}

int main(void)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    printf("mode %d\n", prctl(PR_GET_SECCOMP, 0, 0, 0, 0));
    errors();
    fate("arguments", arguments);
    fate("places", places);
    fate("clocks", clocks);
    precedence();
    return 0;
}
