/*
 * SPDX-License-Identifier: MIT
 *
 * ioctls that are in no table of the emulator.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/random.h>
#include <linux/sockios.h>
#include <sched.h>
#include <signal.h>
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
    int random = open("/dev/urandom", O_RDWR);
    int s = socket(AF_UNIX, SOCK_STREAM, 0), n;
    struct {
        struct rand_pool_info info;
        int data;
    } entropy = { { 0, 4 }, 7 };

    n = ioctl(ns, _IO(0xb7, 3));
    say("NS_GET_NSTYPE", n);
    printf("a user namespace: %d\n", n == CLONE_NEWUSER);
    say("no such number", ioctl(ns, _IO(0xb7, 99)));
    say("of evdev, on a socket", ioctl(s, _IOR('E', 1, int), &n));
    say("TIOCSBRK", ioctl(tty, TIOCSBRK));
    say("TIOCCBRK", ioctl(tty, TIOCCBRK));
    say("TIOCSIG", ioctl(tty, TIOCSIG, SIGQUIT));
    say("TIOCSIG of another signal", ioctl(tty, TIOCSIG, SIGUSR1));
    say("TIOCVHANGUP", ioctl(tty, TIOCVHANGUP));
    say("SIOCGSKNS", ioctl(s, SIOCGSKNS) < 0 ? -1 : 0);
    say("SIOCGSKNS, no socket", ioctl(ns, SIOCGSKNS));
    say("RNDADDENTROPY", ioctl(random, RNDADDENTROPY, &entropy));
    say("RNDADDENTROPY, no device", ioctl(ns, RNDADDENTROPY, &entropy));
    say("F_GETDELEG to nowhere", fcntl(ns, 1039, NULL));
    return 0;
}
