/*
 * SPDX-License-Identifier: MIT
 *
 * Options of sockets of every level: what can be set, what is read back, and
 * how long it is.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define LEN(a) (sizeof(a) / sizeof(*(a)))

/* Options that are an int: set to VALUE, then read into a larger buffer. */
static const struct {
    const char *name;
    int domain, type, level, option, value;
} ints[] = {
#define OPTION(domain, type, level, option, value)                             \
    {                                                                          \
#option, domain, type, level, option, value                            \
    }
    OPTION(AF_INET, SOCK_STREAM, SOL_SOCKET, SO_KEEPALIVE, 1),
    OPTION(AF_INET, SOCK_STREAM, SOL_SOCKET, SO_REUSEPORT, 1),
    OPTION(AF_INET, SOCK_STREAM, SOL_SOCKET, SO_MARK, 7),
    OPTION(AF_INET, SOCK_STREAM, SOL_SOCKET, SO_TYPE, 0),
    OPTION(AF_INET, SOCK_STREAM, SOL_SOCKET, SO_DOMAIN, 0),
    OPTION(AF_INET, SOCK_STREAM, SOL_SOCKET, SO_ZEROCOPY, 1),
    OPTION(AF_INET, SOCK_STREAM, SOL_SOCKET, SO_INCOMING_CPU, 0),
    OPTION(AF_INET, SOCK_STREAM, SOL_SOCKET, SO_BUSY_POLL, 1),
    OPTION(AF_INET, SOCK_STREAM, SOL_SOCKET, SO_BINDTOIFINDEX, 0),
    OPTION(AF_INET, SOCK_STREAM, SOL_SOCKET, SO_ERROR, 1),
    OPTION(AF_INET, SOCK_DGRAM, SOL_SOCKET, SO_TIMESTAMP, 1),
    OPTION(AF_INET, SOCK_DGRAM, SOL_SOCKET, SO_TIMESTAMPNS, 1),
    OPTION(AF_INET, SOCK_DGRAM, SOL_SOCKET, SO_RXQ_OVFL, 1),
    OPTION(AF_INET, SOCK_DGRAM, SOL_SOCKET, SO_TYPE, 0),
    OPTION(AF_UNIX, SOCK_STREAM, SOL_SOCKET, SO_PEEK_OFF, 5),
    OPTION(AF_UNIX, SOCK_STREAM, SOL_SOCKET, SO_PASSCRED, 1),
    OPTION(AF_INET, SOCK_STREAM, IPPROTO_TCP, TCP_NODELAY, 1),
    OPTION(AF_INET, SOCK_STREAM, IPPROTO_TCP, TCP_CORK, 1),
    OPTION(AF_INET, SOCK_STREAM, IPPROTO_TCP, TCP_KEEPIDLE, 61),
    OPTION(AF_INET, SOCK_STREAM, IPPROTO_TCP, TCP_SYNCNT, 3),
    OPTION(AF_INET, SOCK_STREAM, IPPROTO_TCP, TCP_USER_TIMEOUT, 999),
    OPTION(AF_INET, SOCK_DGRAM, IPPROTO_UDP, UDP_CORK, 1),
    OPTION(AF_INET, SOCK_STREAM, IPPROTO_IP, IP_TTL, 5),
    OPTION(AF_INET, SOCK_DGRAM, IPPROTO_IP, IP_MULTICAST_TTL, 5),
    OPTION(AF_INET, SOCK_DGRAM, IPPROTO_IP, IP_MULTICAST_ALL, 0),
    OPTION(AF_INET, SOCK_DGRAM, IPPROTO_IP, IP_RECVORIGDSTADDR, 1),
    OPTION(AF_INET, SOCK_DGRAM, IPPROTO_IP, IP_RECVTTL, 1),
    OPTION(AF_INET, SOCK_STREAM, IPPROTO_IP, IP_MINTTL, 5),
    OPTION(AF_INET, SOCK_STREAM, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1),
    OPTION(AF_INET, SOCK_STREAM, IPPROTO_IP, IP_TRANSPARENT, 1),
    OPTION(AF_INET6, SOCK_DGRAM, IPPROTO_IPV6, IPV6_MULTICAST_IF, 1),
    OPTION(AF_INET6, SOCK_DGRAM, IPPROTO_IPV6, IPV6_MULTICAST_ALL, 0),
    OPTION(AF_INET6, SOCK_DGRAM, IPPROTO_IPV6, IPV6_DONTFRAG, 1),
    OPTION(AF_INET6, SOCK_DGRAM, IPPROTO_IPV6, IPV6_TCLASS, 8),
    OPTION(AF_INET6, SOCK_DGRAM, IPPROTO_IPV6, IPV6_V6ONLY, 1),
    OPTION(AF_NETLINK, SOCK_RAW, SOL_NETLINK, NETLINK_EXT_ACK, 1),
    OPTION(AF_NETLINK, SOCK_RAW, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, 1),
    OPTION(AF_INET, SOCK_STREAM, IPPROTO_TCP, 9999, 1),
    OPTION(AF_INET, SOCK_STREAM, 9999, 1, 1),
};

