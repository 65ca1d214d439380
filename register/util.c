/*
 * SPDX-License-Identifier: MIT
 *
 * Memory that cannot run out, text, and calls of the system that need a loop.
 */
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/utsname.h>
#include <sys/wait.h>

#include "util.h"

static void *checked(void *memory)
{
    if (!memory) {
        die(EXIT_OTHER, "%s", strerror(ENOMEM));
    }
    return memory;
}

void *allocate(size_t size)
{
    /* glibc's calloc is slower */
    return memset(checked(malloc(size ? size : 1)), 0, size);
}

void *reallocate(void *memory, size_t size)
{
    return checked(realloc(memory, size));
}

static char *format_text(const char *format, va_list arguments)
{
    char *text;

    if (vasprintf(&text, format, arguments) < 0) {
        text = NULL;
    }
    return checked(text);
}

char *xasprintf(const char *format, ...)
{
    va_list arguments;
    char *text;

    va_start(arguments, format);
    text = format_text(format, arguments);
    va_end(arguments);
    return text;
}

char *concat_strings(const char *first, ...)
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

void append(Text *t, const char *s)
{
    size_t length = strlen(s);

    t->text = reallocate(t->text, t->size + length + 1);
    memcpy(t->text + t->size, s, length + 1);
    t->size += length;
}

void appendf(Text *t, const char *format, ...)
{
    _cleanup_free_ char *more = NULL;
    va_list arguments;

    va_start(arguments, format);
    more = format_text(format, arguments);
    va_end(arguments);
    append(t, more);
}

char *next_word(const char **s, const char *separators)
{
    size_t length;
    char *word;

    *s += strspn(*s, separators);
    length = strcspn(*s, separators);
    if (!length) {
        return NULL;
    }
    word = allocate(length + 1);
    memcpy(word, *s, length);
    *s += length;
    return word;
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

int write_all(int fd, const char *text)
{
    size_t left = strlen(text);

    while (left) {
        ssize_t n = write(fd, text, left);

        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return -errno;
        }
        text += n;
        left -= n;
    }
    return 0;
}

int wait_child(pid_t pid)
{
    int status;

    while (waitpid(pid, &status, 0) < 0) {
        if (errno != EINTR) {
            return -errno;
        }
    }
    return status;
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

bool kernel_at_least(int major, int minor)
{
    struct utsname name;
    char *end;
    long x, y;

    if (uname(&name) < 0) {
        return false;
    }
    x = strtol(name.release, &end, 10);
    y = *end == '.' ? strtol(end + 1, NULL, 10) : 0;
    return x > major || (x == major && y >= minor);
}
