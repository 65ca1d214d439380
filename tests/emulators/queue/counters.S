/*
 * SPDX-License-Identifier: MIT
 *
 * A guest of queue.t for riscv64: reads a counter of Zicntr.
 */
    .text
    .globl  _start
_start:
    csrr    a0, time
    li      a0, 0
    li      a7, 93      # exit
    ecall
