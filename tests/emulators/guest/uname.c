/*
 * SPDX-License-Identifier: MIT
 *
 * Prints the machine and the release that uname() tells of, those of a process
 * of 32 bits too if it is asked to ("uname 32").
 */
#include <stdio.h>
#include <sys/personality.h>
#include <sys/utsname.h>

int main(int argc, char **argv)
{
    struct utsname name;

    if (argc > 1 && argv[1][0] == '3') {
        personality(PER_LINUX32);
    }
    if (uname(&name) != 0) {
        return 1;
    }
    printf("%s %s\n", name.machine, name.release);
    return 0;
}
