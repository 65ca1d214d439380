/*
 * SPDX-License-Identifier: MIT
 *
 * Programs that are executed by their descriptor: closed by execve() or not,
 * deleted, a memfd, without read permission, with the mark of an AppImage; and
 * scripts, which may not be.
 */
#define _GNU_SOURCE
#include "copy.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static char *arguments[] = { "name", "child", NULL }, *nothing[] = { NULL };

/* What the child says: which descriptors are open. Its name is up to the rules.
 */
static int child(void)
{
    printf("  child:");
    for (int fd = 3; fd < 20; fd++) {
        if (fcntl(fd, F_GETFD) >= 0) {
            printf(" %d", fd);
        }
    }
    printf("\n");
    return 7;
}

static void run(const char *what, int dirfd, const char *path, int flags)
{
    int status = -1;
    pid_t pid = fork();

    if (pid == 0) {
        syscall(SYS_execveat, dirfd, path, arguments, nothing, flags);
        _exit(errno == ENOENT ? 2 : errno == EACCES ? 3 : 4);
    }
    waitpid(pid, &status, 0);
    printf("%s %d\n", what, WIFEXITED(status) ? WEXITSTATUS(status) : -1);
}

/* What may not be read may be executed, also by who is root here, but has not
 * the capabilities to read all files; nor what he executes. */
static void run_unreadable(void)
{
    enum { READS = 1 << CAP_DAC_OVERRIDE | 1 << CAP_DAC_READ_SEARCH };
    struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3, 0 };
    struct __user_cap_data_struct caps[2];
    int status;

    if (fork() == 0) {
        prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0);
        prctl(PR_CAPBSET_DROP, CAP_DAC_READ_SEARCH, 0, 0, 0);
        syscall(SYS_capget, &head, caps);
        caps[0].effective &= ~READS;
        caps[0].permitted &= ~READS;
        caps[0].inheritable &= ~READS;
        syscall(SYS_capset, &head, caps);
        printf("read %d", open("program", O_RDONLY));
        printf(" %d\n", errno == EACCES);
        run("execute only", AT_FDCWD, "program", 0);
        _exit(0);
    }
    wait(&status);
}

int main(int argc, char **argv)
{
    int fd, dir, script;

    setvbuf(stdout, NULL, _IOLBF, 0);
    if (argc > 1) {
        return child();
    }
    for (fd = 3; fd < 20; fd++) {
        close(fd);
    }
    fd = open("program", O_CREAT | O_WRONLY | O_CLOEXEC, 0700);
    copy_to(fd);
    close(fd);
    script = open("script", O_CREAT | O_WRONLY | O_CLOEXEC, 0700);
    if (write(script, "#!/bin/sh\nexit 8\n", 17) != 17) {
        return 1;
    }
    close(script);

    fd = open("appimage", O_CREAT | O_WRONLY | O_CLOEXEC, 0700);
    copy_to(fd);
    if (pwrite(fd, "AI\2", 3, 8) != 3) {
        return 1;
    }
    close(fd);
    run("AppImage", AT_FDCWD, "appimage", 0);

    fd = open("program", O_RDONLY | O_CLOEXEC);
    run("close-on-exec", fd, "", AT_EMPTY_PATH);
    dir = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    run("in a directory", dir, "program", 0);
    run("not there", dir, "none", 0);
    close(dir);
    fcntl(fd, F_SETFD, 0);
    run("open", fd, "", AT_EMPTY_PATH);
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    chmod("program", 0111);
    run_unreadable();
    unlink("program");
    run("deleted", fd, "", AT_EMPTY_PATH);
    run("gone", AT_FDCWD, "program", 0);
    close(fd);

    script = open("script", O_RDONLY | O_CLOEXEC);
    run("script", script, "", AT_EMPTY_PATH);
    close(script);

    fd = memfd_create("program", MFD_CLOEXEC);
    copy_to(fd);
    run("memfd, close-on-exec", fd, "", AT_EMPTY_PATH);
    fcntl(fd, F_SETFD, 0);
    run("memfd", fd, "", AT_EMPTY_PATH);
    return 0;
}
