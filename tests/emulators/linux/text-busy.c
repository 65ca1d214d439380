/*
 * SPDX-License-Identifier: MIT
 *
 * ETXTBSY: a program that is being executed cannot be written to, and one that
 * is open for writing cannot be executed.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char *none[] = { NULL };

static void copy(const char *to)
{
    static char buf[65536];
    int in = open("/proc/self/exe", O_RDONLY), n;
    int out = open(to, O_WRONLY | O_CREAT | O_EXCL, 0755);

    while ((n = read(in, buf, sizeof(buf))) > 0) {
        if (write(out, buf, n) != n) {
            break;
        }
    }
    close(in);
    close(out);
}

static pid_t run(const char *name)
{
    char *argv[] = { "program", "wait", NULL };
    int fds[2];
    char c;
    pid_t pid;

    if (pipe(fds)) {
        return -1;
    }
    pid = fork();
    if (pid == 0) {
        dup2(fds[1], 1);
        close(fds[0]);
        execve(name, argv, none);
        _exit(1);
    }
    close(fds[1]);
    if (read(fds[0], &c, 1) != 1) {
        pid = -1;
    }
    close(fds[0]);
    if (pid < 0) {
        printf("%s cannot be executed\n", name);
        exit(1);
    }
    return pid;
}

static void try(const char *what, int result)
{
    printf("%s %d\n", what, result >= 0 ? 0 : errno == ETXTBSY ? 1 : 2);
    if (result > 0) {
        close(result);
    }
}

/* Who watches a program is told of what this process does to it, and no more.
 */
static void watched(void)
{
    char buf[4096] __attribute__((aligned(8)));
    int watch = inotify_init1(IN_NONBLOCK), fd;

    copy("watched");
    inotify_add_watch(watch, "watched", IN_ALL_EVENTS);
    fd = open("watched", O_WRONLY);
    if (write(fd, "x", 1) != 1) {
        return;
    }
    close(fd);
    for (ssize_t n = read(watch, buf, sizeof(buf)), at = 0; at < n;) {
        struct inotify_event *event = (void *)(buf + at);

        printf("event %x\n", event->mask);
        at += sizeof(*event) + event->len;
    }
    close(watch);
    unlink("watched");
}

int main(int argc, char **argv)
{
    struct stat st;
    pid_t pid;
    int fd;

    if (argc > 1) {
        if (write(1, "x", 1) == 1) {
            pause();
        }
        return 0;
    }
    setvbuf(stdout, NULL, _IONBF, 0);
    copy("busy");
    copy("other");
    if (symlink("busy", "link")) {
        return 1;
    }
    pid = run("./busy");
    try("write", open("busy", O_WRONLY));
    try("read and write", open("busy", O_RDWR | O_CREAT, 0755));
    try("truncated", open("busy", O_RDONLY | O_TRUNC));
    try("created", creat("busy", 0755));
    try("truncate", truncate("busy", 10));
    try("by a link", open("link", O_WRONLY));
    try("read", open("busy", O_RDONLY));
    try("path", open("busy", O_PATH | O_WRONLY));
    try("new", open("busy", O_WRONLY | O_CREAT | O_EXCL, 0755));
    try("another", open("other", O_RDWR));
    watched();
    try("itself", open("/proc/self/exe", O_RDWR));
    printf("whole %d\n", stat("busy", &st) == 0 && st.st_size > 10);

    if (rename("other", "busy")) {
        return 1;
    }
    try("renamed", open("busy", O_WRONLY));
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);

    pid = run("./busy");
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    try("ended", open("busy", O_WRONLY | O_TRUNC));

    fd = open("busy", O_WRONLY);
    argv[0] = "busy";
    try("executed", execve("busy", argv, none));
    close(fd);
    unlink("busy");
    unlink("link");
    return 0;
}
