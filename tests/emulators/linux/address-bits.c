/*
 * SPDX-License-Identifier: MIT
 *
 * No mapping lies above 47 bits, unless asked for: programs keep other things
 * in the upper bits of pointers. On a host that has no addresses beyond them
 * this is always so; arm64 has.
 *
 * cpus: x86_64 riscv64
 * prints: null 0 0
 * prints: taken hint 0 0
 * prints: hint at the end 0 0
 * prints: file 0 0
 * prints: moved 0 0
 * prints: stack 0 0
 * prints: auxv 0 0
 * prints: again 1
 * prints: free hint 1
 */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <unistd.h>

enum { SIZE = 1 << 20, MANY = 200 };

static void tell(const char *what, const char *p, size_t size)
{
    uintptr_t last = (uintptr_t)p + size - 1;

    printf("%s %d %d\n", what, p == MAP_FAILED, (int)((uint64_t)last >> 47));
}

static char *map(void *hint, size_t size)
{
    return mmap(hint, size, PROT_READ | PROT_WRITE,
                MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
}

int main(void)
{
    char *p[MANY], *first, *hole, *worst;
    int on_stack;
    FILE *file = tmpfile();

    worst = first = map(NULL, SIZE);
    for (int i = 0; i < MANY; i++) {
        p[i] = map(NULL, i % 3 ? SIZE : 4096);
        if (p[i] == MAP_FAILED || p[i] > worst) {
            worst = p[i];
        }
        if (p[i] != MAP_FAILED) {
            memset(p[i], i, 4096);
        }
    }
    tell("null", worst, SIZE);
    tell("taken hint", map(p[3], 4096), 4096);
    tell("hint at the end", map((void *)0x7fffffff0000ull, (size_t)1 << 41),
         (size_t)1 << 41);
    if (!file || ftruncate(fileno(file), 3 * 65536)) {
        return 1;
    }
    hole = mmap(NULL, 65536, PROT_READ, MAP_SHARED, fileno(file), 65536);
    tell("file", hole, 65536);
    tell("moved", mremap(first, SIZE, 8 * SIZE, MREMAP_MAYMOVE), 8 * SIZE);
    tell("stack", (char *)&on_stack, sizeof(on_stack));
    tell("auxv", (char *)getauxval(AT_RANDOM), 16);

    /* What was given back can be had again, and a hint counts where nothing is.
     */
    munmap(p[MANY - 1], SIZE);
    printf("again %d\n", map(p[MANY - 1], 4096) == p[MANY - 1]);
    hole = (char *)0xc000000000ull;
    printf("free hint %d\n", map(hole, SIZE) == hole);
    return 0;
}
