/*
 * SPDX-License-Identifier: MIT
 *
 * A guest that jumps, for tests/emulators/jumps.t: to a function on another
 * page, by its address or through a pointer, and back.
 *
 * Usage: jumps direct|pointer|signal ROUNDS
 *   signal   raises SIGUSR1, which does nothing, after the rounds; then again
 * Output: the number of calls.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__attribute__((noinline, aligned(65536), section(".text.far"))) int
far_away(int calls)
{
    __asm__ volatile("");
    return calls + 1;
}

static void nothing(int number)
{
    (void)number;
}

static int (*volatile pointer)(int) = far_away;

int main(int argc, char *argv[])
{
    int calls = 0;
    int rounds = argc > 2 ? atoi(argv[2]) : 0;

    if (argc < 2) {
        return 2;
    }
    for (int i = 0; i < rounds; i++) {
        calls =
            strcmp(argv[1], "pointer") == 0 ? pointer(calls) : far_away(calls);
    }
    if (strcmp(argv[1], "signal") == 0) {
        signal(SIGUSR1, nothing);
        raise(SIGUSR1);
        for (int i = 0; i < rounds; i++) {
            calls = far_away(calls);
        }
    }
    printf("%d\n", calls);
    return 0;
}
