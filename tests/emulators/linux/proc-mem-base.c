/*
 * SPDX-License-Identifier: MIT
 *
 * The same as proc-mem.c, where the emulator has the program's address 0
 * elsewhere.
 *
 * environment: QEMU_GUEST_BASE=0x10000000000
 */
#include "proc-mem.c"
