/*
 * SPDX-License-Identifier: MIT
 *
 * The command line: the options of QEMU's script with its meaning, and ours.
 */
#include <getopt.h>
#include <string.h>
#include <sys/utsname.h>

#include "register.h"

enum {
    OPT_CPU = CHAR_MAX + 1,
    OPT_UNREGISTER,
    OPT_STATUS,
    OPT_VERIFY,
    OPT_NO_VERIFY,
    OPT_LIST,
    OPT_DRY_RUN,
    OPT_PROCDIR,
    OPT_ROOT,
    OPT_PACKAGE,
    OPT_HOLD,
    OPT_EXEC,
    OPT_KEEP_IDS,
    OPT_RESET,
    OPT_FORCE,
    OPT_VERSION,
};

enum { N_SCRIPT_OPTIONS = 10 };

/* Those of the script come first. */
static const struct option long_options[] = {
    { "debian", no_argument, NULL, 'd' },
    { "systemd", required_argument, NULL, 's' },
    { "qemu-path", required_argument, NULL, 'Q' },
    { "qemu-suffix", required_argument, NULL, 'F' },
    { "exportdir", required_argument, NULL, 'e' },
    { "help", no_argument, NULL, 'h' },
    { "credential", required_argument, NULL, 'c' },
    { "persistent", required_argument, NULL, 'p' },
    { "preserve-argv0", required_argument, NULL, 'g' },
    { "ignore-family", required_argument, NULL, 'i' },
    { "cpu", required_argument, NULL, OPT_CPU },
    { "unregister", optional_argument, NULL, OPT_UNREGISTER },
    { "status", optional_argument, NULL, OPT_STATUS },
    { "verify", no_argument, NULL, OPT_VERIFY },
    { "no-verify", no_argument, NULL, OPT_NO_VERIFY },
    { "list", optional_argument, NULL, OPT_LIST },
    { "dry-run", no_argument, NULL, OPT_DRY_RUN },
    { "procdir", required_argument, NULL, OPT_PROCDIR },
    { "root", required_argument, NULL, OPT_ROOT },
    { "package", required_argument, NULL, OPT_PACKAGE },
    { "hold", optional_argument, NULL, OPT_HOLD },
    { "exec", no_argument, NULL, OPT_EXEC },
    { "keep-ids", no_argument, NULL, OPT_KEEP_IDS },
    { "reset", no_argument, NULL, OPT_RESET },
    { "force", no_argument, NULL, OPT_FORCE },
    { "version", no_argument, NULL, OPT_VERSION },
    { NULL, 0, NULL, 0 },
};

static void misuse(const char *what, const char *name)
    __attribute__((noreturn));

static void misuse(const char *what, const char *name)
{
    die(EXIT_USAGE, "%s '%s'; try '" PROGRAM " --help'", what, name);
}

/*
 * The script's getopt takes any beginning of a name that is unique among its
 * ten options. New options must not make such a beginning ambiguous.
 */
static char *complete(char *argument)
{
    size_t length = strcspn(argument, "=");
    const char *found = NULL;
    int matches = 0;

    for (const struct option *o = long_options; o->name; o++) {
        size_t name = strlen(o->name);

        if (length - 2 > name || strncmp(o->name, argument + 2, length - 2)) {
            continue;
        }
        if (length - 2 == name) {
            return argument;
        }
        if (o - long_options < N_SCRIPT_OPTIONS) {
            found = o->name;
            matches++;
        }
    }
    return matches == 1 ? text_of("--%s%s", found, argument + length)
                        : argument;
}

static bool yes_no(const char *name, const char *value)
{
    bool yes = !strcmp(value, "yes");

    if (!yes && strcmp(value, "no")) {
        die(EXIT_USAGE, "%s is yes or no, not '%s'", name, value);
    }
    return yes;
}

static const char *folder(const char *name, const char *value)
{
    if (!*value) {
        die(EXIT_USAGE, "%s: the name of the folder is empty", name);
    }
    return value;
}

static Layout layout_of(const char *value)
{
    static const char *const names[] = { "text", "json" };

    for (size_t i = 0; value && i < 2; i++) {
        if (!strcmp(names[i], value)) {
            return i;
        }
    }
    if (value) {
        misuse("unknown format", value);
    }
    return LAYOUT_TEXT;
}

static void set_cpus(Options *o, const char *list)
{
    _cleanup_free_ char *unknown = NULL;

    if (!o->named) {
        memset(o->cpus, 0, sizeof(o->cpus));
    }
    o->named = true;
    if (!cpu_select_list(list, o->cpus, &unknown)) {
        if (!unknown) {
            die(EXIT_USAGE, "the list of CPUs is empty");
        }
        die(EXIT_USAGE, "unknown CPU \"%s\"; try '" PROGRAM " --list'",
            unknown);
    }
}

/* As in the script, the last of --debian and --systemd counts. */
static void set_mode(Options *o, Mode mode, const char *name)
{
    bool file = mode == MODE_DEBIAN || mode == MODE_SYSTEMD;
    bool was_file = o->mode == MODE_DEBIAN || o->mode == MODE_SYSTEMD;

    if (o->mode_name && !(file && was_file) && o->mode != mode) {
        die(EXIT_USAGE, "%s and %s exclude each other", o->mode_name, name);
    }
    o->mode = mode;
    o->mode_name = name;
}

