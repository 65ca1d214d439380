/*
 * SPDX-License-Identifier: MIT
 *
 * The options of QEMU's script with its meaning, and ours.
 */
#include <string.h>

#include "cpu.h"
#include "optiontable.h"
#include "util.h"

static void *field_of(Options *o, const Option *option)
{
    return (char *)o + option->field;
}

static void set_flag(Options *o, const Option *option, const char *value)
{
    (void)value;
    *(bool *)field_of(o, option) = true;
}

static bool is_yes(const Option *option, const char *value)
{
    bool yes = !strcmp(value, "yes");

    if (!yes && strcmp(value, "no")) {
        die(EXIT_USAGE, "--%s is yes or no, not '%s'", option->name, value);
    }
    return yes;
}

static void set_yes_no(Options *o, const Option *option, const char *value)
{
    *(bool *)field_of(o, option) = is_yes(option, value);
}

static void set_family(Options *o, const Option *option, const char *value)
{
    o->family = is_yes(option, value) ? FAMILY_IGNORED : FAMILY_COUNTS;
}

static void set_text(Options *o, const Option *option, const char *value)
{
    *(const char **)field_of(o, option) = value;
}

static void set_directory(Options *o, const Option *option, const char *value)
{
    if (!*value) {
        die(EXIT_USAGE, "--%s: the name of the directory is empty",
            option->name);
    }
    set_text(o, option, value);
}

static void set_package(Options *o, const Option *option, const char *value)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789+-.";

    if (!*value || value[strspn(value, allowed)]) {
        die(EXIT_USAGE, "--package needs the name of a package, not '%s'",
            value);
    }
    set_text(o, option, value);
}

static void set_cpus(Options *o, const Option *option, const char *value)
{
    _cleanup_free_ char *unknown = NULL;

    (void)option;
    if (!o->cpus_named) {
        memset(o->cpus, 0, sizeof(o->cpus));
    }
    o->cpus_named = true;
    if (!cpu_select_list(value, o->cpus, &unknown)) {
        if (!unknown) {
            die(EXIT_USAGE, "the list of CPUs is empty");
        }
        die(EXIT_USAGE, "unknown CPU \"%s\"; try '" PROGRAM " --list'",
            unknown);
    }
}

const char *mode_name(Mode mode)
{
    static const char *const names[] = {
        [MODE_REGISTER] = "registration", [MODE_DEBIAN] = "--debian",
        [MODE_SYSTEMD] = "--systemd",     [MODE_UNREGISTER] = "--unregister",
        [MODE_STATUS] = "--status",       [MODE_VERIFY] = "--verify",
        [MODE_LIST] = "--list",           [MODE_EXEC] = "--exec",
        [MODE_HELP] = "--help",           [MODE_VERSION] = "--version",
    };

    return names[mode];
}

/* As in the script, the last of --debian and --systemd counts. */
void set_mode(Options *o, Mode mode, const char *option)
{
    bool file = mode == MODE_DEBIAN || mode == MODE_SYSTEMD;
    bool was_file = o->mode == MODE_DEBIAN || o->mode == MODE_SYSTEMD;

    if (o->mode_option && !(file && was_file) && o->mode != mode) {
        die(EXIT_USAGE, "--%s and --%s exclude each other", o->mode_option,
            option);
    }
    o->mode = mode;
    o->mode_option = option;
}

static void choose(Options *o, const Option *option, const char *value)
{
    (void)value;
    set_mode(o, option->field, option->name);
}

/* --help and --version end the reading of options, whatever the others are. */
static void choose_at_once(Options *o, const Option *option, const char *value)
{
    (void)value;
    o->mode = option->field;
}

/* The script's names are exact: i386 there is not i486 too. */
static void choose_systemd(Options *o, const Option *option, const char *value)
{
    const Cpu *cpu = cpu_by_name(value);
    bool all = !strcmp(value, "ALL");

    choose(o, option, value);
    if (!cpu && !all) {
        die(EXIT_USAGE, "unknown CPU \"%s\"; try '" PROGRAM " --list'", value);
    }
    if (!o->cpus_named) {
        memset(o->cpus, all, sizeof(o->cpus));
    }
    if (cpu) {
        o->cpus[cpu_index(cpu)] = true;
    }
}

static void choose_unregister(Options *o, const Option *option,
                              const char *value)
{
    choose(o, option, value);
    if (value) {
        set_cpus(o, option, value);
    }
}

/* The first @count formats are those of the option. */
static Layout layout_of(const char *value, size_t count)
{
    static const char *const names[] = { "text", "json", "names", "off" };

    for (size_t i = 0; value && i < count; i++) {
        if (!strcmp(names[i], value)) {
            return i;
        }
    }
    if (value) {
        die(EXIT_USAGE, "unknown format '%s'; try '" PROGRAM " --help'", value);
    }
    return LAYOUT_TEXT;
}

static void choose_status(Options *o, const Option *option, const char *value)
{
    choose(o, option, value);
    o->layout = layout_of(value, 4);
}

static void choose_list(Options *o, const Option *option, const char *value)
{
    choose(o, option, value);
    o->layout = layout_of(value, 2);
}

static void set_hold(Options *o, const Option *option, const char *value)
{
    set_flag(o, option, value);
    o->ready_file = value;
}

/* Shorthands for the rows: the modes in which an option has an effect. */
#define ANY ~0U
#define REGISTER (1U << MODE_REGISTER)
#define DEBIAN (1U << MODE_DEBIAN)
#define SYSTEMD (1U << MODE_SYSTEMD)
#define UNREGISTER (1U << MODE_UNREGISTER)
#define STATUS (1U << MODE_STATUS)
#define VERIFY (1U << MODE_VERIFY)
#define EXEC (1U << MODE_EXEC)
#define KERNEL (REGISTER | UNREGISTER | STATUS | VERIFY)

