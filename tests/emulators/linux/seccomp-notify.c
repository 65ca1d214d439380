/*
 * SPDX-License-Identifier: MIT
 *
 * seccomp: a listener decides about system calls of another process: with a
 * result, an error, a descriptor, or by letting it pass.
 *
 * cpus: common i386
 */
#define _GNU_SOURCE
#include "filter.h"
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>

#ifndef SECCOMP_ADDFD_FLAG_SEND
#define SECCOMP_ADDFD_FLAG_SEND 2
#endif

static int sockets[2];

static int listener(unsigned flags, struct sock_filter *insns, unsigned len)
{
    struct sock_fprog prog = { len, insns };

    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &prog);
}

static void send_descriptor(int fd)
{
    union {
        char data[CMSG_SPACE(sizeof(int))];
        struct cmsghdr align;
    } control = {};
    struct iovec iov = { "x", 1 };
    struct msghdr msg = { .msg_iov = &iov,
                          .msg_iovlen = 1,
                          .msg_control = &control,
                          .msg_controllen = sizeof(control) };
    struct cmsghdr *c = CMSG_FIRSTHDR(&msg);

    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(c), &fd, sizeof(fd));
    sendmsg(sockets[1], &msg, 0);
}

static int receive_descriptor(void)
{
    union {
        char data[CMSG_SPACE(sizeof(int))];
        struct cmsghdr align;
    } control = {};
    char byte;
    struct iovec iov = { &byte, 1 };
    struct msghdr msg = { .msg_iov = &iov,
                          .msg_iovlen = 1,
                          .msg_control = &control,
                          .msg_controllen = sizeof(control) };
    int fd = -1;

    if (recvmsg(sockets[0], &msg, 0) == 1 && CMSG_FIRSTHDR(&msg)) {
        memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&msg)), sizeof(fd));
    }
    return fd;
}

/* What the child has to say, which its parent prints when it has ended */
static char *said;

#define say(...) sprintf(said + strlen(said), __VA_ARGS__)

/* The supervised process */
static void child(void)
{
    struct sock_filter filter[] = ONLY(PROBE, SECCOMP_RET_USER_NOTIF);
    struct sock_filter none[] = { RETURN(SECCOMP_RET_ALLOW) };
    pid_t group = getpgrp();
    struct stat st = {};
    char byte;
    long ret;
    int fd;

    fd = listener(SECCOMP_FILTER_FLAG_NEW_LISTENER, filter, 4);
    say("listener: %d, closed by exec %d\n", fd >= 0,
        fcntl(fd, F_GETFD) == FD_CLOEXEC);
    ret = listener(SECCOMP_FILTER_FLAG_NEW_LISTENER, none, 1);
    say("another: %s\n", result(ret));
    send_descriptor(fd);
    close(fd);
    ret = syscall(PROBE, 0);
    say("result: %ld\n", ret);
    ret = syscall(PROBE, 1, -2l, 3);
    say("error: %s\n", result(ret));
    ret = syscall(PROBE, 0);
    say("let pass: %d\n", ret == group);
    fd = syscall(PROBE, 0);
    say("descriptor: %d, a device %d\n", fd >= 0,
        fstat(fd, &st) == 0 && S_ISCHR(st.st_mode));
    if (read(sockets[1], &byte, 1) == 1) {
        ret = syscall(PROBE, 0);
        say("nobody listens: %s\n", result(ret));
    }
    _exit(3);
}

static void ask(int fd, pid_t pid, struct seccomp_notif *n)
{
    struct pollfd p = { fd, POLLIN, 0 };
    int ready = poll(&p, 1, 10000);

    memset(n, 0, sizeof(*n));
    if (ioctl(fd, SECCOMP_IOCTL_NOTIF_RECV, n) < 0) {
        printf("receive: %s\n", strerror(errno));
        exit(1);
    }
    printf("asked: ready %d, of the child %d, the call %d, arch %d, "
           "arguments %d\n",
           ready == 1 && p.revents == POLLIN, n->pid == (unsigned)pid,
           n->data.nr == PROBE, n->data.arch == ARCH,
           n->data.args[0] == 0 ||
               (n->data.args[0] == 1 && n->data.args[1] == (unsigned long)-2 &&
                n->data.args[2] == 3));
}

static void answer(int fd, uint64_t id, int64_t val, int error, unsigned flags)
{
    struct seccomp_notif_resp r = { id, val, error, flags };

    if (ioctl(fd, SECCOMP_IOCTL_NOTIF_SEND, &r) < 0) {
        printf("send: %s\n", strerror(errno));
    }
}

static void supervise(pid_t pid)
{
    int fd = receive_descriptor(), null = open("/dev/null", O_RDWR);
    struct seccomp_notif_addfd add = { .flags = SECCOMP_ADDFD_FLAG_SEND,
                                       .srcfd = null,
                                       .newfd_flags = O_CLOEXEC };
    struct seccomp_notif_resp again = {};
    struct seccomp_notif n;
    uint64_t id;

    ask(fd, pid, &n);
    id = n.id;
    printf("valid: %d\n", ioctl(fd, SECCOMP_IOCTL_NOTIF_ID_VALID, &id));
    answer(fd, id, 7, 0, 2);
    answer(fd, id, 7, 0, SECCOMP_USER_NOTIF_FLAG_CONTINUE);
    answer(fd, id, 1234, 0, 0);
    again.id = id;
    printf("again: %d\n", ioctl(fd, SECCOMP_IOCTL_NOTIF_SEND, &again));
    ask(fd, pid, &n);
    answer(fd, n.id, 0, -EXDEV, 0);
    ask(fd, pid, &n);
    answer(fd, n.id, 0, 0, SECCOMP_USER_NOTIF_FLAG_CONTINUE);
    ask(fd, pid, &n);
    add.id = n.id;
    printf("added: %d\n", ioctl(fd, SECCOMP_IOCTL_NOTIF_ADDFD, &add) >= 0);
    n.id = 1;
    printf("not empty: %s\n", result(ioctl(fd, SECCOMP_IOCTL_NOTIF_RECV, &n)));
    close(fd);
    send(sockets[0], "x", 1, 0);
}

static void refused(void)
{
    struct sock_filter filter[] = ONLY(PROBE, SECCOMP_RET_USER_NOTIF);
    struct seccomp_notif_sizes sizes = {};
    unsigned action = SECCOMP_RET_USER_NOTIF;

    printf("threads: %s\n", result(listener(SECCOMP_FILTER_FLAG_NEW_LISTENER |
                                                SECCOMP_FILTER_FLAG_TSYNC,
                                            filter, 4)));
    printf("sizes: %ld, ",
           syscall(SYS_seccomp, SECCOMP_GET_NOTIF_SIZES, 0, &sizes));
    printf("%d %d %d\n", sizes.seccomp_notif, sizes.seccomp_notif_resp,
           sizes.seccomp_data);
    printf("action: %ld\n",
           syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action));
    INSTALL(filter);
    printf("no listener: %s\n", result(syscall(PROBE, 0)));
    fflush(stdout);
}

int main(void)
{
    pid_t pid;
    int status;

    setvbuf(stdout, NULL, _IOLBF, 0);
    said = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                -1, 0);
    socketpair(AF_UNIX, SOCK_STREAM, 0, sockets);
    pid = fork();
    if (pid == 0) {
        close(sockets[0]);
        child();
    }
    close(sockets[1]);
    supervise(pid);
    waitpid(pid, &status, 0);
    printf("%sexit %d\n", said, WEXITSTATUS(status));
    fate("without", refused);
    return 0;
}
