/*
 * SPDX-License-Identifier: MIT
 *
 * A guest of queue.t for loongarch64: vector instructions of 128 bits, of
 * which QEMU's helpers write the whole register of 256. The upper half must
 * be the same each time, not what lies on the emulator's stack.
 * Output: 32 bytes, the upper halves after vftintrzl.l.s and vfcmp.ceq.d.
 */

    .globl  _start
_start:
    li.w    $s0, 100
1:  vftintrzl.l.s $vr1, $vr0
    vfcmp.ceq.d $vr2, $vr0, $vr0
    addi.d  $s0, $s0, -1
    bnez    $s0, 1b

    addi.d  $sp, $sp, -64
    xvst    $xr1, $sp, 0
    xvst    $xr2, $sp, 32
    addi.d  $a1, $sp, 16
    bl      write16
    addi.d  $a1, $sp, 48
    bl      write16
    li.w    $a0, 0
    li.w    $a7, 93             # exit
    syscall 0

write16:                        # 16 bytes from a1 on
    li.w    $a0, 1
    li.w    $a2, 16
    li.w    $a7, 64             # write
    syscall 0
    jr      $ra
