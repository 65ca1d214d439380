/*
 * SPDX-License-Identifier: MIT
 *
 * The host, which CPUs are meant, and where their emulators are.
 */
#include <string.h>
#include <sys/utsname.h>

#include "select.h"

const Cpu *host_cpu(void)
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

/* O: the kernel opens the program, so that the emulator need not be able to:
   without read permission (mode 0111), deleted, a memfd, by a descriptor. */
Rule *rule_for(const Options *o, const Cpu *cpu)
{
    unsigned flags = OPEN_BINARY | (o->credential ? CREDENTIALS : 0) |
                     (o->persistent ? FIX_BINARY : 0) |
                     (o->preserve_argv0 ? PRESERVE_ARGV0 : 0);

    return rule_new(cpu, find_emulator(o, cpu), flags);
}

/* A CPU that the user names is wanted whatever its family is, unless he says
   --ignore-family no. */
bool is_wanted(const Options *o, const Cpu *cpu, const Cpu *host)
{
    if (!o->cpus[cpu_index(cpu)] || cpu_is_native(cpu, host)) {
        return false;
    }
    if (o->family == FAMILY_IGNORED ||
        (o->cpus_named && o->family == FAMILY_UNSAID)) {
        return true;
    }
    return !cpu_is_family(cpu, host);
}
