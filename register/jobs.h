/*
 * SPDX-License-Identifier: MIT
 *
 * The ways to use the program, a file for each. They return the exit status.
 */
#ifndef REGISTER_JOBS_H
#define REGISTER_JOBS_H

#include "instance.h"
#include "options.h"
#include "report.h"

int job_register(const Options *o);
int job_unregister(const Options *o);
int job_verify(const Options *o);
int job_status(const Options *o);
int job_list(const Options *o);
int job_export(const Options *o);
int job_hold(const Options *o);
int job_exec(const Options *o);

/* Registers, without a look at how long the rules stay; removes our rules of
   @set. Both have the lock of the instance meanwhile. */
void register_in(const Options *o, const Instance *in, Report *report);
void unregister_in(const Options *o, const Instance *in, const bool set[N_CPUS],
                   Report *report);

#endif
