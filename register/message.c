/*
 * SPDX-License-Identifier: MIT
 *
 * Messages on standard error, and the exit status that an error means.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "message.h"

int exit_of_errno(int error, int otherwise)
{
    switch (-error) {
    case EACCES:
    case EPERM:
    case EROFS:
        return EXIT_NOT_PERMITTED;
    case ENODEV:
    case ENOSYS:
        return EXIT_NO_KERNEL;
    default:
        return otherwise;
    }
}

/* @error is what %m in @format stands for. */
static void print_message(int error, const char *format, va_list arguments)
{
    fflush(stdout);
    fputs(PROGRAM ": ", stderr);
    errno = error;
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
}

void warn(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    print_message(0, format, arguments);
    va_end(arguments);
}

int warn_errno(int error, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    print_message(-error, format, arguments);
    va_end(arguments);
    return exit_of_errno(error, EXIT_OTHER);
}

void die(int status, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    print_message(0, format, arguments);
    va_end(arguments);
    exit(status);
}
