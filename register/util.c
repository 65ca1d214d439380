/*
 * SPDX-License-Identifier: MIT
 *
 * Messages, memory that cannot run out, text that grows.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>

#include "register.h"
#include "util.h"

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

int write_once(int fd, const char *text)
{
    size_t size = strlen(text);
    ssize_t n;

    do {
        n = write(fd, text, size);
    } while (n < 0 && errno == EINTR);
    if (n < 0) {
        return -errno;
    }
    return n == (ssize_t)size ? 0 : -EIO;
}

static struct sigaction inherited;

void ignore_broken_pipe(void)
{
    struct sigaction ignore = { .sa_handler = SIG_IGN };

    sigaction(SIGPIPE, &ignore, &inherited);
}

void restore_broken_pipe(void)
{
    sigaction(SIGPIPE, &inherited, NULL);
}

void *allocate(size_t size)
{
    void *memory = malloc(size ? size : 1); /* glibc's calloc is slower */

    if (!memory) {
        die(EXIT_OTHER, "%s", strerror(ENOMEM));
    }
    return memset(memory, 0, size);
}

static char *format_text(const char *format, va_list arguments)
{
    char *text;

    if (vasprintf(&text, format, arguments) < 0) {
        die(EXIT_OTHER, "%s", strerror(ENOMEM));
    }
    return text;
}

char *text_of(const char *format, ...)
{
    va_list arguments;
    char *text;

    va_start(arguments, format);
    text = format_text(format, arguments);
    va_end(arguments);
    return text;
}

char *text_join_strings(const char *first, ...)
{
    size_t size = 1;
    va_list arguments;
    char *text, *end;

    va_start(arguments, first);
    for (const char *s = first; s; s = va_arg(arguments, const char *)) {
        size += strlen(s);
    }
    va_end(arguments);
    end = text = allocate(size);
    va_start(arguments, first);
    for (const char *s = first; s; s = va_arg(arguments, const char *)) {
        end = stpcpy(end, s);
    }
    va_end(arguments);
    return text;
}

void text_append(Text *t, const char *s)
{
    size_t length = strlen(s);

    t->text = realloc(t->text, t->size + length + 1);
    if (!t->text) {
        die(EXIT_OTHER, "%s", strerror(ENOMEM));
    }
    memcpy(t->text + t->size, s, length + 1);
    t->size += length;
}

void text_add(Text *t, const char *format, ...)
{
    _cleanup_free_ char *more = NULL;
    va_list arguments;

    va_start(arguments, format);
    more = format_text(format, arguments);
    va_end(arguments);
    text_append(t, more);
}
