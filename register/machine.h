/*
 * SPDX-License-Identifier: MIT
 *
 * Machine numbers of register/cpus.def that a C library's <elf.h> may lack;
 * the values are those of QEMU's include/elf.h.
 */
#ifndef REGISTER_MACHINE_H
#define REGISTER_MACHINE_H

#include <elf.h>

#define EM_486_OLD 6
#define EM_MICROBLAZE_OLD 0xbaab

#ifndef EM_ALPHA
#define EM_ALPHA 0x9026
#endif
#ifndef EM_HEXAGON
#define EM_HEXAGON 164
#endif
#ifndef EM_LOONGARCH
#define EM_LOONGARCH 258
#endif
#ifndef EM_MICROBLAZE
#define EM_MICROBLAZE 189
#endif
#ifndef EM_OPENRISC
#define EM_OPENRISC 92
#endif
#ifndef EM_RISCV
#define EM_RISCV 243
#endif
#ifndef EF_MIPS_ABI2
#define EF_MIPS_ABI2 32
#endif

#endif
