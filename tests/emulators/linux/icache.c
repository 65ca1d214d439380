/*
 * SPDX-License-Identifier: MIT
 *
 * Code is written to another mapping of its page, or to its file, and executed
 * when the instruction cache has been flushed. (Those whose caches are
 * coherent: code-alias.c.)
 *
 * cpus: aarch64 alpha arm hppa loongarch64 m68k mips mipsel mips64 mips64el
 * cpus: ppc ppc64 ppc64le riscv64 sparc64
 * prints: write 1 2 3
 * prints: file 4 5 6
 * prints: instruction 7 8 9
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>
#include "code.h"

/* Flush by instructions, where the library may do it by a system call. */
static void flush_line(void *p)
{
#if defined(__riscv)
    asm volatile("fence.i" : : : "memory");
#elif defined(__mips__) && __mips_isa_rev >= 2
    asm volatile("synci 0(%0)" : : "r"(p) : "memory");
#elif defined(__alpha__)
    asm volatile("call_pal 0x86" : : : "memory");
#else
    flush_code(p, 64);
#endif
}

int main(void)
{
    long size = sysconf(_SC_PAGESIZE);
    int fd = memfd_create("code", 0), i;
    char bytes[64], *code, *data;
    size_t n;

    ftruncate(fd, 2 * size);
    code = mmap(NULL, 2 * size, PROT_READ | PROT_EXEC, MAP_SHARED, fd, 0);
    data = mmap(NULL, 2 * size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

    printf("write");
    for (i = 1; i <= 3; i++) {
        n = put_code(data + 128, i);
        flush_code(code + 128, n);
        printf(" %d", call_code(code + 128));
    }
    printf("\nfile");
    for (i = 4; i <= 6; i++) {
        n = put_code(bytes, i);
        pwrite(fd, bytes, n, 256);
        flush_code(code + 256, n);
        printf(" %d", call_code(code + 256));
    }
    printf("\ninstruction");
    for (i = 7; i <= 9; i++) {
        put_code(data + 512, i);
        flush_line(code + 512);
        printf(" %d", call_code(code + 512));
    }
    printf("\n");
    return 0;
}
