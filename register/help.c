/*
 * SPDX-License-Identifier: MIT
 *
 * The text of --help, from the table of options.
 */
#include <string.h>

#include "arguments.h"
#include "optiontable.h"
#include "util.h"

enum { HELP_COLUMN = 30, COLUMNS = 79 };

static const char examples[] =
    "Examples:\n"
    "  " PROGRAM " -p yes            all emulators, also for containers\n"
    "  " PROGRAM " -p yes --cpu=arm64,linux/arm/v7  two CPUs\n"
    "  " PROGRAM " -p yes --reset    after an upgrade of the emulators\n"
    "  " PROGRAM " -p yes --systemd ALL   at each boot, by systemd\n"
    "  " PROGRAM " -p yes --debian   and then\n"
    "      update-binfmts --importdir " DEBIANDIR " --import qemu-arm\n"
    "  " PROGRAM " -p yes --hold     in a container that stays\n"
    "  " PROGRAM " --exec chroot ROOT sh  as a user, without any privileges\n"
    "  " PROGRAM " --status=json\n";

static void print_option(const Options *o, const Option *option)
{
    _cleanup_free_ char *help =
        option->field == offsetof(Options, path) && option->letter == 'Q'
            ? xasprintf("%s (%s)", option->help, o->path)
            : concat(option->help);
    const char *rest = help;
    int width;

    if (option->letter) {
        width = printf("  -%c, --%s%s", option->letter, option->name,
                       option->argument ? option->argument : "");
    } else {
        width = printf("      --%s%s", option->name,
                       option->argument ? option->argument : "");
    }
    for (char *line; (line = next_word(&rest, "\n")); free(line)) {
        printf("%*s%s\n", width < HELP_COLUMN ? HELP_COLUMN - width : 1, "",
               line);
        width = 0;
    }
    if (!*help) {
        printf("\n");
    }
}

static void print_group(const Options *o, OptionGroup group, const char *title)
{
    printf("%s\n", title);
    for (const Option *option = option_table; option->name; option++) {
        if (option->group == group) {
            print_option(o, option);
        }
    }
}

static void print_cpus(void)
{
    size_t column = COLUMNS + 1;

    printf("CPU is one of:");
    FOREACH_CPU(cpu, NULL) {
        if (column + strlen(cpu->name) + 1 > COLUMNS) {
            printf("\n ");
            column = 1;
        }
        column += printf(" %s", cpu->name);
    }
    printf("\n");
}

void print_help(const Options *o)
{
    printf("Usage: " PROGRAM " [OPTION]...\n"
           "Makes the kernel run programs of other CPUs with QEMU.\n\n");
    print_group(o, GROUP_SCRIPT,
                "Options of QEMU's script, with the same meaning:");
    print_group(o, GROUP_MODE, "What to do, if not to register:");
    print_group(o, GROUP_MORE, "More options:");
    printf("%s", examples);
    print_cpus();
    printf("HOST_ARCH=CPU overrides this host's CPU, QEMU_BIN_DIR=DIR the "
           "default of\n--qemu-path.\n"
           "Exit status: 0 if everything that was requested is in force;\n"
           "for others see " PROGRAM "(8).\n");
}
