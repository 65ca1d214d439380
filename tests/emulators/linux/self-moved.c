/*
 * SPDX-License-Identifier: MIT
 *
 * A program that is renamed, deleted or replaced while it runs, or has another
 * root, reaches its file by /proc/self/exe as before, and others do by its
 * number; and this takes no descriptor of its own.
 */
#define _GNU_SOURCE
#include "copy.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "look.h"

#ifndef __NR_close_range
#define __NR_close_range 436
#endif

static ino_t inode;

static void look_at(const char *who, const char *name)
{
    printf("  %s:", who);
    printf("  same %d, write %d\n", look(name) == inode,
           open(name, O_WRONLY) == -1 ? errno : 0);
}

static void finish(const char *what, pid_t pid)
{
    int status = -1;

    waitpid(pid, &status, 0);
    printf("  %s: status %d\n", what,
           WIFEXITED(status) ? WEXITSTATUS(status) : -1);
}

static void run_again(const char *what, int quick)
{
    char *arguments[] = { "name", "again", NULL };
    pid_t pid = quick ? vfork() : fork();

    if (pid == 0) {
        execv("/proc/self/exe", arguments);
        _exit(1);
    }
    finish(what, pid);
}

static void look_all(void)
{
    char name[64];
    pid_t pid;

    look_at("self", "/proc/self/exe");
    snprintf(name, sizeof(name), "/proc/%d/exe", (int)getpid());
    pid = fork();
    if (pid == 0) {
        look_at("parent", name);
        look_at("child", "/proc/self/exe");
        _exit(0);
    }
    finish("child", pid);
    run_again("fork", 0);
    run_again("vfork", 1);
}

/* Numbers in use, from the first free one on: natively only the directory's. */
static int listed(const char *dir, int first)
{
    DIR *d = opendir(dir);
    struct dirent *e;
    int n = 0;

    while (d && (e = readdir(d))) {
        n += atoi(e->d_name) >= first;
    }
    closedir(d);
    return n;
}

static void descriptors(void)
{
    int first = dup(0), closed = 0;

    close(first);
    printf("listed %d %d\n", listed("/proc/self/fd", first),
           listed("/proc/self/fdinfo", first));
    pid_t pid = fork();
    if (pid == 0) {
        char name[64];

        snprintf(name, sizeof(name), "/proc/%d/fd", (int)getppid());
        printf("the parent's %d\n", listed(name, first));
        _exit(0);
    }
    finish("child", pid);
    printf("close_range %d\n", (int)syscall(__NR_close_range, first, ~0u, 0));
    unlink("program");
    look_at("self", "/proc/self/exe");
    for (int i = first; i < 70000; i++) {
        closed += close(i) == 0;
        closed += fcntl(i, F_GETFD) != -1;
    }
    printf("closed %d\n", closed);
    look_at("self", "/proc/self/exe");
}

/* All numbers are the program's. */
static void limit(void)
{
    struct rlimit lim;
    int n = 3, fd = -1, wrong = 0;

    getrlimit(RLIMIT_NOFILE, &lim);
    for (int i = 3; i < (int)lim.rlim_cur && n == i; i++) {
        fd = dup(0);
        n = fd + 1;
        wrong += fd != i;
    }
    printf("limit %d %d %d\n", fd == (int)lim.rlim_cur - 1, wrong, dup(0));
    for (int i = 3; i < n; i++) {
        close(i);
    }
    look_at("self", "/proc/self/exe");
}

static void many(void)
{
    struct rlimit lim;
    int fd = 0, wrong = 0;

    getrlimit(RLIMIT_NOFILE, &lim);
    lim.rlim_cur = lim.rlim_max < 5000 ? lim.rlim_max : 5000;
    setrlimit(RLIMIT_NOFILE, &lim);
    unlink("program");
    for (int i = 3; i < (int)lim.rlim_cur; i++) {
        fd = dup(0);
        wrong += fd != i;
    }
    printf("many %d %d\n", wrong, dup(0));
    for (int i = 3; i <= fd; i++) {
        close(i);
    }
    look_at("self", "/proc/self/exe");
}

/* In a root that has the same /proc, but not the file. */
static void rooted(void)
{
    int rc = unshare(CLONE_NEWNS);

    mkdir("root", 0700);
    mkdir("root/proc", 0700);
    rc |= mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
    rc |= mount("/proc", "root/proc", NULL, MS_BIND | MS_REC, NULL);
    printf("chroot %d\n", rc | chroot("root"));
    look_at("self", "/proc/self/exe");
}

static int child(const char *what)
{
    struct stat st;

    if (stat("program", &st) == 0) {
        inode = st.st_ino;
    }
    if (!strcmp(what, "again")) {
        return 7;
    } else if (!strcmp(what, "renamed")) {
        rename("program", "moved");
        look_all();
        rename("moved", "program");
        look_all();
    } else if (!strcmp(what, "replaced")) {
        close(open("other", O_CREAT | O_WRONLY, 0700));
        rename("other", "program");
        look_all();
    } else if (!strcmp(what, "deleted")) {
        unlink("program");
        look_all();
    } else if (!strcmp(what, "rooted")) {
        rooted();
    } else if (!strcmp(what, "descriptors")) {
        descriptors();
    } else if (!strcmp(what, "limit")) {
        limit();
    } else {
        many();
    }
    return 0;
}

static void run(const char *what)
{
    struct rlimit lim = { 64, 64 };
    int fd = open("program", O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0700);
    pid_t pid;

    copy_to(fd);
    close(fd);
    printf("%s\n", what);
    pid = fork();
    if (pid == 0) {
        if (!strcmp(what, "limit")) {
            setrlimit(RLIMIT_NOFILE, &lim);
        }
        execl("./program", "program", what, (char *)NULL);
        _exit(1);
    }
    finish("it", pid);
    unlink("program");
    unlink("moved");
}

int main(int argc, char **argv)
{
    static const char *const all[] = { "renamed", "replaced",    "deleted",
                                       "rooted",  "descriptors", "limit",
                                       "many" };

    setvbuf(stdout, NULL, _IOLBF, 0);
    if (argc > 1) {
        return child(argv[1]);
    }
    for (int fd = 3; fd < 1024; fd++) {
        close(fd);
    }
    for (unsigned i = 0; i < sizeof(all) / sizeof(*all); i++) {
        run(all[i]);
    }
    return 0;
}
