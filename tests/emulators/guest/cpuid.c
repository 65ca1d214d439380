/*
 * SPDX-License-Identifier: MIT
 *
 * Prints what the CPU says it can, of what is newer than Nehalem.
 */
#include <cpuid.h>
#include <stdio.h>

int main(void)
{
    unsigned a, b = 0, c = 0, d;

    __get_cpuid(1, &a, &b, &c, &d);
    printf("machine sse4.2 %d, aes %d, fma %d", !!(c & bit_SSE4_2),
           !!(c & bit_AES), !!(c & bit_FMA));
    b = 0;
    __get_cpuid_count(7, 0, &a, &b, &c, &d);
    printf(", avx2 %d, rtm %d\n", !!(b & bit_AVX2), !!(b & bit_RTM));
    return 0;
}
