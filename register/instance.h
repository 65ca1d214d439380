/*
 * SPDX-License-Identifier: MIT
 *
 * An instance of the file system binfmt_misc, opened in one of the places where
 * it is mounted.
 */
#ifndef REGISTER_INSTANCE_H
#define REGISTER_INSTANCE_H

#include <stdbool.h>
#include <time.h>

#include "namespace.h"

typedef struct Instance {
    int dir;
    int rules;          /* its file "register", open for writing, or -1 */
    bool is_real;       /* binfmt_misc, not a directory that a test has made */
    bool is_hosts;      /* reached through /proc/1/root */
    bool mounted_by_us; /* in this run */
    bool is_new;        /* it did not exist before that */
    bool held_by_another; /* somebody else has it mounted, we have not */
} Instance;

/* Only the last mounts binfmt_misc in another place than BINFMT_MISC. */
enum { FOR_READING, FOR_WRITING, FOR_MOUNTING };
#define _cleanup_instance_ __attribute__((cleanup(instance_close)))
#define NO_INSTANCE                                                            \
    {                                                                          \
        .dir = -1, .rules = -1                                                 \
    }

/* 0, or a negative errno, about which instance_trouble has a sentence. */
int instance_open(const char *procdir, int purpose, Instance *instance);
void instance_close(Instance *instance);
char *instance_trouble(const char *procdir, int error);
/* When it was made; false if that cannot be known. */
bool instance_birth(const Instance *instance, struct timespec *birth);
/* Only one program at a time changes an instance. */
int instance_lock(const Instance *instance);
void instance_unlock(const Instance *instance);
/* Mounts the instance of this user namespace there. */
int instance_mount(const char *path);

#endif