static const char *result(int rc)
{
    return rc >= 0                  ? "ok"
           : errno == ENOPROTOOPT   ? "ENOPROTOOPT"
           : errno == EINVAL        ? "EINVAL"
           : errno == EPERM         ? "EPERM"
           : errno == EFAULT        ? "EFAULT"
           : errno == EOPNOTSUPP    ? "EOPNOTSUPP"
           : errno == ENOENT        ? "ENOENT"
           : errno == ERANGE        ? "ERANGE"
           : errno == EADDRNOTAVAIL ? "EADDRNOTAVAIL"
           : errno == ENOTCONN      ? "ENOTCONN"
                                    : "another error";
}

static void try_ints(void)
{
    for (size_t i = 0; i < LEN(ints); i++) {
        int s = socket(ints[i].domain, ints[i].type, 0),
            value[4] = { -1, -1, -1, -1 };
        socklen_t len = sizeof(value);

        printf("%s: set %s", ints[i].name,
               result(setsockopt(s, ints[i].level, ints[i].option,
                                 &ints[i].value, sizeof(int))));
        printf(", get %s", result(getsockopt(s, ints[i].level, ints[i].option,
                                             value, &len)));
        if (ints[i].level == SOL_SOCKET && ints[i].option == SO_TYPE)
            value[0] -= ints[i].type; /* another number on some CPUs */
        printf(", length %u, value %d\n", len, value[0]);
        close(s);
    }
}

static void try_times(int s)
{
    struct timeval tv = { 2, 500000 };
    socklen_t len = sizeof(tv);

    printf("SO_RCVTIMEO: %s",
           result(setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv))));
    memset(&tv, 0, sizeof(tv));
    printf(" %s", result(getsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tv, &len)));
    printf(" %d %ld.%06ld\n", len == sizeof(tv), (long)tv.tv_sec,
           (long)tv.tv_usec);
}

static void try_tcp(int s)
{
    struct tcp_info info;
    char name[16] = "";
    socklen_t len = sizeof(name);

    printf("TCP_CONGESTION: set %s",
           result(setsockopt(s, IPPROTO_TCP, TCP_CONGESTION, "reno", 4)));
    printf(" get %s",
           result(getsockopt(s, IPPROTO_TCP, TCP_CONGESTION, name, &len)));
    printf(" %u %s\n", len, name);
    memset(&info, 0xff, sizeof(info));
    len = 104;
    printf("TCP_INFO: %s",
           result(getsockopt(s, IPPROTO_TCP, TCP_INFO, &info, &len)));
    printf(
        " %u: state %d, retransmits %d, mss %d, unacked %d, rto set %d\n", len,
        info.tcpi_state, info.tcpi_retransmits,
        info.tcpi_rcv_mss > 0 &&
            info.tcpi_rcv_mss<99999, (int)info.tcpi_unacked, info.tcpi_rto> 0 &&
            info.tcpi_rto < 99999999);
}

