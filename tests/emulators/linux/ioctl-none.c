/*
 * SPDX-License-Identifier: MIT
 *
 * ioctls without an argument: what the register of a third argument holds, such
 * as a number that is no address, does not matter.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/btrfs.h>
#include <linux/nsfs.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static void call(const char *what, int fd, unsigned long cmd, unsigned long arg)
{
    long rc = syscall(SYS_ioctl, fd, cmd, arg);

    printf("%s: %s\n", what, rc < 0 ? strerror(errno) : "done");
    if (rc > 2) {
        close(rc);
    }
}

int main(void)
{
    int ns = open("/proc/self/ns/pid", O_RDONLY | O_CLOEXEC);
    int dir = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    call("owner", ns, NS_GET_USERNS, 0);
    call("owner, and a number", ns, NS_GET_USERNS, 0xffffffff);
    call("parent", ns, NS_GET_PARENT, 0);
    call("parent, and a number", ns, NS_GET_PARENT, 0xffffffff);
    call("not of this file system", dir, BTRFS_IOC_SYNC, 0xffffffff);
    return 0;
}
