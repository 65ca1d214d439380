/*
 * SPDX-License-Identifier: MIT
 *
 * RISC-V: an atomic access that is misaligned is SIGBUS, with the address of
 * the instruction, and nothing is written. Zama16b lets an AMO be misaligned
 * within 16 bytes, but not across; LR and SC never.
 *
 * cpus: riscv64
 * prints: lr.d: BUS_ADRALN, address 1
 * prints: sc.d: BUS_ADRALN, address 1
 * prints: sc.d after lr.d: BUS_ADRALN, address 1
 * prints: amoadd.d across 16 bytes: BUS_ADRALN, address 1
 * prints: amoswap.w across 16 bytes: BUS_ADRALN, address 1
 * prints: amomax.d at the last byte: BUS_ADRALN, address 1
 * prints: amoadd.d: none
 * prints: amoadd.w: none
 * prints: 0: 0 0 0 0 0 0 0 0 1 0 0 0 1 0 0 0
 * prints: 1: 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
 */
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>

static sigjmp_buf back;
static void *where;
static unsigned char bytes[32] __attribute__((aligned(32)));

static void handler(int sig, siginfo_t *info, void *context)
{
    printf("%s, address %d\n",
           info->si_code == BUS_ADRALN ? "BUS_ADRALN" : "other",
           info->si_addr == where);
    siglongjmp(back, 1);
}

#define TRY(name, offset, before, instruction)                                 \
    do {                                                                       \
        printf("%s: ", name);                                                  \
        if (!sigsetjmp(back, 1)) {                                             \
            register void *at asm("a0") = bytes + (offset);                    \
            asm volatile("la t0, 1f\n\tsd t0, %0\n\tli t1, 1\n\t" before       \
                         "\n1:\t" instruction                                  \
                         : "=m"(where), "+r"(at)                               \
                         :                                                     \
                         : "t0", "t1", "t2", "memory");                        \
            puts("none");                                                      \
        }                                                                      \
    } while (0)

int main(void)
{
    struct sigaction action = { .sa_flags = SA_SIGINFO };

    action.sa_sigaction = handler;
    sigaction(SIGBUS, &action, NULL);
    TRY("lr.d", 4, "", "lr.d t0, (a0)");
    TRY("sc.d", 4, "", "sc.d t0, t1, (a0)");
    TRY("sc.d after lr.d", 0, "lr.d t0, (a0)\n\taddi a0, a0, 4",
        "sc.d t0, t1, (a0)");
    TRY("amoadd.d across 16 bytes", 12, "", "amoadd.d t0, t1, (a0)");
    TRY("amoswap.w across 16 bytes", 14, "", "amoswap.w t0, t1, (a0)");
    TRY("amomax.d at the last byte", 15, "", "amomax.d t0, t1, (a0)");
    TRY("amoadd.d", 8, "", "amoadd.d t0, t1, (a0)");
    TRY("amoadd.w", 12, "", "amoadd.w t0, t1, (a0)");
    for (int i = 0; i < 2; i++) {
        printf("%d:", i);
        for (int j = 0; j < 16; j++) {
            printf(" %d", bytes[16 * i + j]);
        }
        puts("");
    }
    return 0;
}