static void try_structures(int tcp)
{
    int udp = socket(AF_INET, SOCK_DGRAM, 0),
        udp6 = socket(AF_INET6, SOCK_DGRAM, 0), pair[2];
    unsigned long long cookie = 0, again = 1;
    struct group_req group = { .gr_interface = if_nametoindex("lo") };
    struct sockaddr_in *in = (struct sockaddr_in *)&group.gr_group;
    struct ip_mreqn mreq = { .imr_ifindex = if_nametoindex("lo") };
    struct sock_filter filter[] = { { 0x28, 0, 0, 12 }, { 6, 0, 0, 65535 } },
                       got[4];
    struct sock_fprog program = { LEN(filter), filter };
    struct linger linger = { 1, 3 };
    struct ucred cred = { 0 };
    socklen_t len = sizeof(cookie);
    gid_t groups[64];

    socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    printf("SO_COOKIE: %s",
           result(getsockopt(tcp, SOL_SOCKET, SO_COOKIE, &cookie, &len)));
    getsockopt(tcp, SOL_SOCKET, SO_COOKIE, &again, &len);
    printf(" %u %d\n", len, cookie == again && cookie < 1ull << 48);
    in->sin_family = AF_INET;
    in->sin_addr.s_addr = htonl(0xe0010203);
    printf("MCAST_JOIN_GROUP: %s\n",
           result(setsockopt(udp, IPPROTO_IP, MCAST_JOIN_GROUP, &group,
                             sizeof(group))));
    printf("MCAST_LEAVE_GROUP: %s\n",
           result(setsockopt(udp, IPPROTO_IP, MCAST_LEAVE_GROUP, &group,
                             sizeof(group))));
    printf("IP_MULTICAST_IF: %s\n",
           result(setsockopt(udp, IPPROTO_IP, IP_MULTICAST_IF, &mreq,
                             sizeof(mreq))));
    printf("SO_ATTACH_FILTER: %s\n",
           result(setsockopt(udp, SOL_SOCKET, SO_ATTACH_FILTER, &program,
                             sizeof(program))));
    len = LEN(got);
    printf("SO_GET_FILTER: %s",
           result(getsockopt(udp, SOL_SOCKET, SO_GET_FILTER, got, &len)));
    printf(" %u %d\n", len, !memcmp(filter, got, sizeof(filter)));
    len = 0;
    printf("SO_DETACH_FILTER: %s\n",
           result(setsockopt(udp, SOL_SOCKET, SO_DETACH_FILTER, &len,
                             sizeof(len))));
    len = sizeof(linger);
    printf("SO_LINGER: %s",
           result(setsockopt(tcp, SOL_SOCKET, SO_LINGER, &linger, len)));
    memset(&linger, 0, sizeof(linger));
    getsockopt(tcp, SOL_SOCKET, SO_LINGER, &linger, &len);
    printf(" %u %d %d\n", len, linger.l_onoff, linger.l_linger);
    len = sizeof(cred);
    printf("SO_PEERCRED: %s",
           result(getsockopt(pair[0], SOL_SOCKET, SO_PEERCRED, &cred, &len)));
    printf(" %u %d\n", len, cred.pid == getpid() && cred.uid == getuid());
    len = sizeof(groups);
    printf(
        "SO_PEERGROUPS: %s",
        result(getsockopt(pair[0], SOL_SOCKET, SO_PEERGROUPS, groups, &len)));
    printf(" %d\n", len == getgroups(0, NULL) * sizeof(gid_t));
    len = 2;
    printf("a short int: %s",
           result(getsockopt(udp6, SOL_SOCKET, SO_TYPE, &cookie, &len)));
    printf(" %u\n", len);
    len = -1;
    printf("a negative length: %s\n",
           result(getsockopt(udp6, SOL_SOCKET, SO_TYPE, &cookie, &len)));
    len = 4;
    printf("no value: %s\n",
           result(getsockopt(udp6, SOL_SOCKET, SO_TYPE, NULL, &len)));
    printf("no length: %s\n",
           result(getsockopt(udp6, SOL_SOCKET, SO_TYPE, &cookie, NULL)));
    printf("nothing to set: %s\n",
           result(setsockopt(udp6, SOL_SOCKET, SO_KEEPALIVE, NULL, 4)));
}

static void try_packet(void)
{
    int s = socket(AF_PACKET, SOCK_RAW, 0), on = 1, version = TPACKET_V2;
    struct packet_mreq mreq = { if_nametoindex("lo"), PACKET_MR_PROMISC, 0,
                                "" };
    struct tpacket_stats stats = { 7, 7 };
    socklen_t len = sizeof(stats);

    printf("packet: %s\n", s < 0 ? result(s) : "ok");
    if (s < 0)
        return;
    printf("PACKET_AUXDATA: %s\n",
           result(setsockopt(s, SOL_PACKET, PACKET_AUXDATA, &on, 4)));
    printf("PACKET_VERSION: %s\n",
           result(setsockopt(s, SOL_PACKET, PACKET_VERSION, &version, 4)));
    printf("PACKET_ADD_MEMBERSHIP: %s\n",
           result(setsockopt(s, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &mreq,
                             sizeof(mreq))));
    printf("PACKET_STATISTICS: %s",
           result(getsockopt(s, SOL_PACKET, PACKET_STATISTICS, &stats, &len)));
    printf(" %u %u\n", len, stats.tp_packets);
}

int main(void)
{
    int tcp = socket(AF_INET, SOCK_STREAM, 0);

    try_ints();
    try_times(tcp);
    try_tcp(tcp);
    try_structures(tcp);
    try_packet();
    return 0;
}
