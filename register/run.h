/*
 * SPDX-License-Identifier: MIT
 *
 * What the kernel does with a program of a CPU.
 */
#ifndef REGISTER_RUN_H
#define REGISTER_RUN_H

#include "cpu.h"

/* The exit status, -ENOEXEC if nothing runs it, or another negative errno. */
int run_guest(const Cpu *cpu);
/* The file that the kernel runs for that CPU, open; or a negative errno. */
int run_interpreter(const Cpu *cpu);
/* False if this kernel runs no program of that CPU as it is now. */
bool run_is_native(const Cpu *cpu);

#endif
