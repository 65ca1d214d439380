/*
 * SPDX-License-Identifier: MIT
 *
 * The names of others: "register" is qemu-binfmt-conf with the defaults of
 * multiarch/qemu-user-static; "binfmt" has the arguments and the JSON of
 * tonistiigi/binfmt, for docker/setup-qemu-action and those who type it.
 *
 *   binfmt [--install all|LIST] [--uninstall LIST|GLOB] [--mount DIR]
 *   binfmt --version
 */
#include <errno.h>
#include <fnmatch.h>
#include <string.h>

#include "check.h"
#include "guest.h"
#include "jobs.h"
#include "json.h"
#include "personas.h"
#include "rules.h"
#include "run.h"
#include "select.h"

void persona_register(Options *o)
{
    o->path = environment("QEMU_BIN_DIR", "/usr/bin");
    o->suffix = "-static";
    o->other_roots = true;
    o->preserve_argv0 = kernel_at_least(5, 12);
}

typedef struct Arguments {
    const char *install;
    const char *uninstall;
    const char *mount;
    bool version;
    bool help;
} Arguments;

/* Go's flags: one dash or two, the value after = or in the next argument. */
static const char *value_of(char **argv, int *i, const char *name)
{
    const char *s = argv[*i];
    size_t length = strlen(name);

    s += s[0] == '-' && s[1] == '-' ? 2 : 1;
    if (argv[*i][0] != '-' || strncmp(s, name, length)) {
        return NULL;
    }
    if (s[length] == '=') {
        return s + length + 1;
    }
    if (s[length]) {
        return NULL;
    }
    if (!argv[*i + 1]) {
        die(EXIT_USAGE, "option '%s' needs a value", argv[*i]);
    }
    return argv[++*i];
}

static bool is_flag(const char *argument, const char *name)
{
    return argument[0] == '-' &&
           !strcmp(argument + 1 + (argument[1] == '-'), name);
}

static Arguments parse(int argc, char **argv)
{
    Arguments a = { 0 };

    for (int i = 1; i < argc; i++) {
        const char *value;

        if ((value = value_of(argv, &i, "install"))) {
            a.install = value;
        } else if ((value = value_of(argv, &i, "uninstall"))) {
            a.uninstall = value;
        } else if ((value = value_of(argv, &i, "mount"))) {
            a.mount = value;
        } else if (is_flag(argv[i], "version")) {
            a.version = true;
        } else if (is_flag(argv[i], "help") || is_flag(argv[i], "h")) {
            a.help = true;
        } else {
            die(EXIT_USAGE, "unknown argument '%s'; try 'binfmt --help'",
                argv[i]);
        }
    }
    return a;
}

/*
 * C, so that sudo works in images, and F as the original does; P wherever the
 * kernel reports it to the emulator (AT_FLAGS, Linux 5.12).
 */
static Options make_options(const Arguments *a)
{
    Options o;

    if (environment("QEMU_BINARY_PREFIX", NULL)) {
        die(EXIT_USAGE, "QEMU_BINARY_PREFIX is not supported");
    }
    options_defaults(&o);
    o.path = environment("QEMU_BINARY_PATH", "/usr/bin");
    o.procdir = a->mount ? a->mount : o.procdir;
    o.credential = true;
    o.persistent = true;
    o.preserve_argv0 =
        environment("QEMU_PRESERVE_ARGV0", NULL) || kernel_at_least(5, 12);
    o.quiet = true;
    return o;
}

/* Our rules that the list means: names of CPUs, and patterns of names of rules.
 * does not reach the rules of others. */
static void select_rules(const char *list, bool set[N_CPUS])
{
    char *word;

    while ((word = next_word(&list, ","))) {
        bool known = cpu_select(word, set);

        FOREACH_CPU(cpu, NULL) {
            if (!fnmatch(word, cpu->rule, 0)) {
                set[cpu_index(cpu)] = known = true;
            }
        }
        if (!known) {
            die(EXIT_USAGE, "unknown CPU or rule '%s'", word);
        }
        free(word);
    }
}

static void select_cpus(Options *o, const char *list)
{
    _cleanup_free_ char *unknown = NULL;

    if (!strcmp(list, "all")) {
        return;
    }
    memset(o->cpus, 0, sizeof(o->cpus));
    o->cpus_named = true;
    if (!cpu_select_list(list, o->cpus, &unknown)) {
        die(EXIT_USAGE, "unsupported architecture: %s",
            unknown ? unknown : "the list is empty");
    }
}

