/*
 * SPDX-License-Identifier: MIT
 *
 * What an interpreter is: a static program? Which build?
 */
#ifndef REGISTER_EMULATOR_H
#define REGISTER_EMULATOR_H

#include <stdbool.h>
#include <stdint.h>

typedef struct Emulator {
    bool is_elf;
    bool is_static; /* it names no program interpreter */
    char build_id[2 * 64 + 1];
    uint8_t head[64];
} Emulator;

/* 0 or a negative errno. */
int emulator_inspect(int fd, Emulator *emulator);
int emulator_open(const char *path, Emulator *emulator);
/* True if @path is still the file that is open as @fd, or the same build. */
bool emulator_is_at(int fd, const char *path);

#endif
