/*
 * SPDX-License-Identifier: MIT
 *
 * Three cleanup attributes, memory that cannot run out, two messages.
 *
 * The program does one thing and ends: without memory it can only say so.
 */
#ifndef REGISTER_UTIL_H
#define REGISTER_UTIL_H

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define PRINTF(text, arguments) __attribute__((format(printf, text, arguments)))

static inline void cleanup_free(void *pointer)
{
    free(*(void **)pointer);
}

static inline void cleanup_close(int *fd)
{
    if (*fd >= 0) {
        close(*fd);
    }
}

static inline void cleanup_fclose(FILE **file)
{
    if (*file) {
        fclose(*file);
    }
}

#define _cleanup_free_ __attribute__((cleanup(cleanup_free)))
#define _cleanup_close_ __attribute__((cleanup(cleanup_close)))
#define _cleanup_fclose_ __attribute__((cleanup(cleanup_fclose)))

void warn(const char *format, ...) PRINTF(1, 2);
/* The same for a negative errno, which @format shows as %m. Returns the exit
   status, so that nobody looks at errno after the message was written. */
int warn_errno(int error, const char *format, ...) PRINTF(2, 3);
void die(int status, const char *format, ...) PRINTF(2, 3)
    __attribute__((noreturn));
/* One write(2) of all of @text: 0, a negative errno, or -EIO if it was cut. */
int write_once(int fd, const char *text);
/* To have written into a pipe that nobody reads is an error, not the end. What
   we execute gets the signal back as we have got it. */
void ignore_broken_pipe(void);
void restore_broken_pipe(void);
void *allocate(size_t size);
char *text_of(const char *format, ...) PRINTF(1, 2);

/* The strings, one behind the other; what printf would only copy. */
#define text_join(...) text_join_strings(__VA_ARGS__, (char *)NULL)
char *text_join_strings(const char *first, ...) __attribute__((sentinel));

/* Text that grows; .text is NULL while it is empty. */
typedef struct Text {
    char *text;
    size_t size;
} Text;

void text_add(Text *t, const char *format, ...) PRINTF(2, 3);
void text_append(Text *t, const char *s);

#endif