static int uninstall(const Options *o, const Instance *in,
                     const bool set[N_CPUS])
{
    Report report = { 0 };

    unregister_in(o, in, set, &report);
    FOREACH_CPU(cpu, set) {
        Outcome outcome = report_of(&report, cpu);

        if (outcome == REMOVED || outcome == FAILED) {
            fprintf(stderr, "uninstalling: %s %s\n", cpu->rule,
                    outcome == FAILED ? "FAILED" : "OK");
        }
    }
    return report_exit(&report);
}

static int install(const Options *o, const Instance *in)
{
    Report report = { 0 };
    int lasting;

    register_in(o, in, &report);
    FOREACH_CPU(cpu, o->cpus) {
        Outcome outcome = report_of(&report, cpu);

        if (outcome != NOT_ASKED && outcome != FAMILY &&
            outcome != NO_EMULATOR) {
            fprintf(stderr, "installing: %s %s\n", cpu->name,
                    outcome == FAILED ? "FAILED" : "OK");
        }
    }
    lasting = check_lasting(in);
    return report_exit(&report) ? report_exit(&report) : lasting;
}

static bool is_supported(const Instance *in, const Cpu *cpu, const Cpu *host)
{
    const char *name = cpu->rule;
    _cleanup_free_ char *text = NULL;
    Entry entry;

    if (cpu_is_native(cpu, host)) {
        return true;
    }
    if (in->dir >= 0 && !rules_read(in, name, &text)) {
        return !entry_parse(text, &entry) && entry.enabled;
    }
    return cpu_is_family(cpu, host) && run_guest(cpu) == GUEST_STATUS;
}

/* The host's own platform comes first. */
static void add_platforms(Json *j, const Instance *in, bool native)
{
    const Cpu *host = host_cpu();

    FOREACH_CPU(cpu, NULL) {
        if (*cpu->oci && cpu_is_native(cpu, host) == native &&
            is_supported(in, cpu, host)) {
            json_words(j, cpu->oci);
        }
    }
}

static void add_emulators(Json *j, const Instance *in)
{
    _cleanup_names_ char **names = NULL;

    if (in->dir < 0 || rules_names(in, &names)) {
        return;
    }
    for (char **name = names; *name; name++) {
        _cleanup_free_ char *text = NULL;

        if (!rules_read(in, *name, &text) && !strncmp(text, "enabled", 7)) {
            json_string(j, NULL, *name);
        }
    }
}

static void print_json(const Instance *in)
{
    Json j = { 0 };

    json_open(&j, NULL, JSON_OBJECT_LINES);
    json_open(&j, "supported", JSON_ARRAY_LINES);
    add_platforms(&j, in, true);
    add_platforms(&j, in, false);
    json_close(&j);
    json_open(&j, "emulators", JSON_ARRAY_LINES);
    add_emulators(&j, in);
    json_close(&j);
    json_close(&j);
    json_print(&j);
}

/*
 * Only --install may load the module and mount; to look, or to remove, an
 * instance is used if there is one. The JSON is printed whatever fails.
 */
static int carry_out(const Arguments *a, Options *o)
{
    _cleanup_instance_ Instance in = NO_INSTANCE;
    bool installs = a->install && *a->install;
    bool uninstalls = a->uninstall && *a->uninstall;
    bool old[N_CPUS] = { false };
    int status = EXIT_OK, removed = EXIT_OK, r;

    if (uninstalls) {
        select_rules(a->uninstall, old);
    }
    if (installs) {
        select_cpus(o, a->install);
    }
    r = instance_open(o->procdir, installs ? FOR_MOUNTING : FOR_READING, &in);
    if (r && (installs || r != -ENOENT)) {
        status = report_instance(o, r);
    }
    if (!r) {
        removed = uninstalls ? uninstall(o, &in, old) : EXIT_OK;
        status = installs ? install(o, &in) : EXIT_OK;
    }
    print_json(&in);
    return status ? status : removed;
}

int persona_binfmt(int argc, char **argv)
{
    Arguments a = parse(argc, argv);
    Options o = make_options(&a);

    if (a.help) {
        printf("Usage: binfmt [--install all|LIST] [--uninstall LIST|GLOB] "
               "[--mount DIR] [--version]\n");
        return EXIT_OK;
    }
    if (a.version) {
        printf("binfmt/" VERSION " qemu/" VERSION "\n");
        return EXIT_OK;
    }
    return carry_out(&a, &o);
}
