/*
 * SPDX-License-Identifier: MIT
 *
 * A guest without a library, for tests/lib/waiting.sh: says that it runs, and ends when its standard input does.
 */
    .text
    .globl _start
_start:
#if defined(__aarch64__)
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
#elif defined(__riscv)
    li      a0, 1
    lla     a1, ready
    li      a2, 6
    li      a7, 64
    ecall
    li      a0, 0
    addi    sp, sp, -16
    mv      a1, sp
    li      a2, 1
    li      a7, 63
    ecall
    li      a0, 0
    li      a7, 93
    ecall
#elif defined(__powerpc64__)
    .abiversion 2       /* the entry is an address, not a descriptor */
    bcl     20, 31, 1f
1:  mflr    4
    addi    4, 4, ready - 1b
    li      3, 1
    li      5, 6
    li      0, 4
    sc
    li      3, 0
    addi    1, 1, -16
    mr      4, 1
    li      5, 1
    li      0, 3
    sc
    li      3, 0
    li      0, 1
    sc
#else
#error "no guest that waits for this CPU"
#endif
ready:
    .ascii  "ready\n"
    .section .note.GNU-stack, "", %progbits
