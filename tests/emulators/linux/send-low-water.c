/*
 * SPDX-License-Identifier: MIT
 *
 * SO_SNDLOWAT, whose number differs between CPUs: it is 1 and cannot be set.
 *
 * cpus: common i386 mips
 */
#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>

int main(void)
{
    int fd = socket(AF_UNIX, SOCK_STREAM, 0), value = 7;
    socklen_t len = sizeof(value);
    int ret = getsockopt(fd, SOL_SOCKET, SO_SNDLOWAT, &value, &len);

    printf("%d: %d, %u\n", ret, value, (unsigned)len);
    ret = setsockopt(fd, SOL_SOCKET, SO_SNDLOWAT, &value, sizeof(value));
    printf("%d %d\n", ret, errno == ENOPROTOOPT);
    return 0;
}
