/*
 * SPDX-License-Identifier: MIT
 *
 * Programs made at random, of right and wrong instructions: which are taken,
 * and what those return. They are the same each time, unless QB_SEED names
 * other ones.
 *
 * differs: alpha: SIGSYS is 12
 * differs: mips mips64 mips64el mipsel mipsn32 mipsn32el: errors end at 1133
 * differs: sparc32plus sparc64: errors end at 515, and SIGSYS is 12
 */
#define _GNU_SOURCE
#include "filter.h"
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

#define PROGRAMS 600
#define BODY 8

static uint32_t state;

static uint32_t number(uint32_t below)
{
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state % below;
}

static const uint16_t codes[] = {
    BPF_LD | BPF_W | BPF_ABS,
    BPF_LD | BPF_W | BPF_ABS,
    BPF_LD | BPF_W | BPF_ABS,
    BPF_LD | BPF_IMM,
    BPF_LDX | BPF_IMM,
    BPF_LDX | BPF_IMM,
    BPF_LD | BPF_MEM,
    BPF_LDX | BPF_MEM,
    BPF_ST,
    BPF_ST,
    BPF_STX,
    BPF_STX,
    BPF_LD | BPF_W | BPF_LEN,
    BPF_LDX | BPF_W | BPF_LEN,
    BPF_MISC | BPF_TAX,
    BPF_MISC | BPF_TXA,
    BPF_ALU | BPF_ADD | BPF_K,
    BPF_ALU | BPF_ADD | BPF_X,
    BPF_ALU | BPF_SUB | BPF_K,
    BPF_ALU | BPF_SUB | BPF_X,
    BPF_ALU | BPF_MUL | BPF_K,
    BPF_ALU | BPF_MUL | BPF_X,
    BPF_ALU | BPF_DIV | BPF_K,
    BPF_ALU | BPF_DIV | BPF_X,
    BPF_ALU | BPF_AND | BPF_K,
    BPF_ALU | BPF_AND | BPF_X,
    BPF_ALU | BPF_OR | BPF_K,
    BPF_ALU | BPF_OR | BPF_X,
    BPF_ALU | BPF_XOR | BPF_K,
    BPF_ALU | BPF_XOR | BPF_X,
    BPF_ALU | BPF_LSH | BPF_K,
    BPF_ALU | BPF_LSH | BPF_X,
    BPF_ALU | BPF_RSH | BPF_K,
    BPF_ALU | BPF_RSH | BPF_X,
    BPF_ALU | BPF_NEG,
    BPF_JMP | BPF_JA,
    BPF_JMP | BPF_JEQ | BPF_K,
    BPF_JMP | BPF_JEQ | BPF_X,
    BPF_JMP | BPF_JGT | BPF_K,
    BPF_JMP | BPF_JGT | BPF_X,
    BPF_JMP | BPF_JGE | BPF_K,
    BPF_JMP | BPF_JGE | BPF_X,
    BPF_JMP | BPF_JSET | BPF_K,
    BPF_JMP | BPF_JSET | BPF_X,
};

static uint32_t constant(void)
{
    static const uint32_t limits[] = { 0,    1,          2,          31,
                                       32,   0x7fffffff, 0x80000000, 0xffffffff,
                                       4095, 1000000 };

    return number(3) ? number(16) : limits[number(10)];
}

static struct sock_filter insn(unsigned rest)
{
    struct sock_filter f = { codes[number(sizeof(codes) / sizeof(*codes))],
                             number(rest), number(rest), constant() };

    if (number(150) == 0) {
        f.code = number(0x120);
    }
    if (number(60) == 0) {
        f.code = BPF_RET | (number(2) ? BPF_A : BPF_K);
    }
    if (f.code == (BPF_LD | BPF_W | BPF_ABS)) {
        /* What comes before the arguments differs from CPU to CPU. */
        f.k = number(2) ? LOW(number(6)) : HIGH(number(6));
        f.k += number(60) ? 0 : number(60);
    } else if (f.code == (BPF_RET | BPF_K)) {
        f.k = SECCOMP_RET_ERRNO | (f.k & 0xfff);
    } else if (f.code == (BPF_JMP | BPF_JA)) {
        f.k = number(40) ? number(rest) : f.k;
    } else if (f.code == BPF_ST || f.code == BPF_STX ||
               f.code == (BPF_LD | BPF_MEM) || f.code == (BPF_LDX | BPF_MEM)) {
        f.k = number(40) ? number(3) : f.k;
    }
    return f;
}

/* In the child: -1 if it is refused, or what the call returns. */
static int try(struct sock_filter *f, unsigned len)
{
    long ret;

    if (install(f, len)) {
        return -1;
    }
    ret = syscall(PROBE, 1000000ul, 0x7ffffffful, 3ul, 0ul, 31ul, 4095ul);
    return ret ? errno : 0;
}

int main(void)
{
    volatile int *result = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
                                MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    struct sock_filter f[BODY + 7] = {
        LOAD(NR),
        EQUAL(PROBE, 1, 0),
        RETURN(SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_LD | BPF_IMM, 9),
    };
    unsigned taken = 0, killed = 0;

    setvbuf(stdout, NULL, _IONBF, 0);
    state = strtoul(getenv("QB_SEED") ?: "12345", NULL, 0) ?: 1;
    printf("seed %u\n", state);
    f[BODY + 4] =
        (struct sock_filter)BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0xfff);
    f[BODY + 5] = (struct sock_filter)BPF_STMT(BPF_ALU | BPF_OR | BPF_K,
                                               SECCOMP_RET_ERRNO);
    f[BODY + 6] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_A, 0);
    for (int i = 0; i < PROGRAMS; i++) {
        int status = 0;

        for (int pc = 0; pc < BODY; pc++) {
            f[pc + 4] = insn(BODY + 3 - pc);
        }
        *result = -2;
        if (fork() == 0) {
            *result = try(f, BODY + 7);
            _exit(0);
        }
        wait(&status);
        taken += *result != -1;
        killed += *result == -2;
        if (*result != -1) {
            printf("%d: %d %d\n", i, *result, WTERMSIG(status));
        }
    }
    printf("taken %u of %u, killed %u\n", taken, PROGRAMS, killed);
    return 0;
}
