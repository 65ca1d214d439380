/*
 * SPDX-License-Identifier: MIT
 *
 * Accesses of all kinds to a page, each within its first 16 bytes.
 */
#ifndef ACCESS_H
#define ACCESS_H

#include "code.h"

static volatile int access_sink;

/* "read", "write", "atomic" or "clear" it (some CPUs have instructions for
 * that), or jump there. */
static inline void access_page(const char *how, char *page)
{
    switch (*how) {
    case 'r':
        access_sink = *(volatile char *)page;
        break;
    case 'w':
        *(volatile char *)(page + 8) = 1;
        break;
    case 'a':
        __atomic_fetch_add((int *)(page + 8), 1, __ATOMIC_SEQ_CST);
        break;
    case 'c':
        memset(page, 0, 16);
        break;
    default:
        access_sink = call_code(page);
    }
}

#endif
