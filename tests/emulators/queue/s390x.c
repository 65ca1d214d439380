/*
 * SPDX-License-Identifier: MIT
 *
 * A guest of queue.t for s390x: instructions that QEMU executes in helpers,
 * with an address that no x86_64 host can use. Each is a SIGSEGV, whichever
 * register the host's compiler took for the address.
 * Output: the names of those that are not; "all" if there is none.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>

static sigjmp_buf back;
static char buffer[512];

static void caught(int signal)
{
    siglongjmp(back, signal);
}

/* r2: the address, r4: one that is good, r3 and r5: lengths. */
#define TRY(name, instruction)                                                 \
    do {                                                                       \
        int got = sigsetjmp(back, 1);                                          \
                                                                               \
        if (!got) {                                                            \
            register unsigned long r2 __asm__("r2") = 0x1234567890123450;      \
            register unsigned long r3 __asm__("r3") = 64;                      \
            register unsigned long r4 __asm__("r4") = (unsigned long)buffer;   \
            register unsigned long r5 __asm__("r5") = 64;                      \
                                                                               \
            __asm__ volatile(instruction                                       \
                             : "+r"(r2), "+r"(r3), "+r"(r4), "+r"(r5)          \
                             :                                                 \
                             : "memory", "cc", "r0", "r1");                    \
        }                                                                      \
        if (got != SIGSEGV) {                                                  \
            printf("%s %d\n", name, got);                                      \
            wrong++;                                                           \
        }                                                                      \
    } while (0)

int main(void)
{
    int wrong = 0;

    signal(SIGSEGV, caught);
    signal(SIGBUS, caught);
    signal(SIGILL, caught);
    TRY("stam", "stam 2,5,0(2)");
    TRY("lam", "lam 2,5,0(2)");
    TRY("mvc to", "mvc 0(64,2),0(4)");
    TRY("mvc from", "mvc 0(64,4),0(2)");
    TRY("xc", "xc 0(64,2),0(4)");
    TRY("clc", "clc 0(64,2),0(4)");
    TRY("tr", "tr 0(8,2),0(4)");
    TRY("pack", "pack 0(8,2),0(8,4)");
    TRY("unpk", "unpk 0(8,2),0(8,4)");
    TRY("cu12", ".insn rrf,0xb2a70000,2,4,0,0");
    TRY("cu14", ".insn rrf,0xb9b00000,2,4,0,0");
    TRY("cu21", ".insn rrf,0xb2a60000,2,4,0,0");
    TRY("cu24", ".insn rrf,0xb9b10000,2,4,0,0");
    TRY("cu41", ".insn rre,0xb9b20000,2,4");
    TRY("cu42", ".insn rre,0xb9b30000,2,4");
    TRY("unpku", "unpku 0(16,2),0(4)");
    TRY("unpka", "unpka 0(16,2),0(4)");
    TRY("mvcl", "mvcl 2,4");
    TRY("clcl", "clcl 2,4");
    TRY("ex", "ex 1,0(2)");
    if (!wrong) {
        puts("all");
    }
    return 0;
}
