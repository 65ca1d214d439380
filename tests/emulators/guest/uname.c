/*
 * SPDX-License-Identifier: MIT
 *
 * Prints the machine and the release that uname() tells of, those of a process
 * of 32 bits too if it is asked to ("uname 32"); or how large its stack may be
 * ("uname stack").
 */
#include <stdio.h>
#include <sys/personality.h>
#include <sys/resource.h>
#include <sys/utsname.h>

int main(int argc, char **argv)
{
    struct utsname name;
    struct rlimit limit;

    if (argc > 1 && argv[1][0] == 's') {
        getrlimit(RLIMIT_STACK, &limit);
        printf("%lu\n", (unsigned long)limit.rlim_cur);
        return 0;
    }
    if (argc > 1 && argv[1][0] == '3') {
        personality(PER_LINUX32);
    }
    if (uname(&name) != 0) {
        return 1;
    }
    printf("%s %s\n", name.machine, name.release);
    return 0;
}
