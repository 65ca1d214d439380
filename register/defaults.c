/*
 * SPDX-License-Identifier: MIT
 *
 * What holds without options: paths, the host, and which CPUs are meant.
 */
#include <string.h>
#include <sys/utsname.h>

#include "register.h"

/* A variable that is set and not empty, as ${NAME:-...} in the shell. */
static const char *environment(const char *name, const char *otherwise)
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

const Cpu *options_host(void)
{
    const char *machine = environment("HOST_ARCH", NULL);
    struct utsname name;
    const Cpu *host;

    if (!machine) {
        machine = uname(&name) < 0 ? "" : name.machine;
    }
    host = cpu_of_host(machine);
    if (!host) {
        die(EXIT_OTHER, "unknown host CPU \"%s\"; HOST_ARCH names another",
            machine);
    }
    return host;
}

/*
 * The script's default is a name without suffix. Emulators that were installed
 * with configure's suffix are found all the same, but only where they are used
 * at once: what goes into a file is for another time or another machine.
 */
static char *find_emulator(const Options *o, const Cpu *cpu)
{
    char *plain = interpreter_of(cpu, o->path, o->suffix);
    char *suffixed;

    if (o->suffix || o->mode == MODE_DEBIAN || o->mode == MODE_SYSTEMD ||
        !access(plain, F_OK)) {
        return plain;
    }
    suffixed = interpreter_of(cpu, o->path, QEMU_SUFFIX);
    if (access(suffixed, F_OK)) {
        free(suffixed);
        return plain;
    }
    free(plain);
    return suffixed;
}

Rule options_rule(const Options *o, const Cpu *cpu)
{
    Rule rule = { .cpu = cpu, .interpreter = find_emulator(o, cpu) };

    rule.flags = (o->credential ? CREDENTIALS : 0) |
                 (o->persistent ? FIX_BINARY : 0) |
                 (o->preserve_argv0 ? PRESERVE_ARGV0 : 0);
    return rule;
}

/* A CPU that the user names is wanted whatever its family is, unless he says
   --ignore-family no. */
bool options_wants(const Options *o, const Cpu *cpu, const Cpu *host)
{
    if (!o->cpus[cpu - cpus] || cpu_is_native(cpu, host)) {
        return false;
    }
    if (o->family == FAMILY_IGNORED ||
        (o->named && o->family == FAMILY_UNSAID)) {
        return true;
    }
    return !cpu_is_family(cpu, host);
}
