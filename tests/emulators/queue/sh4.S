/*
 * SPDX-License-Identifier: MIT
 *
 * A guest of queue.t for sh4: a signal handler rounds to nearest although the
 * interrupted program rounds to zero, which it does again afterwards.
 * Exit status: 0, or 1 if the handler is wrong, or 2 if the program is.
 */

    .text
    .globl  _start
_start:
    mov     #0, r9              ! first round: sa_flags 0
again:
    mov.l   action_p, r5
    mov.l   r9, @(4, r5)
    mov     #10, r4             ! SIGUSR1
    mov     #0, r6
    mov     #8, r7
    mov.w   rt_sigaction_nr, r3
    trapa   #0x14
    mov.l   zero_mode, r1
    lds     r1, fpscr
    mov     #20, r3             ! getpid
    trapa   #0x10
    mov     r0, r4
    mov     #10, r5
    mov     #37, r3             ! kill
    trapa   #0x12
    bsr     tenth
     nop
    mov     #2, r4
    mov.l   to_zero, r1
    cmp/eq  r0, r1
    bf      leave
    mov     #1, r4
    mov.l   seen_p, r1
    mov.l   @r1, r0
    mov.l   to_nearest, r1
    cmp/eq  r0, r1
    bf      leave
    mov     #0, r4
    tst     r9, r9
    bf      leave
    bra     again
     mov    #4, r9              ! second round: SA_SIGINFO
leave:
    mov     #1, r3              ! exit
    trapa   #0x11

handler:
    sts.l   pr, @-r15
    bsr     tenth
     nop
    mov.l   seen_p, r1
    mov.l   r0, @r1
    lds.l   @r15+, pr
    rts
     nop

/* The low word of 1.0 / 10.0 */
tenth:
    mov     #1, r0
    lds     r0, fpul
    float   fpul, dr0
    mov     #10, r0
    lds     r0, fpul
    float   fpul, dr2
    fdiv    dr2, dr0
    flds    fr1, fpul
    rts
     sts    fpul, r0

    .align  2
action_p:       .long   action
seen_p:         .long   seen
zero_mode:      .long   0x00080001      ! double precision, round to zero
to_zero:        .long   0x99999999
to_nearest:     .long   0x9999999a
rt_sigaction_nr: .word  174

    .data
    .align  2
action:         .long   handler, 0, 0, 0, 0
seen:           .long   0
