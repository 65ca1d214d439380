/*
 * SPDX-License-Identifier: MIT
 *
 * The CPU's part of bare.h: the entry, which hands the initial stack over, and
 * a system call with six arguments, as the C function
 *
 *   long syscall6(long number, long a, long b, long c, long d, long e, long f)
 */
    .text
    .globl _start
    .globl syscall6
#if defined(__aarch64__)
_start:
    mov x0, sp
    bl start_c
syscall6:
    mov x8, x0
    mov x0, x1
    mov x1, x2
    mov x2, x3
    mov x3, x4
    mov x4, x5
    mov x5, x6
    svc #0
    ret
#elif defined(__arm__)
    .arm
    .type _start, %function
    .type syscall6, %function
_start:
    mov r0, sp
    bl start_c
syscall6:
    push {r4, r5, r6, r7}
    mov r7, r0
    mov r0, r1
    mov r1, r2
    mov r2, r3
    ldr r3, [sp, #16]
    ldr r4, [sp, #20]
    ldr r5, [sp, #24]
    svc #0
    pop {r4, r5, r6, r7}
    bx lr
#elif defined(__riscv)
_start:
    mv a0, sp
    call start_c
syscall6:
    mv a7, a0
    mv a0, a1
    mv a1, a2
    mv a2, a3
    mv a3, a4
    mv a4, a5
    mv a5, a6
    ecall
    ret
#elif defined(__loongarch__)
_start:
    move $a0, $sp
    bl start_c
syscall6:
    move $a7, $a0
    move $a0, $a1
    move $a1, $a2
    move $a2, $a3
    move $a3, $a4
    move $a4, $a5
    move $a5, $a6
    syscall 0
    jr $ra
#elif defined(__or1k__)
_start:
    l.ori r3, r1, 0
    l.jal start_c
     l.nop
syscall6:
    l.ori r11, r3, 0
    l.ori r3, r4, 0
    l.ori r4, r5, 0
    l.ori r5, r6, 0
    l.ori r6, r7, 0
    l.ori r7, r8, 0
    l.lwz r8, 0(r1)
    l.sys 1
    l.jr r9
     l.nop
#elif defined(__hexagon__)
_start:
    { r0 = r29
      call start_c }
syscall6:
    { r6 = r0
      r0 = r1
      r1 = r2
      r2 = r3 }
    { r3 = r4
      r4 = r5
      r5 = memw(r29+#0) }
    trap0(#1)
    jumpr r31
#elif defined(__sh__)
_start:
    mov r15, r4
    mov.l 1f, r0
    jsr @r0
    nop
    .align 2
1:  .long start_c
syscall6:
    mov r4, r3
    mov r5, r4
    mov r6, r5
    mov r7, r6
    mov.l @r15, r7
    mov.l @(4, r15), r0
    mov.l @(8, r15), r1
    trapa #0x16
    rts
    nop
#elif defined(__sparc__)
_start: /* argc is above the save area of the window */
    add %sp, 64, %o0
    call start_c
     sub %sp, 32, %sp
syscall6:
    mov %o0, %g1
    mov %o1, %o0
    mov %o2, %o1
    mov %o3, %o2
    mov %o4, %o3
    mov %o5, %o4
    ld [%sp + 92], %o5
    ta 0x10
    bcs,a 1f
     neg %o0
1:  retl
     nop
    .globl leave_handler
leave_handler:
    mov 101, %g1
    ta 0x10
#elif defined(__xtensa__)
_start: /* call0 ABI */
    mov a2, a1
    call0 start_c
    .align 4
syscall6:
    l32i a9, a1, 0
    mov a8, a7
    mov a7, a3
    mov a3, a4
    mov a4, a5
    mov a5, a6
    mov a6, a7
    syscall
    ret
#endif
    .section .note.GNU-stack, "", %progbits
