/*
 * SPDX-License-Identifier: MIT
 *
 * Ancillary data: descriptors, credentials, times, data of IPv4 and IPv6, in
 * buffers large and small.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static union {
    struct cmsghdr first;
    char bytes[512];
} control;

static struct msghdr msg;

static int descriptors(void)
{
    int n = 0;

    for (int i = 0; i < 200; i++)
        n += fcntl(i, F_GETFD) >= 0;
    return n;
}

/* message: one byte, and SIZE bytes of room for ancillary data. */
static void message(size_t size)
{
    static char byte = 'x';
    static struct iovec one = { &byte, 1 };

    memset(&control, 0, sizeof(control));
    memset(&msg, 0, sizeof(msg));
    msg.msg_iov = &one;
    msg.msg_iovlen = 1;
    msg.msg_control = size ? &control : NULL;
    msg.msg_controllen = size;
}

static void send_descriptors(int s, int n)
{
    message(CMSG_SPACE(n * sizeof(int)));
    control.first.cmsg_level = SOL_SOCKET;
    control.first.cmsg_type = SCM_RIGHTS;
    control.first.cmsg_len = CMSG_LEN(n * sizeof(int));
    for (int i = 0; i < n; i++)
        ((int *)CMSG_DATA(&control.first))[i] = 0;
    if (sendmsg(s, &msg, 0) != 1)
        perror("sendmsg");
}

/* receive: with so much room; everything that has come. */
static void receive(const char *what, int s, size_t size)
{
    int before = descriptors(), got;
    struct cmsghdr *c;

    message(size);
    got = recvmsg(s, &msg, MSG_DONTWAIT);
    printf("%s: %d, truncated %d, new descriptors %d:", what, got,
           !!(msg.msg_flags & MSG_CTRUNC), descriptors() - before);
    for (c = got < 0 ? NULL : CMSG_FIRSTHDR(&msg); c;
         c = CMSG_NXTHDR(&msg, c)) {
        size_t len = c->cmsg_len - CMSG_LEN(0);
        int level = c->cmsg_level == SOL_SOCKET ? 1 : c->cmsg_level;
        int number = 0;

        if (len >= sizeof(int))
            memcpy(&number, CMSG_DATA(c), sizeof(int));
        if (level == 1 && c->cmsg_type == SCM_RIGHTS) {
            printf(" rights %zu", len / sizeof(int));
            for (size_t i = 0; i < len / sizeof(int); i++)
                close(((int *)CMSG_DATA(c))[i]);
        } else if (level == 1 && c->cmsg_type == SCM_CREDENTIALS) {
            printf(" credentials %zu %d", len, number == getpid());
        } else if (level == 1 && c->cmsg_type == SO_TIMESTAMP) {
            struct timeval tv = { 0 };

            memcpy(&tv, CMSG_DATA(c), len < sizeof(tv) ? len : sizeof(tv));
            printf(" time %d %d", len == sizeof(tv),
                   len < sizeof(tv) || labs(tv.tv_sec - time(NULL)) < 60);
        } else if (level == 1 && c->cmsg_type == SO_TIMESTAMPNS) {
            struct timespec ts = { 0 };

            memcpy(&ts, CMSG_DATA(c), len < sizeof(ts) ? len : sizeof(ts));
            printf(" time %d %d", len == sizeof(ts),
                   len < sizeof(ts) || labs(ts.tv_sec - time(NULL)) < 60);
        } else if (c->cmsg_level == IPPROTO_IPV6 &&
                   c->cmsg_type == IPV6_PKTINFO) {
            struct in6_pktinfo info = { 0 };

            memcpy(&info, CMSG_DATA(c),
                   len < sizeof(info) ? len : sizeof(info));
            printf(" address %zu %d %d", len,
                   IN6_IS_ADDR_LOOPBACK(&info.ipi6_addr), info.ipi6_ifindex);
        } else if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO) {
            struct in_pktinfo info = { 0 };

            memcpy(&info, CMSG_DATA(c),
                   len < sizeof(info) ? len : sizeof(info));
            printf(" address %zu %x %d", len, ntohl(info.ipi_addr.s_addr),
                   info.ipi_ifindex);
        } else {
            printf(" %d/%d %zu: %d", level, c->cmsg_type, len,
                   len < sizeof(int) && len ? *CMSG_DATA(c) : number);
        }
    }
    printf("\n");
}

