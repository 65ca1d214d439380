/*
 * SPDX-License-Identifier: MIT
 *
 * Calls that Linux has for Arm only, beyond its table, are filtered as well.
 *
 * cpus: arm
 * prints: flush denied: EPERM
 * prints: thread pointer: EACCES
 * prints: flush allowed: done
 */
#define _GNU_SOURCE
#include "filter.h"

#define FLUSH 0xf0002
#define SET_TLS 0xf0005

int main(void)
{
    static char code[64];
    struct sock_filter f[] = {
        LOAD(NR),
        EQUAL(SET_TLS, 0, 1),
        RETURN(SECCOMP_RET_ERRNO | 13),
        EQUAL(FLUSH, 0, 3),
        LOAD(LOW(0)),
        EQUAL(0, 0, 1),
        RETURN(SECCOMP_RET_ERRNO | 1),
        RETURN(SECCOMP_RET_ALLOW),
    };

    setvbuf(stdout, NULL, _IONBF, 0);
    if (INSTALL(f)) {
        puts("no filter");
    }
    printf("flush denied: %s\n", result(syscall(FLUSH, 0, 0, 0)));
    printf("thread pointer: %s\n", result(syscall(SET_TLS, 0)));
    printf("flush allowed: %s\n", result(syscall(FLUSH, code, code + 64, 0)));
    return 0;
}
