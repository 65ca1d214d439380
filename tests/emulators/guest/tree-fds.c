/* SPDX-License-Identifier: MIT */
/*
 * Of tree.c: descriptors that are not the guest's own, looked for in all ways
 * there are, and such that are forged.
 */
#define _GNU_SOURCE
#include "tree.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef __NR_close_range
#define __NR_close_range 436
#endif

#define LAST 2200

/* list: the descriptors that a directory of /proc shows, but for the one that
 * reads it. */
void list(const char *name)
{
    DIR *dir = opendir(name);
    struct dirent *entry;

    printf("%s:", name);
    while (dir && (entry = readdir(dir))) {
        if (*entry->d_name != '.' && atoi(entry->d_name) != dirfd(dir)) {
            printf(" %s", entry->d_name);
        }
    }
    printf("\n");
    if (dir) {
        closedir(dir);
    }
}

/* small: the same, an entry at a time. */
void small(void)
{
    char buffer[24];
    int fd = open("/proc/self/fd", O_RDONLY | O_DIRECTORY), count = 0;

    while (syscall(SYS_getdents64, fd, buffer, sizeof(buffer)) > 0) {
        count++;
    }
    close(fd);
    printf("one at a time: %d\n", count);
}

static int send_it(int fd)
{
    union {
        char space[CMSG_SPACE(sizeof(int))];
        struct cmsghdr head;
    } control = { .head = { CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS } };
    char byte = 0;
    struct iovec iov = { &byte, 1 };
    struct msghdr message = { .msg_iov = &iov,
                              .msg_iovlen = 1,
                              .msg_control = &control,
                              .msg_controllen = sizeof(control) };
    int pair[2], ret;

    socketpair(AF_UNIX, SOCK_DGRAM, 0, pair);
    memcpy(CMSG_DATA(&control.head), &fd, sizeof(fd));
    ret = sendmsg(pair[0], &message, 0);
    close(pair[0]);
    close(pair[1]);
    return ret;
}

/* opened: whether it is one; it is closed again. */
static int opened(int fd)
{
    return fd >= 0 && close(fd) == 0;
}

/* reaches: whether one gets hold of a descriptor in one of these ways. */
#define WAYS 12
static int reaches(int way, int fd)
{
    struct pollfd p = { fd, POLLIN, 0 };
    struct timeval none = { 0, 0 };
    char name[40], byte;
    struct stat st;
    fd_set set;

    snprintf(name, sizeof(name), way == 10 ? "/dev/fd/%d" : "/proc/self/fd/%d",
             fd);
    switch (way) {
    case 0:
        return fcntl(fd, F_GETFD) >= 0;
    case 1:
        return pread(fd, &byte, 1, 0) >= 0;
    case 2:
        return pwrite(fd, "x", 1, 0) >= 0;
    case 3:
        return fstat(fd, &st) == 0;
    case 4:
        return mmap(NULL, 1, PROT_READ, MAP_SHARED, fd, 0) != MAP_FAILED;
    case 5:
        return poll(&p, 1, 0) != 1 || p.revents != POLLNVAL;
    case 6:
        if (fd >= FD_SETSIZE) {
            return 0;
        }
        FD_ZERO(&set);
        FD_SET(fd, &set);
        return select(fd + 1, &set, NULL, NULL, &none) >= 0;
    case 7:
        return send_it(fd) >= 0;
    case 8:
        return opened(open(name, O_RDONLY));
    case 9:
        return lstat(name, &st) == 0;
    case 10:
        return opened(open(name, O_RDWR));
    default:
        return opened(dup(fd));
    }
}

/* reach: how many of all descriptors but the first three, each way. */
void reach(void)
{
    struct rlimit lim;

    /* select() forgives what is beyond the table of descriptors, which is
     * larger now. */
    getrlimit(RLIMIT_NOFILE, &lim);
    close(dup2(0, lim.rlim_cur > LAST ? LAST : (int)lim.rlim_cur - 1));
    printf("reached:");
    for (int way = 0; way < WAYS; way++) {
        int count = 0;

        for (int fd = 3; fd <= LAST; fd++) {
            count += reaches(way, fd);
        }
        printf(" %d", count);
    }
    printf("\n");
}

