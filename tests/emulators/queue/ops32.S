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
load_A32:
    ldr     r0, [r5, #4]
sum_A32:
    add     r3, r1, r2
    adr     r6, thumb + 1
    bx      r6

    .thumb
    .thumb_func
thumb:
    nop
load_T32:
    ldr     r0, [r5, #4]
sum_T32:
    add.w   r3, r1, r2
    movs    r0, #0
    movs    r7, #1      /* exit */
    svc     #0
    .section .note.GNU-stack, "", %progbits
