/*
 * SPDX-License-Identifier: MIT
 *
 * THE table of options: what the parser takes, which options go together, and
 * what --help prints come from it. tests/register/options.t compares it with
 * the manual page and the completion.
 */
#ifndef REGISTER_OPTIONTABLE_H
#define REGISTER_OPTIONTABLE_H

#include <getopt.h>

#include "options.h"

typedef enum OptionGroup {
    GROUP_SCRIPT, /* of QEMU's script, whose names may be shortened */
    GROUP_MODE,   /* what to do, if not to register */
    GROUP_MORE,
} OptionGroup;

typedef struct Option Option;
struct Option {
    OptionGroup group;
    const char *name;
    char letter;          /* 0: it has none */
    int takes;            /* no_argument, ... of getopt_long(3) */
    const char *argument; /* for --help, with what is before it: " DIR", "=X" */
    const char *help;     /* lines of at most 50 columns */
    unsigned modes;       /* a bit for each Mode in which it has an effect */
    void (*set)(Options *o, const Option *option, const char *value);
    size_t field; /* of Options, for @set; or the Mode */
};

/* Ends with a row that has no name. */
extern const Option option_table[];

/* How a message names it: the option that chooses it. */
const char *mode_name(Mode mode);
/* Sets the mode; dies if another one is set that excludes it. */
void set_mode(Options *o, Mode mode, const char *option);

#endif
