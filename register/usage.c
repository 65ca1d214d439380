/*
 * SPDX-License-Identifier: MIT
 *
 * The text of --help.
 */
#include <string.h>

#include "register.h"

static const char script_options[] =
    "Options of QEMU's script, with the same meaning:\n"
    "  -Q, --qemu-path DIR         folder of the emulators (%s)\n"
    "  -F, --qemu-suffix TEXT      what follows qemu-CPU in their names\n"
    "  -c, --credential yes|no     flags OC: take the ids of a set-user-id\n"
    "                              program, so that sudo works; no is safer\n"
    "  -p, --persistent yes|no     flag F: open the emulator now, so that it\n"
    "                              works in every chroot and container\n"
    "  -g, --preserve-argv0 yes|no flag P: the program sees its own argv[0]\n"
    "  -i, --ignore-family yes|no  also CPUs that this host may run itself\n"
    "  -d, --debian                write templates for update-binfmts\n"
    "  -s, --systemd CPU|ALL       write files for systemd-binfmt.service\n"
    "  -e, --exportdir DIR         where to write them\n"
    "                              (" DEBIANDIR " or " SYSTEMDDIR ")\n"
    "  -h, --help                  this text\n";

static const char our_options[] =
    "What to do, if not to register:\n"
    "      --status[=text|json]    all rules of the kernel\n"
    "      --verify                whether the rules are there and work\n"
    "      --unregister[=LIST]     remove our rules\n"
    "      --list[=text|json]      the CPUs\n"
    "      --exec COMMAND...       run it where foreign programs work: in a\n"
    "                              namespace of its own, without any right\n"
    "                              (Linux 6.7); nothing changes outside\n"
    "      --version\n"
    "More options:\n"
    "      --cpu=LIST              these only: QEMU's names, Debian's, or OCI\n"
    "                              platforms; can be repeated\n"
    "      --force                 replace a rule that differs\n"
    "      --reset                 the same, and remove our other rules\n"
    "      --no-verify             do not run a program of each CPU\n"
    "      --dry-run               print the rules, change nothing\n"
    "      --hold[=FILE]           stay, restore what gets lost; FILE is made\n"
    "                              when all is ready. SIGHUP registers again,\n"
    "                              SIGTERM ends, with --reset without a trace\n"
    "      --keep-ids              with --exec: the user does not become root\n"
    "      --procdir=DIR           another /proc/sys/fs/binfmt_misc\n"
    "      --package=NAME          whose templates these are, with --debian\n"
    "                              (qemu-CPU for each)\n"
    "      --root=DIR              put before the folder of --exportdir\n";

static const char examples[] =
    "Examples:\n"
    "  %s -p yes            all emulators, also for containers\n"
    "  %s -p yes --cpu=arm64,linux/arm/v7  two CPUs\n"
    "  %s -p yes --reset    after an upgrade of the emulators\n"
    "  %s -p yes --systemd ALL   at each boot, by systemd\n"
    "  %s -p yes --debian   and then\n"
    "      update-binfmts --importdir " DEBIANDIR " --import qemu-arm\n"
    "  %s -p yes --hold     in a container that stays\n"
    "  %s --exec chroot ROOT sh  as a user, without any right\n"
    "  %s --status=json\n";

static void print_cpus(void)
{
    size_t column = 80;

    printf("CPU is one of:");
    for (size_t i = 0; i < N_CPUS; i++) {
        if (column + strlen(cpus[i].name) + 1 > 79) {
            printf("\n ");
            column = 1;
        }
        column += printf(" %s", cpus[i].name);
    }
    printf("\n");
}

void usage(const Options *o)
{
    const char *p = PROGRAM;

    printf("Usage: " PROGRAM " [OPTION]...\n"
           "Makes the kernel run programs of other CPUs with QEMU.\n\n");
    printf(script_options, o->path);
    printf("%s", our_options);
    printf(examples, p, p, p, p, p, p, p, p);
    print_cpus();
    printf("HOST_ARCH=CPU stands for this host's CPU, QEMU_BIN_DIR for "
           "--qemu-path.\n"
           "Exit status: 0 if all that was asked for is effective;\n"
           "for others see " PROGRAM "(8).\n");
}
