/*
 * SPDX-License-Identifier: MIT
 *
 * The guest of tests/speed/translation.t for aarch64: 2,000 blocks of nine instructions without a branch inside, each of
 * them translated and run once.
 */
    .text
    .globl _start
_start:
    .rept 2000
    .rept 8
    add     x1, x1, #1
    .endr
    b       . + 4
    .endr
    mov     x0, #0
    mov     x8, #93     /* exit */
    svc     #0
    .section .note.GNU-stack, "", %progbits
