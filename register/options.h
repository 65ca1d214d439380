/*
 * SPDX-License-Identifier: MIT
 *
 * What the user wants.
 */
#ifndef REGISTER_OPTIONS_H
#define REGISTER_OPTIONS_H

#include "cpu.h"

typedef enum Mode {
    MODE_REGISTER,
    MODE_DEBIAN,
    MODE_SYSTEMD,
    MODE_UNREGISTER,
    MODE_STATUS,
    MODE_VERIFY,
    MODE_LIST,
    MODE_EXEC,
    MODE_HELP,
    MODE_VERSION,
} Mode;

typedef enum Layout {
    LAYOUT_TEXT,
    LAYOUT_JSON,
    LAYOUT_NAMES, /* of --status only, as the next */
    LAYOUT_OFF,
} Layout;

typedef struct Options {
    Mode mode;
    const char *mode_option; /* which has set it; NULL: none */
    const char *path;
    const char *suffix; /* NULL: not given */
    const char *exportdir;
    const char *root;
    const char *procdir;
    const char *package; /* NULL: as in the script */
    bool credential, persistent, preserve_argv0;
    enum { FAMILY_UNSAID, FAMILY_COUNTS, FAMILY_IGNORED } family;
    bool cpus[N_CPUS];
    bool cpus_named; /* by the user: family and absence do not excuse then */
    Layout layout;
    bool reset, force, own, verify, no_verify, dry_run, hold, keep_ids;
    const char *ready_file; /* of --hold */
    char **command;         /* of --exec */
    bool other_roots;       /* without F, these may have the emulators */
    bool quiet;             /* nothing on standard output, no summary */
} Options;

/* What holds without any option. */
void options_defaults(Options *o);
/* A variable that is set and not empty, as ${NAME:-...} in the shell. */
const char *environment(const char *name, const char *otherwise);

#endif
