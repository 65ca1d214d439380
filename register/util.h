/*
 * SPDX-License-Identifier: MIT
 *
 * Cleanup attributes, memory that cannot run out, text, and calls of the
 * system that are only complete in a loop.
 *
 * The program does one thing and ends: without memory it can only say so.
 */
#ifndef REGISTER_UTIL_H
#define REGISTER_UTIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

#include "message.h"

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

/* Memory full of zeros. */
void *allocate(size_t size);
/* The same memory with another size; what is new is not initialised. */
void *reallocate(void *memory, size_t size);

char *xasprintf(const char *format, ...) PRINTF(1, 2);
/* The strings, one after the other; faster than printf, which counts for the
   33 rules of a registration. */
#define concat(...) concat_strings(__VA_ARGS__, (char *)NULL)
char *concat_strings(const char *first, ...) __attribute__((sentinel));

/* Text that grows; .text is NULL while it is empty. */
typedef struct Text {
    char *text;
    size_t size;
} Text;

void append(Text *t, const char *s);
void appendf(Text *t, const char *format, ...) PRINTF(2, 3);

/* The part of @s up to one of @separators, to be freed, and *@s is after it;
   NULL if there is none. Empty parts are left out. */
char *next_word(const char **s, const char *separators);

/* One write(2) of all of @text: 0, a negative errno, or -EIO if it was cut. */
int write_once(int fd, const char *text);
/* As many as it takes: 0 or a negative errno. */
int write_all(int fd, const char *text);
/* The status of waitpid(2), or a negative errno. */
int wait_child(pid_t pid);

/* To have written into a pipe that nobody reads is an error, not the end. What
   we execute gets the signal back as we have got it. */
void ignore_broken_pipe(void);
void restore_broken_pipe(void);

bool kernel_at_least(int major, int minor);

#endif
