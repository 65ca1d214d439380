/*
 * SPDX-License-Identifier: MIT
 *
 * An aarch64 guest that copies memory with the instructions of FEAT_MOPS.
 *
 * Output: "copied". The caller counts what that costs.
 */
#include <stdio.h>
#include <string.h>

static char from[4096], to[4096];

int main(void)
{
    memset(from, 'x', sizeof(from));
    for (int i = 0; i < 100; i++) {
        char *d = to, *s = from;
        size_t n = sizeof(to) - 1 - i;

        __asm__ volatile(".arch_extension mops\n\t"
                         "cpyfp [%0]!, [%1]!, %2!\n\t"
                         "cpyfm [%0]!, [%1]!, %2!\n\t"
                         "cpyfe [%0]!, [%1]!, %2!"
                         : "+r"(d), "+r"(s), "+r"(n)
                         :
                         : "memory", "cc");
    }
    puts(memcmp(from, to, sizeof(to) - 1) == 0 ? "copied" : "wrong");
    return 0;
}
