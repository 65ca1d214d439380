/*
 * SPDX-License-Identifier: MIT
 *
 * Newer ioctls of pseudo terminals, whose numbers hold a size.
 *
 * cpus: common alpha hppa i386 mips ppc sparc64
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/ioctl.h>

int main(void)
{
    int tty = open("/dev/ptmx", O_RDWR | O_NOCTTY), n = -1, ret;

    ret = ioctl(tty, TIOCGPTLCK, &n);
    printf("TIOCGPTLCK %d %d\n", ret, n);
    ret = ioctl(tty, TIOCGPKT, &n);
    printf("TIOCGPKT %d %d\n", ret, n);
    ret = ioctl(tty, TIOCGEXCL, &n);
    printf("TIOCGEXCL %d %d\n", ret, n);
    return 0;
}
