/*
 * SPDX-License-Identifier: MIT
 *
 * The guest of ops.t for aarch64: instructions whose translation is looked at, each behind a label, once.
 */
    .text
    .globl _start
_start:
    mov     x19, sp
    mov     x1, #1
load:
    ldr     x0, [x19, #8]
sum:
    add     x3, x1, x2
load_pair:
    ldp     x4, x5, [x19]
store_pair:
    stp     x4, x5, [x19]
narrow:
    shrn    v0.8b, v1.8h, #4
branch:
    cbz     x0, count
count:
    mov     x1, x0
reverse:
    rbit    x6, x1
zeros:
    clz     x6, x6
direct:
    b       far
back:
    adr     x7, keep
indirect:
    br      x7

    .balign 65536
far:
    b       back

/* Registers that change, over and over, with a load in between: more than a call would keep. */
keep:
    .rept 3
    .irp n, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11
    add     x\n, x\n, #1
    .endr
    ldr     x0, [x19]
    .endr
    mov     x0, #0
    mov     x8, #93     /* exit */
    svc     #0
    .section .note.GNU-stack, "", %progbits
