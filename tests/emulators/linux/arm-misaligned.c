/*
 * SPDX-License-Identifier: MIT
 *
 * LDM, STM, LDRD and STRD of addresses that are not aligned: the CPU has no
 * such thing, and Linux completes them for the program. It does not for
 * exclusive accesses and those of the FPU.
 *
 * cpus: arm
 * prints: A32 ldm 1 stm 1 ldrd 1 strd 1 ldrd-register 1
 * prints: T32 ldm 1 stm 1 ldrd 1 strd 1 pop 1
 * prints: SIGBUS 1 1 1
 */
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static unsigned char bytes[64] __attribute__((aligned(8)));
static sigjmp_buf out;

static void fill(void)
{
    for (int i = 0; i < 64; i++) {
        bytes[i] = i + 1;
    }
}

static int holds(int at, unsigned a, unsigned b)
{
    return !memcmp(bytes + at, &a, 4) && !memcmp(bytes + at + 4, &b, 4) &&
           bytes[at - 1] == at && bytes[at + 8] == at + 9;
}

#define ISA(name, directive, fifth, label)                                     \
    __attribute__((target(directive), noinline)) static void name(void)        \
    {                                                                          \
        unsigned a, b;                                                         \
        unsigned char *p = bytes + 1;                                          \
                                                                               \
        fill();                                                                \
        asm volatile("ldm %2, {r0, r1}\n\tmov %0, r0\n\tmov %1, r1"            \
                     : "=&r"(a), "=&r"(b)                                      \
                     : "r"(p)                                                  \
                     : "r0", "r1", "memory");                                  \
        printf(label " ldm %d", holds(1, a, b));                               \
        fill();                                                                \
        asm volatile("ldr r0, =0x11223344\n\tldr r1, =0x55667788\n\t"          \
                     "stm %0, {r0, r1}"                                        \
                     :                                                         \
                     : "r"(p + 2)                                              \
                     : "r0", "r1", "memory");                                  \
        printf(" stm %d", holds(3, 0x11223344, 0x55667788));                   \
        fill();                                                                \
        asm volatile("ldrd r0, r1, [%2, #4]\n\tmov %0, r0\n\tmov %1, r1"       \
                     : "=&r"(a), "=&r"(b)                                      \
                     : "r"(p)                                                  \
                     : "r0", "r1", "memory");                                  \
        printf(" ldrd %d", holds(5, a, b));                                    \
        fill();                                                                \
        asm volatile("ldr r0, =0x11223344\n\tldr r1, =0x55667788\n\t"          \
                     "strd r0, r1, [%0]"                                       \
                     :                                                         \
                     : "r"(p + 1)                                              \
                     : "r0", "r1", "memory");                                  \
        printf(" strd %d", holds(2, 0x11223344, 0x55667788));                  \
        fill();                                                                \
        fifth;                                                                 \
        printf(" %d\n", holds(1, a, b));                                       \
    }

ISA(a32, "arm", printf(" ldrd-register");
    asm volatile("mov r2, #1\n\tldrd r0, r1, [%2, r2]\n\t"
                 "mov %0, r0\n\tmov %1, r1"
                 : "=&r"(a), "=&r"(b)
                 : "r"(bytes)
                 : "r0", "r1", "r2", "memory"),
    "A32")
ISA(t32, "thumb", printf(" pop");
    asm volatile("mov r3, sp\n\tmov sp, %2\n\tpop {r0, r1}\n\tmov sp, r3\n\t"
                 "mov %0, r0\n\tmov %1, r1"
                 : "=&r"(a), "=&r"(b)
                 : "r"(p)
                 : "r0", "r1", "r3", "memory"),
    "T32")

static void on_signal(int sig)
{
    siglongjmp(out, 1);
}

int main(void)
{
    signal(SIGBUS, on_signal);
    a32();
    t32();
    if (sigsetjmp(out, 1)) {
        printf("SIGBUS 1");
    } else {
        asm volatile("ldrex r0, [%0]" : : "r"(bytes + 1) : "r0", "memory");
        printf("SIGBUS 0");
    }
    if (sigsetjmp(out, 1)) {
        printf(" 1");
    } else {
        asm volatile("ldrexd r0, r1, [%0]"
                     :
                     : "r"(bytes + 4)
                     : "r0", "r1", "memory");
        printf(" 0");
    }
    if (sigsetjmp(out, 1)) {
        printf(" 1\n");
    } else {
        asm volatile("vldr d0, [%0]" : : "r"(bytes + 2) : "d0", "memory");
        printf(" 0\n");
    }
    return 0;
}
