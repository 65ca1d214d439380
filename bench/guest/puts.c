/*
 * SPDX-License-Identifier: MIT
 *
 * The smallest program with a C library that says something; without a
 * standard output it is `true`.
 */
#include <stdio.h>

int main(void)
{
    return puts("hello") < 0;
}
