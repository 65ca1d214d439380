/*
 * SPDX-License-Identifier: MIT
 *
 * Which CPUs are meant, and by which rule they are served.
 */
#ifndef REGISTER_SELECT_H
#define REGISTER_SELECT_H

#include "options.h"
#include "rule.h"

/* The CPU of this host, or the one that HOST_ARCH names. */
const Cpu *host_cpu(void);
/* False for CPUs that the script leaves out: the host's own and its family. */
bool is_wanted(const Options *o, const Cpu *cpu, const Cpu *host);
Rule *rule_for(const Options *o, const Cpu *cpu);

#endif
