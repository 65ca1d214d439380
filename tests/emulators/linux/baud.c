/*
 * SPDX-License-Identifier: MIT
 *
 * TCSETS2: a terminal's speed in numbers, of which it has any.
 *
 * cpus: aarch64 arm riscv64 s390x i386 x86_64 mips m68k
 */
#include <asm/termbits.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

int main(void)
{
    int tty = open("/dev/ptmx", O_RDWR | O_NOCTTY);
    struct termios2 set = { 0 }, got = { 0 };

    printf("get %d\n", ioctl(tty, TCGETS2, &set));
    set.c_cflag = (set.c_cflag & ~(CBAUD | CBAUD << IBSHIFT)) | BOTHER |
                  BOTHER << IBSHIFT;
    set.c_ispeed = 123456;
    set.c_ospeed = 250000;
    set.c_cc[VEOF] = 5;
    printf("set %d", ioctl(tty, TCSETS2, &set));
    printf(", get %d", ioctl(tty, TCGETS2, &got));
    printf(": %u %u", got.c_ispeed, got.c_ospeed);
    printf(" %d %d\n", (got.c_cflag & CBAUD) == BOTHER, got.c_cc[VEOF]);
    set.c_ospeed = 300000;
    printf("set %d", ioctl(tty, TCSETSW2, &set));
    set.c_ospeed++;
    set.c_ispeed = set.c_ospeed;
    printf(" %d", ioctl(tty, TCSETSF2, &set));
    printf(", get %d", ioctl(tty, TCGETS2, &got));
    printf(": %u %u\n", got.c_ispeed, got.c_ospeed);
    return 0;
}