/* numbers: which ones the guest gets, and may have. */
void numbers(void)
{
    struct rlimit lim;
    int first = open("/dev/null", O_RDONLY), second = dup(first), right = 0,
        most = 0, count, fd;

    printf("next: %d %d\n", first, second);
    for (fd = 100; fd <= LAST; fd++) {
        int want = dup2(first, fd);

        right += want == fd && fcntl(fd, F_GETFD) == 0 && close(fd) == 0;
    }
    printf("dup2: %d\n", right);
    getrlimit(RLIMIT_NOFILE, &lim);
    lim.rlim_cur = lim.rlim_max = 300;
    setrlimit(RLIMIT_NOFILE, &lim);
    for (count = 0; (fd = dup(first)) >= 0; count++) {
        most = fd > most ? fd : most;
    }
    printf("all of 300: %d, up to %d, %s\n", count, most, strerror(errno));
}

static volatile int moving = 1;

/* move: says numbers that are not the guest's, again and again. */
static void *move(void *unused)
{
    (void)unused;
    while (moving) {
        fcntl(2047, F_GETFD);
        fcntl(1983, F_GETFD);
    }
    return NULL;
}

/* limits: how often a limit is not what was set just before. */
void limits(void)
{
    struct rlimit lim, got;
    pthread_t thread;
    int wrong = 0;

    getrlimit(RLIMIT_NOFILE, &lim);
    pthread_create(&thread, NULL, move, NULL);
    for (int i = 0; i < 20000; i++) {
        lim.rlim_cur = 500 + i % 7;
        setrlimit(RLIMIT_NOFILE, &lim);
        getrlimit(RLIMIT_NOFILE, &got);
        wrong += got.rlim_cur != lim.rlim_cur || got.rlim_max != lim.rlim_max;
    }
    moving = 0;
    pthread_join(thread, NULL);
    printf("limits: %d wrong\n", wrong);
}

/* closing: all but the first three, one way or another; then a child all the
 * same. */
void closing(const char *way)
{
    if (strcmp(way, "loop") == 0) {
        for (int fd = 3; fd <= LAST; fd++) {
            close(fd);
        }
    } else if (strcmp(way, "down") == 0) {
        for (int fd = LAST; fd >= 3; fd--) {
            close(fd);
        }
    } else if (strcmp(way, "range") == 0) {
        printf("close_range: %ld\n", syscall(__NR_close_range, 3, ~0u, 0));
    } else if (strcmp(way, "vfork") == 0) {
        pid_t pid = vfork();

        if (pid == 0) {
            for (int fd = 3; fd <= LAST; fd++) {
                close(fd);
            }
            dup2(1, 2047);
            close(2047);
            execl(own[0], own[0], "fds", NULL);
            _exit(99);
        }
        wait_for(pid);
    }
    list("/proc/self/fd");
    self("nothing", NULL);
}

/* forge: a memfd with what FILE has, at the numbers that the emulator's may
 * have. */
void forge(const char *file, char **argv)
{
    static const int places[] = { 2047, 1983, 1021, 957, 253, 221 };
    char buffer[65536];
    struct rlimit lim;
    int fd = memfd_create("qemu-tb-cache", MFD_ALLOW_SEALING),
        from = open(file, O_RDONLY);
    ssize_t n;

    while ((n = read(from, buffer, sizeof(buffer))) > 0) {
        if (write(fd, buffer, n) != n) {
            printf("write: %s\n", strerror(errno));
        }
    }
    ftruncate(fd, 64 << 20);
    fchmod(fd, 0600);
    printf("seals: %d\n",
           fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW));
    getrlimit(RLIMIT_NOFILE, &lim);
    lim.rlim_cur = lim.rlim_max;
    setrlimit(RLIMIT_NOFILE, &lim);
    for (unsigned i = 0; i < sizeof(places) / sizeof(*places); i++) {
        dup2(fd, places[i]);
    }
    close(fd);
    close(from);
    fflush(stdout);
    execute(argv);
}
