/*
 * SPDX-License-Identifier: MIT
 *
 * Writes the smallest program of a CPU, which exits with status 42, to
 * standard output: smallest TARGET. Exit status 1 if there is none.
 */
#include <stdio.h>
#include <string.h>

#include "guest.h"

int main(int argc, char **argv)
{
    uint8_t image[GUEST_MAX];

    FOREACH_CPU(cpu, NULL) {
        if (argc > 1 && !strcmp(cpu->target, argv[1])) {
            size_t size = guest_program(cpu, image);

            return size == 0 || fwrite(image, 1, size, stdout) != size;
        }
    }
    fprintf(stderr, "smallest: unknown target\n");
    return 1;
}