static void try_rights(void)
{
    int s[2];
    char name[64];

    socketpair(AF_UNIX, SOCK_DGRAM, 0, s);
    for (int room = 0; room <= 4; room++) {
        snprintf(name, sizeof(name), "3 descriptors into %d", room);
        send_descriptors(s[0], 3);
        receive(name, s[1], room ? CMSG_LEN(room * sizeof(int)) : 0);
    }
    send_descriptors(s[0], 1);
    receive("no room for a header", s[1], 8);
    setsockopt(s[1], SOL_SOCKET, SO_PASSCRED, &(int){ 1 }, sizeof(int));
    send_descriptors(s[0], 2);
    receive("credentials, descriptors", s[1], CMSG_SPACE(12) + CMSG_SPACE(8));
    send_descriptors(s[0], 2);
    receive("credentials, one descriptor", s[1], CMSG_SPACE(12) + CMSG_LEN(4));
    send_descriptors(s[0], 2);
    receive("credentials only", s[1], CMSG_SPACE(12));
    send_descriptors(s[0], 2);
    receive("a part of the credentials", s[1], CMSG_LEN(8));
    message(CMSG_SPACE(4));
    control.first.cmsg_len = 3;
    printf("a bad header: %zd", sendmsg(s[0], &msg, 0));
    printf(" %d\n", errno == EINVAL);
    close(s[0]);
    close(s[1]);
}

/* try_udp: receive OPTIONS with room for none up to all of them; the first has
 * SIZE bytes. */
