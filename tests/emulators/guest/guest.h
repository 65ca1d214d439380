/*
 * SPDX-License-Identifier: MIT
 *
 * The frame of the guest program: how a group of checks reports.
 */
#ifndef GUEST_H
#define GUEST_H

#include <stdbool.h>
#include <stdint.h>

/* Prints "NAME ok" or "NAME FAILED: DETAIL" and counts. */
void check(const char *name, bool good, const char *detail, ...)
    __attribute__((format(printf, 3, 4)));

/* The same for a number that has one right value. */
void check_number(const char *name, uint64_t got, uint64_t wanted);

/* Joins @dir and @name in a static buffer. */
const char *in_dir(const char *dir, const char *name);

/* Calls @act(@where); true if it is stopped by SIGSEGV at that address. */
bool faults(void (*act)(volatile char *), volatile char *where);

void check_integers(void);
void check_floats(void);
void check_jumps(void);
void check_files(const char *dir);
void check_memory(const char *dir);
void check_signals(void);
void check_threads(void);
void check_processes(void);
void check_exec(void);
void check_time(void);
void check_pipes(void);

/* Exit status of the program that check_exec() starts. */
int exec_child(int argc, char **argv);

#endif
