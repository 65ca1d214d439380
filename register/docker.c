/*
 * SPDX-License-Identifier: MIT
 *
 * The program under the name "binfmt": the arguments and the JSON of
 * tonistiigi/binfmt, for docker/setup-qemu-action and those who type it.
 *
 *   binfmt [--install all|LIST] [--uninstall LIST|GLOB] [--mount DIR]
 *   binfmt --version
 */
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <string.h>

#include "register.h"

typedef struct Arguments {
    const char *install;
    const char *uninstall;
    const char *mount;
    bool version;
    bool help;
} Arguments;

/* Go's flags: one dash or two, the value behind = or in the next argument. */
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
        die(EXIT_USAGE, "there is no value behind '%s'", argv[*i]);
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
 * C, so that sudo works in images, and F as the peer does; P wherever the
 * kernel tells the emulator of it (AT_FLAGS, Linux 5.12).
 */
static Options make_options(const Arguments *a)
{
    const char *path = getenv("QEMU_BINARY_PATH");
    const char *prefix = getenv("QEMU_BINARY_PREFIX");
    const char *argv0 = getenv("QEMU_PRESERVE_ARGV0");
    Options o;

    if (prefix && *prefix) {
        die(EXIT_USAGE, "QEMU_BINARY_PREFIX is not supported");
    }
    options_defaults(&o);
    o.path = path && *path ? path : "/usr/bin";
    o.procdir = a->mount ? a->mount : o.procdir;
    o.credential = true;
    o.persistent = true;
    o.preserve_argv0 = (argv0 && *argv0) || kernel_at_least(5, 12);
    o.quiet = true;
    return o;
}

static void uninstall_one(const Instance *in, const Cpu *cpu, Report *report)
{
    const char *name = cpu->rule;
    int r;

    if (faccessat(in->dir, name, F_OK, 0)) {
        report->outcome[cpu - cpus] = NOT_THERE;
        return;
    }
    r = kernel_remove(in, name);
    if (r) {
        report_failure(report, cpu, exit_of_errno(-r), "%s", strerror(-r));
    } else {
        report->outcome[cpu - cpus] = REMOVED;
    }
    fprintf(stderr, "uninstalling: %s %s\n", name, r ? strerror(-r) : "OK");
}

/* Only rules of our table: * does not reach those of others. */
static int uninstall(const Instance *in, const char *list)
{
    static const char comma[] = ",";
    Report report = { 0 };

    while (*(list += strspn(list, comma))) {
        size_t length = strcspn(list, comma);
        _cleanup_free_ char *word = text_of("%.*s", (int)length, list);
        bool set[N_CPUS] = { false };
        bool known = cpu_select(word, set);

        list += length;
        for (size_t i = 0; i < N_CPUS; i++) {
            const char *name = cpus[i].rule;

            known |= !fnmatch(word, name, 0);
            if (set[i] || !fnmatch(word, name, 0)) {
                uninstall_one(in, &cpus[i], &report);
            }
        }
        if (!known) {
            die(EXIT_USAGE, "unknown CPU or rule '%s'", word);
        }
    }
    return report_exit(&report);
}

static int install(Options *o, const Instance *in, const char *list)
{
    _cleanup_free_ char *unknown = NULL;
    Report report = { 0 };
    int lasting;

    if (strcmp(list, "all")) {
        memset(o->cpus, 0, sizeof(o->cpus));
        o->named = true;
        if (!cpu_select_list(list, o->cpus, &unknown)) {
            die(EXIT_USAGE, "unsupported architecture: %s",
                unknown ? unknown : "the list is empty");
        }
    }
    register_in(o, in, &report);
    for (size_t i = 0; i < N_CPUS; i++) {
        Outcome outcome = report.outcome[i];

        if (outcome != NOT_ASKED && outcome != FAMILY && outcome != ABSENT) {
            fprintf(stderr, "installing: %s %s\n", cpus[i].name,
                    outcome == FAILED ? "FAILED" : "OK");
        }
    }
    lasting = verify_lasting(in);
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
    if (in->dir >= 0 && !kernel_read(in, name, &text)) {
        return !entry_parse(text, &entry) && entry.enabled;
    }
    return cpu_is_family(cpu, host) && run_guest(cpu) == GUEST_STATUS;
}

static void add_item(Text *t, const char *item, size_t length)
{
    _cleanup_free_ char *word = text_of("%.*s", (int)length, item);

    text_add(t, t->size ? ",\n    " : "\n    ");
    text_add_json(t, word);
}

/* The host's own platform comes first. */
static void add_platforms(Text *t, const Instance *in, bool native)
{
    const Cpu *host = options_host();

    for (size_t i = 0; i < N_CPUS; i++) {
        const char *word = cpus[i].oci;

        if (!*word || cpu_is_native(&cpus[i], host) != native ||
            !is_supported(in, &cpus[i], host)) {
            continue;
        }
        while (*word) {
            size_t length = strcspn(word, " ");

            add_item(t, word, length);
            word += length + strspn(word + length, " ");
        }
    }
}

static void add_emulators(Text *t, const Instance *in)
{
    char **names = NULL;

    if (in->dir < 0 || kernel_names(in, &names)) {
        free_names(names);
        return;
    }
    for (char **name = names; *name; name++) {
        _cleanup_free_ char *text = NULL;

        if (!kernel_read(in, *name, &text) && !strncmp(text, "enabled", 7)) {
            add_item(t, *name, strlen(*name));
        }
    }
    free_names(names);
}

static void print_json(const Instance *in)
{
    Text supported = { 0 }, emulators = { 0 };

    add_platforms(&supported, in, true);
    add_platforms(&supported, in, false);
    add_emulators(&emulators, in);
    printf("{\n  \"supported\": [%s%s],\n  \"emulators\": [%s%s]\n}\n",
           supported.text ? supported.text : "", supported.text ? "\n  " : "",
           emulators.text ? emulators.text : "", emulators.text ? "\n  " : "");
    free(supported.text);
    free(emulators.text);
}

int docker_main(int argc, char **argv)
{
    _cleanup_instance_ Instance in = { .dir = -1, .rules = -1 };
    Arguments a = parse(argc, argv);
    Options o = make_options(&a);
    int status = EXIT_OK, r = EXIT_OK;

    if (a.help) {
        printf("Usage: binfmt [--install all|LIST] [--uninstall LIST|GLOB] "
               "[--mount DIR] [--version]\n");
        return EXIT_OK;
    }
    if (a.version) {
        printf("binfmt/" VERSION " qemu/" VERSION "\n");
        return EXIT_OK;
    }
    if (open_for(&o, FOR_WRITING, &in, &status)) {
        r = a.uninstall && *a.uninstall ? uninstall(&in, a.uninstall) : 0;
        status = a.install && *a.install ? install(&o, &in, a.install) : 0;
    }
    print_json(&in);
    return status ? status : r;
}
