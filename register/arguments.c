/*
 * SPDX-License-Identifier: MIT
 *
 * Reads the command line by the table of options.
 */
#include <getopt.h>
#include <string.h>

#include "arguments.h"
#include "optiontable.h"
#include "util.h"

enum { N_MAX = 64, LONG = 256 }; /* rows of the table; values above a letter */

static void misuse(const char *what, const char *name)
    __attribute__((noreturn));

static void misuse(const char *what, const char *name)
{
    die(EXIT_USAGE, "%s '%s'; try '" PROGRAM " --help'", what, name);
}

/* True if @argument, "--NAME" with or without a value, names that option. */
static bool names(const char *argument, const Option *option)
{
    size_t length = strcspn(argument, "=") - 2;

    return strlen(option->name) == length &&
           !strncmp(option->name, argument + 2, length);
}

/*
 * The script's getopt takes any beginning of a name that is unique among its
 * own options. New options must not make such a beginning ambiguous.
 */
static char *complete(char *argument)
{
    size_t length = strcspn(argument, "=");
    const char *found = NULL;
    int matches = 0;

    for (const Option *o = option_table; o->name; o++) {
        if (names(argument, o)) {
            return argument;
        }
        if (o->group == GROUP_SCRIPT &&
            !strncmp(o->name, argument + 2, length - 2)) {
            found = o->name;
            matches++;
        }
    }
    return matches == 1 ? xasprintf("--%s%s", found, argument + length)
                        : argument;
}

/* What getopt_long(3) wants to know of the table. */
typedef struct Getopt {
    char letters[2 * N_MAX + 3];
    struct option options[N_MAX + 1];
} Getopt;

static void make_getopt(Getopt *g)
{
    char *letter = stpcpy(g->letters, "+:");
    size_t i;

    for (i = 0; option_table[i].name; i++) {
        const Option *o = &option_table[i];

        g->options[i] = (struct option){ o->name, o->takes, NULL, LONG + i };
        if (o->letter) {
            *letter++ = o->letter;
            *letter = '\0';
            letter = stpcpy(letter, o->takes == required_argument ? ":" : "");
        }
    }
    g->options[i] = (struct option){ NULL, 0, NULL, 0 };
}

static const Option *option_of(int value)
{
    if (value >= LONG) {
        return &option_table[value - LONG];
    }
    for (const Option *o = option_table; o->name; o++) {
        if (o->letter == value) {
            return o;
        }
    }
    return NULL;
}

static void reject(int value, const char *argument, const char *last)
    __attribute__((noreturn));

static void reject(int value, const char *argument, const char *last)
{
    if (value == ':') {
        die(EXIT_USAGE, "option '%s' needs a value", last);
    }
    for (const Option *o = option_table;
         !strncmp(argument, "--", 2) && argument[2] && o->name; o++) {
        if (names(argument, o)) {
            misuse("an option that takes no value:", argument);
        }
    }
    misuse("unknown or ambiguous option", argument);
}

/* "--debian and --systemd", for these bits. */
static char *modes_in_words(unsigned modes)
{
    unsigned left = modes;
    Text t = { 0 };

    for (Mode mode = 0; left; left &= ~(1U << mode), mode++) {
        if (left & 1U << mode) {
            bool last = left == 1U << mode;

            append(&t, !t.size ? "" : last ? " and " : ", ");
            append(&t, mode_name(mode));
        }
    }
    return t.text;
}

/* Rejects options that have no effect in the mode. */
static void check_modes(const Options *o, const bool given[N_MAX])
{
    for (size_t i = 0; option_table[i].name; i++) {
        const Option *option = &option_table[i];

        if (given[i] && !(option->modes & 1U << o->mode)) {
            die(EXIT_USAGE, "--%s is only for %s", option->name,
                modes_in_words(option->modes));
        }
    }
}

static void check_rest(const Options *o)
{
    if (o->hold && o->dry_run) {
        die(EXIT_USAGE, "--hold and --dry-run exclude each other");
    }
    if (o->mode == MODE_EXEC && !o->command[0]) {
        die(EXIT_USAGE, "--exec needs a command");
    }
    if (o->mode != MODE_EXEC && o->command[0]) {
        misuse("unknown argument", o->command[0]);
    }
}

/* Stops at the first option that is wrong. */
void arguments_parse(Options *o, int argc, char **argv)
{
    bool given[N_MAX] = { false };
    Getopt g;

    make_getopt(&g);
    opterr = 0;
    for (;;) {
        int value, index = optind ? optind : 1;
        const Option *option;

        if (index < argc && !strncmp(argv[index], "--", 2) && argv[index][2]) {
            argv[index] = complete(argv[index]);
        }
        value = getopt_long(argc, argv, g.letters, g.options, NULL);
        if (value == -1) {
            break;
        }
        option = option_of(value);
        if (!option) {
            reject(value, argv[index], argv[optind - 1]);
        }
        given[option - option_table] = true;
        option->set(o, option, optarg);
        if (o->mode == MODE_HELP || o->mode == MODE_VERSION) {
            return;
        }
    }
    o->command = argv + optind;
    if (o->verify && o->mode != MODE_EXEC) {
        set_mode(o, MODE_VERIFY, "verify");
    }
    check_modes(o, given);
    check_rest(o);
}
