/*
 * SPDX-License-Identifier: MIT
 *
 * The program under the names of others.
 */
#ifndef REGISTER_PERSONAS_H
#define REGISTER_PERSONAS_H

#include "options.h"

/* The defaults of multiarch/qemu-user-static, whose program is "register". */
void persona_register(Options *o);
/* tonistiigi/binfmt: the whole program; returns the exit status. */
int persona_binfmt(int argc, char **argv);

#endif
