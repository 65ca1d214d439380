/*
 * SPDX-License-Identifier: MIT
 *
 * A floating-point instruction sets its flags even if nothing uses its result,
 * which the next one overwrites: COMPARE, and rounding to an integer.
 *
 * cpus: s390x riscv64
 * prints: the flag is set
 * flags: -Wl,-u,feclearexcept,-u,fetestexcept -lm
 */
#include <fenv.h>
#include <stdint.h>
#include <stdio.h>

int main(void)
{
    int flags;

    feclearexcept(FE_ALL_EXCEPT);
#ifdef __s390x__
    /* CEBR of a signalling NaN; the condition code is that of CR */
    static const uint32_t nan = 0x7fa00000;

    asm volatile("le %%f0,%0\n cebr %%f0,%%f0\n cr %%r2,%%r3"
                 :
                 : "m"(nan)
                 : "f0", "cc");
    flags = fetestexcept(FE_INVALID);
#else
    /* FROUNDNX.D of 0.5, and a move to its result */
    static const double half = 0.5;

    asm volatile("fld fa0,%0\n .insn r 0x53, 0, 0x21, ft0, fa0, ft5\n"
                 "fmv.d ft0,fa0"
                 :
                 : "m"(half)
                 : "fa0", "ft0");
    flags = fetestexcept(FE_INEXACT);
#endif
    puts(flags ? "the flag is set" : "the flag is lost");
    return 0;
}
