/* SPDX-License-Identifier: MIT */
/*
 * Branches whose delay slot is in the next page: the same instructions follow
 * in each case, but where the branch goes differs. Prints where each arrives,
 * taken or not.
 */
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>

#define PAGE 65536

#if defined __mips__
enum { NOP = 0, RETURN = 0x03e00008, RESULT = 0x24020000 };
#elif defined __sparc__
enum { NOP = 0x01000000, RETURN = (int)0x81c3e008, RESULT = (int)0x90102000 };
#endif

/* A branch of this kind to @slot[@words], with the delay slot @slot; 0 if there
 * is none. */
static uint32_t branch(int kind, const uint32_t *slot, int words)
{
#if defined __mips__
    switch (kind) {
    case 0:
        return 0x10000000 | words; /* b */
    case 1:
        return 0x14800000 | words; /* bnez $a0 */
    case 2:
        return 0x54800000 | words; /* bnezl $a0 */
    case 3:
        return 0x08000000 |
               ((uintptr_t)(slot + words) >> 2 & 0x3ffffff); /* j */
    }
#elif defined __sparc__
    if (kind == 0)
        return 0x10800000 | (words + 1); /* ba */
#endif
    (void)slot;
    return 0;
}

static int run(int kind, int words)
{
    char *pages = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE | PROT_EXEC,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    uint32_t *slot = (uint32_t *)(pages + PAGE);
    int (*code)(int) = (int (*)(int))(uintptr_t)(slot - 2);

    if (pages == MAP_FAILED || !branch(kind, slot, words))
        return 0;
    slot[-2] = NOP;
    slot[-1] = branch(kind, slot, words);
    slot[0] = NOP;
    slot[1] = RETURN;
    slot[2] = RESULT | 100;
    for (int i = 4; i <= 12; i += 4) {
        slot[i] = RETURN;
        slot[i + 1] = RESULT | i;
    }
    __builtin___clear_cache(pages, pages + 2 * PAGE);
    printf("kind %d, %d: %d %d\n", kind, words, code(1), code(0));
    return 1;
}

int main(void)
{
    for (int kind = 0; run(kind, 4); kind++) {
        run(kind, 8);
        run(kind, 12);
    }
    return 0;
}
