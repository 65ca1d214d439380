/*
 * SPDX-License-Identifier: MIT
 *
 * ioctls that are in no table of the emulator.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

static void say(const char *what, int ret)
{
    printf("%s: %s\n", what, ret < 0 ? strerror(errno) : "done");
}

int main(void)
{
    int ns = open("/proc/self/ns/user", O_RDONLY);
    int tty = posix_openpt(O_RDWR | O_NOCTTY);
    int s = socket(AF_UNIX, SOCK_STREAM, 0), n;

    n = ioctl(ns, _IO(0xb7, 3));
    say("NS_GET_NSTYPE", n);
    printf("a user namespace: %d\n", n == CLONE_NEWUSER);
    say("no such number", ioctl(ns, _IO(0xb7, 99)));
    say("of evdev, on a socket", ioctl(s, _IOR('E', 1, int), &n));
    say("TIOCSBRK", ioctl(tty, TIOCSBRK));
    say("TIOCCBRK", ioctl(tty, TIOCCBRK));
    return 0;
}
