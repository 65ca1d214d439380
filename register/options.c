/*
 * SPDX-License-Identifier: MIT
 *
 * What holds without options.
 */
#include <stdlib.h>
#include <string.h>

#include "namespace.h"
#include "options.h"

/* A variable that is set and not empty, as ${NAME:-...} in the shell. */
const char *environment(const char *name, const char *otherwise)
{
    const char *value = getenv(name);

    return value && *value ? value : otherwise;
}

/* QEMU_BIN_DIR is multiarch's, EXPORTDIR the script's. */
void options_defaults(Options *o)
{
    memset(o, 0, sizeof(*o));
    memset(o->cpus, true, sizeof(o->cpus));
    o->path = environment("QEMU_BIN_DIR", QEMU_PATH);
    o->procdir = BINFMT_MISC;
    o->exportdir = environment("EXPORTDIR", NULL);
}
