/*
 * SPDX-License-Identifier: MIT
 *
 * A stand-in for an emulator: prints how the kernel has called it.
 *
 * Usage: interp ARGUMENT...        called by the kernel for a foreign program
 *        launch PROGRAM [ARG]...   runs it by execve, without a shell's help
 *
 * Output of interp: its argv[0], then what it was given: "fd" if AT_EXECFD is
 * there (flags O and C), "argv0" if AT_FLAGS has AT_FLAGS_PRESERVE_ARGV0 (P),
 * the number of arguments, and all of them but the path of the program.
 * It exits with the number in INTERP_STATUS, or 0; launch exits with 126.
 */
#include <elf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

extern char **environ;

static int launch(char **argv)
{
    execve(argv[0], argv, environ);
    printf("not executed: %s\n",
           errno == ENOEXEC ? "ENOEXEC" : strerror(errno));
    return 126;
}

int main(int argc, char **argv)
{
    const char *slash = strrchr(argv[0], '/');
    const char *status = getenv("INTERP_STATUS");

    if (!strcmp(slash ? slash + 1 : argv[0], "launch")) {
        return argc > 1 ? launch(argv + 1) : 125;
    }
    errno = 0;
    getauxval(AT_EXECFD);
    printf("%s%s%s %d", argv[0], errno ? "" : " fd",
           getauxval(AT_FLAGS) & 1 ? " argv0" : "", argc);
    for (int i = 2; i < argc; i++) {
        printf(" [%s]", argv[i]);
    }
    printf("\n");
    return status ? atoi(status) : 0;
}
