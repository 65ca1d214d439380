/*
 * SPDX-License-Identifier: MIT
 *
 * Checks of a rule before it is registered and after. What is wrong goes into
 * the report; true if nothing is.
 */
#ifndef REGISTER_CHECK_H
#define REGISTER_CHECK_H

#include "instance.h"
#include "options.h"
#include "report.h"
#include "rule.h"

/* The path of the emulator can be in a rule. */
bool check_path(const Rule *rule, Report *r);
/* The emulator is there, can serve the rule, and is not matched by it. */
bool check_emulator(const Options *o, const Rule *rule, Report *r);
/* The kernel has the rule as it was written. */
bool check_entry(const Instance *in, const Rule *rule, Report *r);
/* The kernel still runs the file that has the name of the emulator now. */
bool check_current(const Instance *in, const Rule *rule, Report *r);
/* A program of the CPU runs. */
void check_run(const Cpu *cpu, Report *r);
/* Whether the rules will stay: 0, or the exit status with a message. */
int check_lasting(const Instance *in);

#endif
