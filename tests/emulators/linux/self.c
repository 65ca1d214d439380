/*
 * SPDX-License-Identifier: MIT
 *
 * A program whose file has no path, a memfd or deleted, reaches it by
 * /proc/self/exe: it is opened, asked about, and executed once more.
 */
#define _GNU_SOURCE
#include "copy.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "look.h"

static char *nothing[] = { NULL };

static int child(char *again)
{
    char name[64];

    snprintf(name, sizeof(name), "/proc/%d/exe", (int)getpid());
    look("/proc/self/exe");
    look(name);
    if (*again) {
        char *arguments[] = { "name", "child", again + 1, NULL };

        execv(again[1] ? name : "/proc/self/exe", arguments);
        printf("  not executed: %s\n", strerror(errno));
    }
    return 7;
}

static void run(const char *what, int fd)
{
    char *arguments[] = { "name", "child", "--", NULL };
    int status = -1;
    pid_t pid;

    printf("%s\n", what);
    pid = fork();
    if (pid == 0) {
        fexecve(fd, arguments, nothing);
        _exit(1);
    }
    waitpid(pid, &status, 0);
    printf("status %d\n", WIFEXITED(status) ? WEXITSTATUS(status) : -1);
    close(fd);
}

int main(int argc, char **argv)
{
    int fd;

    setvbuf(stdout, NULL, _IOLBF, 0);
    if (argc > 2) {
        return child(argv[2]);
    }
    fd = memfd_create("program", MFD_CLOEXEC);
    copy_to(fd);
    run("memfd, close-on-exec", fd);
    fd = memfd_create("program", 0);
    copy_to(fd);
    run("memfd", fd);

    fd = open("program", O_CREAT | O_WRONLY | O_CLOEXEC, 0700);
    copy_to(fd);
    close(fd);
    fd = open("program", O_RDONLY | O_CLOEXEC);
    run("with a path", fd);
    fd = open("program", O_RDONLY | O_CLOEXEC);
    unlink("program");
    run("deleted", fd);
    return 0;
}
