/*
 * SPDX-License-Identifier: MIT
 *
 * Instructions of SSE and AVX that a decoder takes for others: which are
 * executed, which are illegal, and which need an aligned address. Each is
 * executed with RAX at a vector of zeros, or 4 bytes behind one.
 *
 * cpus: x86_64 i386
 * prints: vaddss, L=1: ok
 * prints: vsqrtsd, L=1: ok
 * prints: vcvtsi2ss, L=1: ok
 * prints: vcvttsd2si, L=1: ok
 * prints: vucomisd, L=1: ok
 * prints: vroundss, L=1: ok
 * prints: vroundsd, L=1: ok
 * prints: vmovss of registers, L=1: ok
 * prints: vmovsd from memory, L=1: ok
 * prints: vfmadd231sd, L=1: ok
 * prints: vpaddb without 66: SIGILL
 * prints: vpinsrw without 66, L=1: SIGILL
 * prints: vpinsrw, L=1: SIGILL
 * prints: movlpd of registers: SIGILL
 * prints: movhpd of registers: SIGILL
 * prints: movntdq to a register: SIGILL
 * prints: movntq to a register: SIGILL
 * prints: movntq: ok
 * prints: movntdq, unaligned: SIGSEGV
 * prints: movnti with 66: SIGILL
 * prints: emms with 66: SIGILL
 * prints: sha1msg1 with 66: SIGILL
 * prints: psraw, unaligned: SIGSEGV
 * prints: psrad, unaligned: SIGSEGV
 * prints: pslld, unaligned: SIGSEGV
 * prints: psllq, unaligned: SIGSEGV
 * prints: psraw of MMX, unaligned: ok
 * prints: vpsraw, unaligned: ok
 * prints: upper half after vmovss, L=1: 0
 * prints: ret 0x9000: 36864
 */
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

static const struct {
    const char *name;
    int offset;
    size_t size;
    unsigned char code[8];
} table[] = {
    { "vaddss, L=1", 0, 4, { 0xc5, 0xfe, 0x58, 0xc1 } },
    { "vsqrtsd, L=1", 0, 4, { 0xc5, 0xff, 0x51, 0xc1 } },
    { "vcvtsi2ss, L=1", 0, 4, { 0xc5, 0xfe, 0x2a, 0xc1 } },
    { "vcvttsd2si, L=1", 0, 4, { 0xc5, 0xff, 0x2c, 0xc9 } },
    { "vucomisd, L=1", 0, 4, { 0xc5, 0xfd, 0x2e, 0xc1 } },
    { "vroundss, L=1", 0, 6, { 0xc4, 0xe3, 0x7d, 0x0a, 0xc1, 1 } },
    { "vroundsd, L=1", 0, 6, { 0xc4, 0xe3, 0x7d, 0x0b, 0xc1, 1 } },
    { "vmovss of registers, L=1", 0, 4, { 0xc5, 0xfe, 0x10, 0xc1 } },
    { "vmovsd from memory, L=1", 4, 4, { 0xc5, 0xff, 0x10, 0x00 } },
    { "vfmadd231sd, L=1", 0, 5, { 0xc4, 0xe2, 0xfd, 0xb9, 0xc1 } },
    { "vpaddb without 66", 0, 4, { 0xc5, 0xf8, 0xfc, 0xc1 } },
    { "vpinsrw without 66, L=1", 0, 6, { 0xc4, 0xe1, 0x7c, 0xc4, 0xc0, 1 } },
    { "vpinsrw, L=1", 0, 5, { 0xc5, 0xfd, 0xc4, 0xc0, 1 } },
    { "movlpd of registers", 0, 4, { 0x66, 0x0f, 0x12, 0xc1 } },
    { "movhpd of registers", 0, 4, { 0x66, 0x0f, 0x16, 0xc1 } },
    { "movntdq to a register", 0, 4, { 0x66, 0x0f, 0xe7, 0xc1 } },
    { "movntq to a register", 0, 3, { 0x0f, 0xe7, 0xc1 } },
    { "movntq", 4, 3, { 0x0f, 0xe7, 0x00 } },
    { "movntdq, unaligned", 4, 4, { 0x66, 0x0f, 0xe7, 0x00 } },
    { "movnti with 66", 0, 4, { 0x66, 0x0f, 0xc3, 0x00 } },
    { "emms with 66", 0, 3, { 0x66, 0x0f, 0x77 } },
    { "sha1msg1 with 66", 0, 5, { 0x66, 0x0f, 0x38, 0xc9, 0xc1 } },
    { "psraw, unaligned", 4, 4, { 0x66, 0x0f, 0xe1, 0x00 } },
    { "psrad, unaligned", 4, 4, { 0x66, 0x0f, 0xe2, 0x00 } },
    { "pslld, unaligned", 4, 4, { 0x66, 0x0f, 0xf2, 0x00 } },
    { "psllq, unaligned", 4, 4, { 0x66, 0x0f, 0xf3, 0x00 } },
    { "psraw of MMX, unaligned", 4, 3, { 0x0f, 0xe1, 0x00 } },
    { "vpsraw, unaligned", 4, 4, { 0xc5, 0xf9, 0xe1, 0x00 } },
};
static char vectors[64] __attribute__((aligned(64)));
static sigjmp_buf back;

