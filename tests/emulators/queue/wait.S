/*
 * SPDX-License-Identifier: MIT
 *
 * A guest of start.t without a library: says that it runs, and ends when its standard input does.
 */
    .text
    .globl _start
_start:
    mov     x0, #1
    adr     x1, ready
    mov     x2, #6
    mov     x8, #64     /* write */
    svc     #0
    mov     x0, #0
    sub     sp, sp, #16
    mov     x1, sp
    mov     x2, #1
    mov     x8, #63     /* read */
    svc     #0
    mov     x0, #0
    mov     x8, #93     /* exit */
    svc     #0
ready:
    .ascii  "ready\n"
    .section .note.GNU-stack, "", %progbits