/* The script's names are exact: i386 there is not i486 too. */
static void set_systemd(Options *o, const char *name)
{
    const Cpu *cpu = cpu_by_name(name);
    bool all = !strcmp(name, "ALL");

    set_mode(o, MODE_SYSTEMD, "--systemd");
    if (!cpu && !all) {
        die(EXIT_USAGE, "unknown CPU \"%s\"; try '" PROGRAM " --list'", name);
    }
    if (!o->named) {
        memset(o->cpus, all, sizeof(o->cpus));
    }
    if (cpu) {
        o->cpus[cpu - cpus] = true;
    }
}

static void set_script_option(Options *o, int option, const char *value)
{
    switch (option) {
    case 'd':
        set_mode(o, MODE_DEBIAN, "--debian");
        break;
    case 's':
        set_systemd(o, value);
        break;
    case 'Q':
        o->path = value;
        break;
    case 'F':
        o->suffix = value;
        break;
    case 'e':
        o->exportdir = folder("--exportdir", value);
        break;
    case 'h':
        o->mode = MODE_HELP;
        break;
    case 'c':
        o->credential = yes_no("--credential", value);
        break;
    case 'p':
        o->persistent = yes_no("--persistent", value);
        break;
    case 'g':
        o->preserve_argv0 = yes_no("--preserve-argv0", value);
        break;
    case 'i':
        o->family =
            yes_no("--ignore-family", value) ? FAMILY_IGNORED : FAMILY_COUNTS;
        break;
    }
}

static void set_option(Options *o, int option, const char *value)
{
    switch (option) {
    case OPT_CPU:
        set_cpus(o, value);
        break;
    case OPT_UNREGISTER:
        set_mode(o, MODE_UNREGISTER, "--unregister");
        if (value) {
            set_cpus(o, value);
        }
        break;
    case OPT_STATUS:
        set_mode(o, MODE_STATUS, "--status");
        o->layout = layout_of(value);
        break;
    case OPT_VERIFY:
        o->verify = true;
        break;
    case OPT_NO_VERIFY:
        o->no_verify = true;
        break;
    case OPT_LIST:
        set_mode(o, MODE_LIST, "--list");
        o->layout = layout_of(value);
        break;
    case OPT_DRY_RUN:
        o->dry_run = true;
        break;
    case OPT_PROCDIR:
        o->procdir = folder("--procdir", value);
        break;
    case OPT_ROOT:
        o->root = folder("--root", value);
        break;
    case OPT_PACKAGE:
        o->package = value;
        break;
    case OPT_HOLD:
        o->hold = true;
        o->ready = value;
        break;
    case OPT_EXEC:
        set_mode(o, MODE_EXEC, "--exec");
        break;
    case OPT_KEEP_IDS:
        o->keep_ids = true;
        break;
    case OPT_RESET:
        o->reset = true;
        break;
    case OPT_FORCE:
        o->force = true;
        break;
    case OPT_VERSION:
        o->mode = MODE_VERSION;
        break;
    default:
        set_script_option(o, option, value);
    }
}

/* What belongs to one way of use must not be silently without effect. */
static void check_options(const Options *o)
{
    bool files = o->mode == MODE_DEBIAN || o->mode == MODE_SYSTEMD;

    if (o->root && !files) {
        die(EXIT_USAGE, "--root is for --debian and --systemd");
    }
    if (o->mode == MODE_EXEC && strcmp(o->procdir, BINFMT_MISC)) {
        die(EXIT_USAGE, "--procdir is not for --exec");
    }
    if (o->package &&
        (o->mode != MODE_DEBIAN || !*o->package ||
         o->package[strspn(o->package, "abcdefghijklmnopqrstuvwxyz"
                                       "0123456789+-.")])) {
        die(EXIT_USAGE, "--package is the name of one, for --debian");
    }
    if (o->hold && (o->mode != MODE_REGISTER || o->dry_run)) {
        die(EXIT_USAGE, "--hold is for registration");
    }
    if (o->keep_ids && o->mode != MODE_EXEC) {
        die(EXIT_USAGE, "--keep-ids is for --exec");
    }
    if (o->mode == MODE_EXEC && !o->command[0]) {
        die(EXIT_USAGE, "--exec needs a command");
    }
    if (o->mode != MODE_EXEC && o->command[0]) {
        misuse("unknown argument", o->command[0]);
    }
}

/* The first of several wrong options is named, the rest is not looked at. */
void options_parse(Options *o, int argc, char **argv)
{
    opterr = 0;
    for (;;) {
        int option, index = optind ? optind : 1;

        if (index < argc && !strncmp(argv[index], "--", 2) && argv[index][2]) {
            argv[index] = complete(argv[index]);
        }
        option =
            getopt_long(argc, argv, "+:ds:Q:e:hc:p:g:F:i:", long_options, NULL);
        if (option == -1) {
            break;
        }
        if (option == ':') {
            misuse("there is no value behind", argv[optind - 1]);
        }
        if (option == '?') {
            misuse("unknown or ambiguous option, or one that takes no value:",
                   argv[index]);
        }
        set_option(o, option, optarg);
        if (o->mode == MODE_HELP || o->mode == MODE_VERSION) {
            return;
        }
    }
    o->command = argv + optind;
    if (o->verify && o->mode != MODE_EXEC) {
        set_mode(o, MODE_VERIFY, "--verify");
    }
    check_options(o);
}
