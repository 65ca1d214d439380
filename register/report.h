/*
 * SPDX-License-Identifier: MIT
 *
 * What happened to each CPU; the summary and the exit status come from it.
 */
#ifndef REGISTER_REPORT_H
#define REGISTER_REPORT_H

#include "instance.h"
#include "message.h"
#include "options.h"

typedef enum Outcome {
    NOT_ASKED,
    NATIVE,
    FAMILY,
    NO_EMULATOR,
    REGISTERED, /* from here on the CPU was dealt with */
    REPLACED,
    ALREADY,
    REMOVED,
    NO_RULE,
    RUNS,
    FAILED,
} Outcome;

typedef struct Report {
    Outcome outcome[N_CPUS];
    int exit[N_CPUS]; /* of those that FAILED */
    bool ran[N_CPUS]; /* a program of that CPU */
    int trouble;      /* exit status of what belongs to no CPU */
} Report;

void report_set(Report *r, const Cpu *cpu, Outcome outcome);
Outcome report_of(const Report *r, const Cpu *cpu);
/* True if the rule of the CPU is in force, new or not. */
bool report_is_registered(const Report *r, const Cpu *cpu);
/* Says it, and remembers the exit status. */
void report_failure(Report *r, const Cpu *cpu, int status, const char *format,
                    ...) PRINTF(4, 5);
/* True if there was no emulator at all. */
bool report_nothing(Report *r, const Options *o);
/* Returns the exit status; report_end prints the summary before. */
int report_end(const Report *r);
int report_exit(const Report *r);
/* Says what instance_open has met; returns the exit status. */
int report_instance(const Options *o, int error);
/* Opens the instance for a job; false with a message and *@status. */
bool open_for(const Options *o, int purpose, Instance *in, int *status);

#endif
