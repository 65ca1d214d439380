/*
 * SPDX-License-Identifier: MIT
 *
 * What a call has returned, in a word that is the same on all CPUs.
 */
#ifndef OUTCOME_H
#define OUTCOME_H

#include <errno.h>
#include <stdio.h>
#include <string.h>

static inline const char *outcome(long ret)
{
    static char text[32];

    if (ret >= 0) {
        return "ok";
    }
    if (strerrorname_np(errno)) {
        return strerrorname_np(errno);
    }
    snprintf(text, sizeof(text), "error %d", errno);
    return text;
}

#endif
