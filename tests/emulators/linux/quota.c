/*
 * SPDX-License-Identifier: MIT
 *
 * quotactl() where there are no quotas: which error each command has, those of
 * XFS included.
 */
#define _GNU_SOURCE
#include "outcome.h"
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define XFS(n) ('X' << 8 | (n))

static const int commands[] = {
    0x800001, 0x800002, 0x800003, 0x800004, 0x800005, 0x800006, 0x800007,
    0x800008, 0x800009, XFS(1),   XFS(2),   XFS(3),   XFS(4),   XFS(6),
    XFS(7),   XFS(8),   XFS(9),   XFS(10),  5,
};

int main(void)
{
    static char data[256] = "/none";
    int fd = open("/proc", O_RDONLY);

    for (unsigned i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
        int cmd = commands[i] << 8;

        printf("%x:", commands[i]);
        printf(" %s", outcome(syscall(443, fd, cmd, 0, data)));
        printf(" %s", outcome(syscall(SYS_quotactl, cmd, "/none", 0, data)));
        printf(" %s", outcome(syscall(SYS_quotactl, cmd, "/proc", 0, data)));
        printf(" %s\n", outcome(syscall(443, -1, cmd, 0, data)));
    }
    printf("type %s\n", outcome(syscall(443, fd, XFS(8) << 8 | 77, 0, data)));
    return 0;
}