#define FIELD(name) offsetof(Options, name)

/* clang-format off */
const Option option_table[] = {
    /* The script takes each of its options in any mode, so they are ANY. */
    { GROUP_SCRIPT, "qemu-path", 'Q', required_argument, " DIR",
      "directory of the emulators",
      ANY, set_text, FIELD(path) },
    { GROUP_SCRIPT, "qemu-suffix", 'F', required_argument, " TEXT",
      "what follows qemu-CPU in their names",
      ANY, set_text, FIELD(suffix) },
    { GROUP_SCRIPT, "credential", 'c', required_argument, " yes|no",
      "flag C: take the ids of a set-user-id\n"
      "program, so that sudo works; no is safer",
      ANY, set_yes_no, FIELD(credential) },
    { GROUP_SCRIPT, "persistent", 'p', required_argument, " yes|no",
      "flag F: open the emulator now, so that it\n"
      "works in every chroot and container",
      ANY, set_yes_no, FIELD(persistent) },
    { GROUP_SCRIPT, "preserve-argv0", 'g', required_argument, " yes|no",
      "flag P: the program sees its own argv[0]",
      ANY, set_yes_no, FIELD(preserve_argv0) },
    { GROUP_SCRIPT, "ignore-family", 'i', required_argument, " yes|no",
      "also CPUs that this host may run itself",
      ANY, set_family, 0 },
    { GROUP_SCRIPT, "debian", 'd', no_argument, NULL,
      "write templates for update-binfmts",
      ANY, choose, MODE_DEBIAN },
    { GROUP_SCRIPT, "systemd", 's', required_argument, " CPU|ALL",
      "write files for systemd-binfmt.service",
      ANY, choose_systemd, MODE_SYSTEMD },
    { GROUP_SCRIPT, "exportdir", 'e', required_argument, " DIR",
      "where to write them\n"
      "(" DEBIANDIR " or " SYSTEMDDIR ")",
      ANY, set_directory, FIELD(exportdir) },
    { GROUP_SCRIPT, "help", 'h', no_argument, NULL,
      "this text",
      ANY, choose_at_once, MODE_HELP },

    { GROUP_MODE, "status", 0, optional_argument, "[=FORMAT]",
      "all rules of the kernel: text or json; names:\n"
      "ours only; off: ours that are switched off",
      ANY, choose_status, MODE_STATUS },
    { GROUP_MODE, "verify", 0, no_argument, NULL,
      "whether the rules exist and work; with --exec:\n"
      "before the command is run",
      ANY, set_flag, FIELD(verify) },
    { GROUP_MODE, "unregister", 0, optional_argument, "[=LIST]",
      "remove our rules",
      ANY, choose_unregister, MODE_UNREGISTER },
    { GROUP_MODE, "list", 0, optional_argument, "[=text|json]",
      "the CPUs",
      ANY, choose_list, MODE_LIST },
    { GROUP_MODE, "exec", 0, no_argument, " COMMAND...",
      "run it where foreign programs work: in a\n"
      "namespace of its own, without any privileges\n"
      "(Linux 6.7); nothing changes outside",
      ANY, choose, MODE_EXEC },
    { GROUP_MODE, "version", 0, no_argument, NULL,
      "",
      ANY, choose_at_once, MODE_VERSION },

    { GROUP_MORE, "cpu", 0, required_argument, "=LIST",
      "only these: names of QEMU or Debian, or OCI\n"
      "platforms; can be repeated",
      ANY, set_cpus, 0 },
    { GROUP_MORE, "force", 0, no_argument, NULL,
      "replace a rule that differs",
      REGISTER | EXEC, set_flag, FIELD(force) },
    { GROUP_MORE, "reset", 0, no_argument, NULL,
      "the same, and remove our other rules",
      REGISTER | EXEC, set_flag, FIELD(reset) },
    { GROUP_MORE, "own", 0, no_argument, NULL,
      "only rules that run the emulators of this\n"
      "directory and suffix (-Q, -F)",
      UNREGISTER | STATUS, set_flag, FIELD(own) },
    { GROUP_MORE, "no-verify", 0, no_argument, NULL,
      "do not run a program of each CPU",
      REGISTER | VERIFY | EXEC, set_flag, FIELD(no_verify) },
    { GROUP_MORE, "dry-run", 0, no_argument, NULL,
      "print the rules, change nothing",
      REGISTER | DEBIAN | SYSTEMD | UNREGISTER, set_flag, FIELD(dry_run) },
    { GROUP_MORE, "hold", 0, optional_argument, "[=FILE]",
      "stay, restore what gets lost; FILE is created\n"
      "when all is ready. SIGHUP registers again,\n"
      "SIGTERM ends, with --reset without a trace",
      REGISTER, set_hold, FIELD(hold) },
    { GROUP_MORE, "keep-ids", 0, no_argument, NULL,
      "the user does not become root",
      EXEC, set_flag, FIELD(keep_ids) },
    { GROUP_MORE, "procdir", 0, required_argument, "=DIR",
      "another place where binfmt_misc is mounted",
      KERNEL, set_directory, FIELD(procdir) },
    { GROUP_MORE, "package", 0, required_argument, "=NAME",
      "which owns the templates (qemu-CPU for each)",
      DEBIAN, set_package, FIELD(package) },
    { GROUP_MORE, "root", 0, required_argument, "=DIR",
      "put before the directory of --exportdir",
      DEBIAN | SYSTEMD, set_directory, FIELD(root) },
    { .name = NULL },
};
/* clang-format on */
