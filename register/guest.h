/*
 * SPDX-License-Identifier: MIT
 *
 * A program of a CPU that exits with GUEST_STATUS. No input or output.
 */
#ifndef REGISTER_GUEST_H
#define REGISTER_GUEST_H

#include "cpu.h"

enum { GUEST_STATUS = 42, GUEST_MAX = 256 };

/* Size of the program, or 0 if its machine code is not known. */
size_t guest_program(const Cpu *cpu, uint8_t image[GUEST_MAX]);
/* One that execve refuses: with EACCES if the kernel runs that CPU. */
size_t guest_stillborn(const Cpu *cpu, uint8_t image[GUEST_MAX]);

#endif
