/*
 * SPDX-License-Identifier: MIT
 *
 * Extended attributes: set, read, list, remove.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <fcntl.h>
#include <sys/xattr.h>

int main(void)
{
    char value[16] = "", list[64];
    ssize_t n;
    int fd = open("file", O_CREAT | O_RDWR, 0600);

    printf("set %d\n", setxattr("file", "user.test", "12345", 5, 0));
    printf("get %zd\n", getxattr("file", "user.test", value, sizeof(value)));
    printf("value %s\n", value);
    printf("list %zd\n", flistxattr(fd, list, sizeof(list)));
    n = getxattr("file", "user.test", value, 2);
    printf("short %zd %d\n", n, errno == ERANGE);
    printf("remove %d\n", fremovexattr(fd, "user.test"));
    n = lgetxattr("file", "user.test", value, 16);
    printf("none %zd %d\n", n, errno == ENODATA);
    return 0;
}
