/*
 * SPDX-License-Identifier: MIT
 *
 * A guest of queue.t for ppc with AltiVec: r5 is stored to VRSAVE, of which QEMU knows that it is a
 * copy; bits of r5 go into r6, and r5 changes. VRSAVE still has what was in r5.
 * Exit status: 0 if so.
 */
    .text
    .globl  _start
_start:
    lis     4, byte@ha
    lbz     5, byte@l(4)
    ori     6, 4, 0
    mtspr   256, 5
    rlwimi  6, 5, 3, 21, 28
    li      5, 5
    mfspr   3, 256
    xori    3, 3, 6
    li      0, 1        /* exit */
    sc

    .data
byte:
    .byte   6