static void try_udp(int domain, int level, const int *options, size_t size,
                    const char *what)
{
    const size_t room[] = { 0,
                            CMSG_LEN(0),
                            CMSG_LEN(4),
                            CMSG_LEN(size),
                            CMSG_SPACE(size),
                            CMSG_SPACE(size) + CMSG_LEN(0),
                            CMSG_SPACE(size) + CMSG_LEN(4),
                            CMSG_SPACE(size) + CMSG_SPACE(4) + CMSG_LEN(0),
                            CMSG_SPACE(size) + CMSG_SPACE(4) + CMSG_LEN(4),
                            256 };
    struct sockaddr_in6 a = { .sin6_family = AF_INET6,
                              .sin6_addr = IN6ADDR_LOOPBACK_INIT };
    struct sockaddr_in a4 = { .sin_family = AF_INET,
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    struct sockaddr *sa = domain == AF_INET6 ? (void *)&a : (void *)&a4;
    socklen_t len = domain == AF_INET6 ? sizeof(a) : sizeof(a4);
    int s = socket(domain, SOCK_DGRAM, 0), t = socket(domain, SOCK_DGRAM, 0),
        on = 1;

    if (bind(s, sa, len) < 0 || getsockname(s, sa, &len) < 0 ||
        connect(t, sa, len) < 0) {
        printf("%s: no network\n", what);
        return;
    }
    for (; *options; options++) {
        if (setsockopt(s, level, *options, &on, sizeof(on)) < 0)
            printf("%s: option %d: no\n", what, *options);
    }
    for (size_t i = 0; i < sizeof(room) / sizeof(*room); i++) {
        message(0);
        sendmsg(t, &msg, 0);
        printf("%zu. ", i);
        receive(what, s, room[i]);
    }
    close(s);
    close(t);
}

/* Class and hop limit of one packet. */
static void try_send6(void)
{
    struct sockaddr_in6 a = { .sin6_family = AF_INET6,
                              .sin6_addr = IN6ADDR_LOOPBACK_INIT };
    int s = socket(AF_INET6, SOCK_DGRAM, 0), on = 1, limit = 77, class = 8;
    socklen_t len = sizeof(a);
    struct cmsghdr *c;

    if (bind(s, (void *)&a, len) < 0 || getsockname(s, (void *)&a, &len) < 0)
        return;
    setsockopt(s, IPPROTO_IPV6, IPV6_RECVHOPLIMIT, &on, sizeof(on));
    setsockopt(s, IPPROTO_IPV6, IPV6_RECVTCLASS, &on, sizeof(on));
    message(2 * CMSG_SPACE(sizeof(int)));
    msg.msg_name = &a;
    msg.msg_namelen = len;
    c = CMSG_FIRSTHDR(&msg);
    *c = (struct cmsghdr){ .cmsg_level = IPPROTO_IPV6,
                           .cmsg_type = IPV6_HOPLIMIT,
                           .cmsg_len = CMSG_LEN(4) };
    memcpy(CMSG_DATA(c), &limit, sizeof(limit));
    c = (void *)((char *)c + CMSG_SPACE(4));
    *c = (struct cmsghdr){ .cmsg_level = IPPROTO_IPV6,
                           .cmsg_type = IPV6_TCLASS,
                           .cmsg_len = CMSG_LEN(4) };
    memcpy(CMSG_DATA(c), &class, sizeof(class));
    printf("send: %zd\n", sendmsg(s, &msg, 0));
    receive("hop limit, class", s, 256);
}

/* Lengths of addresses and of ancillary data that no one needs. */
static void try_lengths(void)
{
    struct sockaddr_un path = { .sun_family = AF_UNIX };
    int s[2], u = socket(AF_INET, SOCK_DGRAM, 0);
    static char huge[4 << 20];
    socklen_t len = 2 << 20;
    ssize_t n;

    socketpair(AF_UNIX, SOCK_DGRAM, 0, s);
    n = bind(u, (void *)huge, 1 << 20);
    printf("bind %zd %d\n", n, errno == EINVAL);
    n = sendto(u, "x", 1, 0, (void *)huge, 1 << 20);
    printf("sendto %zd %d\n", n, errno == EINVAL);
    n = getsockname(u, (void *)huge, &len);
    printf("getsockname %zd %u\n", n, len);
    send(s[0], "y", 1, 0);
    len = 3 << 20;
    n = recvfrom(s[1], &path, 1, 0, (void *)huge, &len);
    printf("recvfrom %zd %d\n", n, len < 200);
    send(s[0], "z", 1, 0);
    message(1);
    msg.msg_control = huge;
    msg.msg_controllen = sizeof(huge);
    msg.msg_name = &path;
    msg.msg_namelen = 1 << 20;
    n = recvmsg(s[1], &msg, MSG_DONTWAIT);
    printf("recvmsg %zd %zu\n", n, (size_t)msg.msg_controllen);
}

int main(void)
{
    try_rights();
    try_udp(AF_INET6, IPPROTO_IPV6,
            (int[]){ IPV6_RECVPKTINFO, IPV6_RECVHOPLIMIT, IPV6_RECVTCLASS, 0 },
            20, "IPv6");
    try_udp(AF_INET, IPPROTO_IP,
            (int[]){ IP_PKTINFO, IP_RECVTTL, IP_RECVTOS, 0 }, 12, "IPv4");
    try_udp(AF_INET, SOL_SOCKET, (int[]){ SO_TIMESTAMP, 0 },
            sizeof(struct timeval), "time");
    try_udp(AF_INET, SOL_SOCKET, (int[]){ SO_TIMESTAMPNS, 0 },
            sizeof(struct timespec), "exact time");
    try_send6();
    try_lengths();
    return 0;
}
