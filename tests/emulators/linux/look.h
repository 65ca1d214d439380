/*
 * SPDX-License-Identifier: MIT
 *
 * What a link to a program says and leads to.
 */
#ifndef LOOK_H
#define LOOK_H

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Prints it, but for the directory; returns the file's inode, or 0. */
static inline ino_t look(const char *name)
{
    char link[4096], head[4] = "";
    ssize_t n = readlink(name, link, sizeof(link) - 1);
    int fd = open(name, O_RDONLY | O_CLOEXEC);
    struct stat st = { 0 };
    int rc = stat(name, &st);

    link[n < 0 ? 0 : n] = '\0';
    if (fd >= 0 && read(fd, head, sizeof(head)) != sizeof(head)) {
        head[0] = '\0';
    }
    close(fd);
    printf("  %s, ELF %d, stat %d, links %d, access %d\n",
           strrchr(link, '/') ?: link, !memcmp(head, "\177ELF", 4), rc,
           (int)st.st_nlink, access(name, X_OK));
    return st.st_ino;
}

#endif
