/*
 * SPDX-License-Identifier: MIT
 *
 * A guest of queue.t for arm: instructions of Thumb that came with ARMv6T2.
 * Exit status: how many of them were illegal.
 */
    .syntax unified
    .arch   armv7-a
    .text
    .arm
    .globl  _start
_start:
    mov     r0, #4      /* SIGILL */
    ldr     r1, =action
    mov     r2, #0
    mov     r3, #8
    mov     r7, #174    /* rt_sigaction */
    svc     #0
    mov     r4, #0
    mov     r0, #1
    mov     r1, #0
    ldr     r2, =thumb + 1
    bx      r2

    .thumb
    .thumb_func
thumb:
    nop
    yield
    it      al
    nop
    cbz     r0, wrong
    cbnz    r1, wrong
    mov     r0, r4
    movs    r7, #1      /* exit */
    svc     #0
wrong:
    movs    r0, #99
    movs    r7, #1
    svc     #0

    /* r4 of the context in r2 counts, its pc goes on. */
    .arm
handler:
    ldr     r0, [r2, #20 + 12 + 16]
    add     r0, r0, #1
    str     r0, [r2, #20 + 12 + 16]
    ldr     r0, [r2, #20 + 12 + 60]
    add     r0, r0, #2
    str     r0, [r2, #20 + 12 + 60]
    bx      lr

restorer:
    mov     r7, #173    /* rt_sigreturn */
    svc     #0

    .data
    .align  2
action:
    .word   handler, 0x04000004, restorer, 0, 0     /* SA_SIGINFO | SA_RESTORER */
    .section .note.GNU-stack, "", %progbits
