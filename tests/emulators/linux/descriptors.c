/*
 * SPDX-License-Identifier: MIT
 *
 * New descriptors have the lowest numbers that are free, up to the limit, also
 * where the hard limit leaves the emulator no number above it for its own.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define LIMIT 200

static int one(int fd[2])
{
    fd[0] = open("/dev/null", O_RDONLY);
    return fd[0];
}

/* What is in the registers of other arguments may be a number of ours. */
static int with_garbage(int fd[2])
{
    fd[0] = syscall(SYS_dup, 1, 0, 0, 0, 0, LIMIT - 1);
    return fd[0];
}

static int socket_pair(int fd[2])
{
    return socketpair(AF_UNIX, SOCK_STREAM, 0, fd);
}

static int close_on_exec(int fd[2])
{
    return pipe2(fd, O_CLOEXEC);
}

/*
 * All from @first on, by calls that make so many of them; then none of these is
 * open.
 */
static void fill(const char *name, int (*make)(int fd[2]), int each, int first)
{
    int next = first, fd[2];

    while (make(fd) >= 0) {
        for (int i = 0; i < each; i++, next++) {
            if (fd[i] != next) {
                printf("%s: %d after %d\n", name, fd[i], next - 1);
                next = fd[i];
            }
        }
    }
    printf("%s: %s after %d, close on exec: %d\n", name, strerror(errno),
           next - 1, fcntl(next - 1, F_GETFD));
    for (int i = first; i < LIMIT; i++) {
        close(i);
    }
}

/*
 * Numbers of the emulator's may be between the two of a pair, or not.  With
 * another argument, they are named instead.
 */
int main(int argc, char **argv)
{
    struct rlimit limit = { LIMIT, LIMIT };
    int first = argc > 1 ? atoi(argv[1]) : 3;

    for (int i = 3; i < LIMIT; i++) {
        close(i);
    }
    if (argc == 1) {
        setrlimit(RLIMIT_NOFILE, &limit);
        if (fork() == 0) {
            execl("/proc/self/exe", "descriptors", "3", "named", NULL);
            return 1;
        }
        wait(NULL);
        execl("/proc/self/exe", "descriptors", "3", NULL);
        return 1;
    }
    /* One that has children may have another descriptor of the emulator's. */
    if (fork() == 0) {
        return 0;
    }
    wait(NULL);
    if (argc > 2) {
        fill("dup", with_garbage, 1, first);
        return 0;
    }
    for (int i = 3; i < first; i++) {
        dup2(1, i);
    }
    fill("pipe", pipe, 2, first);
    fill("socketpair", socket_pair, 2, first);
    fill("pipe2", close_on_exec, 2, first);
    fill("open", one, 1, first);
    if (first == 3) {
        fflush(stdout);
        execl("/proc/self/exe", "descriptors", "4", NULL);
    }
    return 0;
}
