/*
 * SPDX-License-Identifier: MIT
 *
 * A guest program with a C library: runs every check, says what failed.
 *
 * Usage: guest MACHINE DIR "" "a b"
 *   MACHINE  what uname(2) has to call the CPU
 *   DIR      an empty folder for files
 * Environment:
 *   GUEST_RUN    the command that runs this program, one word per line:
 *                emulator, its options, program. Without binfmt_misc a guest
 *                can execute itself only by executing its emulator.
 *   GUEST_TEXT   "x=y z", GUEST_EMPTY: an empty string
 *   GUEST_KNOWN  checks, between blanks, that must fail: known bugs of QEMU
 * Output: a line per check, "NAME ok" or "NAME FAILED: detail"; at the end
 *   "all N checks ok" or what is wrong.
 * Exit status: 0 if every check ran and is ok, otherwise 1.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "guest.h"

/* A group that silently ends early must not pass. */
enum { WANTED_CHECKS = 115 };

static int checks, failures;

/* True if @name is one of the words of GUEST_KNOWN. */
static bool known(const char *name)
{
    const char *words = getenv("GUEST_KNOWN");
    size_t length = strlen(name);
    const char *s = words ? strstr(words, name) : NULL;

    return s && (s == words || s[-1] == ' ') &&
           (s[length] == ' ' || !s[length]);
}

static void fail(const char *detail, va_list arguments)
{
    int error = errno;

    failures++;
    printf("FAILED: ");
    vprintf(detail, arguments);
    printf(" (errno %d)\n", error);
}

void check(const char *name, bool good, const char *detail, ...)
{
    va_list arguments;

    checks++;
    printf("%s ", name);
    va_start(arguments, detail);
    if (known(name) && good) {
        failures++;
        printf("FAILED: it works; guests.def should not call it a bug\n");
    } else if (known(name)) {
        printf("is a known bug of QEMU\n");
    } else if (good) {
        printf("ok\n");
    } else {
        fail(detail, arguments);
    }
    va_end(arguments);
    fflush(stdout); /* fork() must not copy buffered lines */
}

void check_number(const char *name, uint64_t got, uint64_t wanted)
{
    check(name, got == wanted, "%#llx instead of %#llx",
          (unsigned long long)got, (unsigned long long)wanted);
}

const char *in_dir(const char *dir, const char *name)
{
    static char path[2][4096];
    static int turn;

    turn = !turn;
    snprintf(path[turn], sizeof(path[turn]), "%s/%s", dir, name);
    return path[turn];
}

static void check_arguments(int argc, char **argv)
{
    const char *run = getenv("GUEST_RUN");
    const char *program = run ? strrchr(run, '\n') : NULL;

    check("argv.count", argc == 5, "%d", argc);
    check("argv.end", !argv[argc], "not a null pointer");
    check("argv.program", program && !strcmp(argv[0], program + 1), "%s",
          argv[0]);
    check("argv.empty", argc > 3 && !*argv[3], "%s", argv[argc - 1]);
    check("argv.space", argc > 4 && !strcmp(argv[4], "a b"), "%s",
          argv[argc - 1]);
}

static void check_environment(void)
{
    const char *text = getenv("GUEST_TEXT");
    const char *empty = getenv("GUEST_EMPTY");

    check("environment.text", text && !strcmp(text, "x=y z"), "%s",
          text ? text : "unset");
    check("environment.empty", empty && !*empty, "%s", empty ? empty : "unset");
    check("environment.unset", !getenv("GUEST_NONE"), "GUEST_NONE is set");
}

static void check_uname(const char *machine)
{
    struct utsname uts;
    int rc = uname(&uts);

    check("uname.sysname", !rc && !strcmp(uts.sysname, "Linux"), "%s",
          uts.sysname);
    check("uname.machine", !rc && !strcmp(uts.machine, machine),
          "%s instead of %s", uts.machine, machine);
}

int main(int argc, char **argv)
{
    if (argc > 1 && !strcmp(argv[1], "exec-child")) {
        return exec_child(argc, argv);
    }
    if (argc < 3) {
        fprintf(stderr, "usage: guest MACHINE DIR \"\" \"a b\"\n");
        return 1;
    }

    check_arguments(argc, argv);
    check_environment();
    check_uname(argv[1]);
    check_integers();
    check_floats();
    check_jumps();
    check_files(argv[2]);
    check_memory(argv[2]);
    check_signals();
    check_threads();
    check_processes();
    check_exec();
    check_time();
    check_pipes();

    if (failures || checks != WANTED_CHECKS) {
        printf("%d of %d checks FAILED, %d checks wanted\n", failures, checks,
               WANTED_CHECKS);
        return 1;
    }
    printf("all %d checks ok\n", checks);
    return 0;
}