static void handler(int number)
{
    siglongjmp(back, number);
}

static void run(unsigned char *page, int i)
{
    volatile int signal = sigsetjmp(back, 1);

    if (!signal) {
        memcpy(page, table[i].code, table[i].size);
        page[table[i].size] = 0xc3; /* ret */
        asm volatile("call *%1"
                     :
                     : "a"(vectors + table[i].offset), "r"(page), "d"(0)
                     : "cx", "cc", "memory");
    }
    asm volatile("emms");
    printf("%s: %s\n", table[i].name,
           !signal            ? "ok"
           : signal == SIGILL ? "SIGILL"
                              : "SIGSEGV");
}

/* vpcmpeqd %ymm0, %ymm0, %ymm0; vmovss %xmm1, %xmm0, %xmm0 with L=1; vmovdqu
 * %ymm0, (%eax) */
static int upper_half(void)
{
    asm volatile(".byte 0xc5, 0xfd, 0x76, 0xc0, 0xc5, 0xfe, 0x10, 0xc1, 0xc5, "
                 "0xfe, 0x7f, 0x00"
                 :
                 : "a"(vectors)
                 : "memory");
    for (int i = 16; i < 32; i++) {
        if (vectors[i]) {
            return 1;
        }
    }
    return 0;
}

/* How far RET goes that frees 0x9000 bytes of arguments. */
static long ret(void)
{
    static char stack[0x20000];
    long before, after;

#ifdef __x86_64__
    asm volatile(
        "mov %%rsp, %%rbx\n\tmov %2, %%rsp\n\tmov %%rsp, %0\n\tlea 1f(%%rip), "
        "%%rcx\n\t"
        "push %%rcx\n\tret $0x9000\n1:\tmov %%rsp, %1\n\tmov %%rbx, %%rsp"
        : "=&r"(before), "=&r"(after)
        : "r"(stack + 0x10000)
        : "rbx", "rcx", "memory");
#else
    asm volatile(
        "mov %%esp, %%edi\n\tmov %2, %%esp\n\tmov %%esp, %0\n\t"
        "push $1f\n\tret $0x9000\n1:\tmov %%esp, %1\n\tmov %%edi, %%esp"
        : "=&r"(before), "=&r"(after)
        : "r"(stack + 0x10000)
        : "edi", "memory");
#endif
    return after - before;
}

int main(void)
{
    struct sigaction action = { .sa_handler = handler };
    unsigned char *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                               MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    sigaction(SIGILL, &action, NULL);
    sigaction(SIGSEGV, &action, NULL);
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        run(page, i);
    }
    printf("upper half after vmovss, L=1: %d\n", upper_half());
    printf("ret 0x9000: %ld\n", ret());
    return 0;
}
