/*
 * SPDX-License-Identifier: MIT
 *
 * The CPU's part of bare.c: the entry, which hands the initial stack over,
 * and a system call with three arguments.
 *
 *   _start:   start_c(address of argc), which does not return
 *   syscall3: long syscall3(long number, long a, long b, long c)
 */
    .text
    .globl _start
    .globl syscall3

#if defined(__aarch64__)
_start:
    mov     x0, sp
    bl      start_c
syscall3:
    mov     x8, x0
    mov     x0, x1
    mov     x1, x2
    mov     x2, x3
    svc     #0
    ret

#elif defined(__arm__)
    .arm
    .type   _start, %function
    .type   syscall3, %function
_start:
    mov     r0, sp
    bl      start_c
syscall3:
    push    {r7, lr}
    mov     r7, r0
    mov     r0, r1
    mov     r1, r2
    mov     r2, r3
    svc     #0
    pop     {r7, pc}

#elif defined(__hexagon__)
_start:
    {
        r0 = r29
        call start_c
    }
syscall3:
    { /* a packet reads all registers before it writes one */
        r6 = r0
        r0 = r1
        r1 = r2
        r2 = r3
    }
    trap0(#1)
    jumpr r31

#elif defined(__loongarch__)
_start:
    move    $a0, $sp
    bl      start_c
syscall3:
    move    $a7, $a0
    move    $a0, $a1
    move    $a1, $a2
    move    $a2, $a3
    syscall 0
    jr      $ra

#elif defined(__or1k__)
_start:
    l.ori   r3, r1, 0
    l.jal   start_c
     l.nop
syscall3:
    l.ori   r11, r3, 0
    l.ori   r3, r4, 0
    l.ori   r4, r5, 0
    l.ori   r5, r6, 0
    l.sys   1
    l.jr    r9
     l.nop

#elif defined(__riscv)
_start: /* the linker shortens addresses to offsets from gp */
    .option push
    .option norelax
    la      gp, __global_pointer$
    .option pop
    mv      a0, sp
    call    start_c
syscall3:
    mv      a7, a0
    mv      a0, a1
    mv      a1, a2
    mv      a2, a3
    ecall
    ret

#elif defined(__sh__)
_start:
    mov.l   1f, r0
    jsr     @r0
     mov    r15, r4
    .align  2
1:  .long   start_c
syscall3:
    mov     r4, r3
    mov     r5, r4
    mov     r6, r5
    mov     r7, r6
    trapa   #0x13
    rts
     nop

#elif defined(__sparc__)
_start: /* argc is above the save area of the window; start_c gets its own */
    add     %sp, 64, %o0
    call    start_c
     sub    %sp, 32, %sp
syscall3:
    mov     %o0, %g1
    mov     %o1, %o0
    mov     %o2, %o1
    mov     %o3, %o2
    ta      0x10
    retl
     nop

#elif defined(__xtensa__)
_start: /* call0 ABI */
    mov     a2, a1
    call0   start_c
    .align  4
syscall3: /* number in a2, arguments in a6, a3, a4 */
    mov     a6, a3
    mov     a3, a4
    mov     a4, a5
    syscall
    ret

#else
# error "bare.S does not know this CPU"
#endif

    .section .note.GNU-stack, "", %progbits
