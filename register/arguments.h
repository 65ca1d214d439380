/*
 * SPDX-License-Identifier: MIT
 *
 * The command line.
 */
#ifndef REGISTER_ARGUMENTS_H
#define REGISTER_ARGUMENTS_H

#include "options.h"

/* Dies with EXIT_USAGE at the first option that is wrong. */
void arguments_parse(Options *o, int argc, char **argv);
/* Prints --help. */
void print_help(const Options *o);

#endif
