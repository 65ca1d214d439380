/*
 * SPDX-License-Identifier: MIT
 *
 * The guest of ops.t for arm: as ops.S, in A32 and T32.
 */
    .syntax unified
    .text
    .arm
    .globl _start
_start:
    mov     r5, sp
load:
    ldr     r0, [r5, #4]
sum:
    add     r3, r1, r2
    adr     r6, thumb + 1
    bx      r6

    .thumb
    .thumb_func
thumb:
    nop
thumb_load:
    ldr     r0, [r5, #4]
thumb_sum:
    add.w   r3, r1, r2
    movs    r0, #0
    movs    r7, #1      /* exit */
    svc     #0
    .section .note.GNU-stack, "", %progbits
