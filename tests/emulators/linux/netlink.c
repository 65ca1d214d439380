/*
 * SPDX-License-Identifier: MIT
 *
 * Netlink: dumps as C libraries and tools make them, in the families that they
 * use.
 *
 * cpus: common i386 x86_64 ppc64
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fib_rules.h>
#include <linux/genetlink.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

static struct {
    struct nlmsghdr head;
    char body[256];
} request;

/* prepare: a request with a body of SIZE bytes. */
static void prepare(int type, int flags, const void *body, size_t size)
{
    memset(&request, 0, sizeof(request));
    request.head.nlmsg_len = NLMSG_LENGTH(size);
    request.head.nlmsg_type = type;
    request.head.nlmsg_flags = NLM_F_REQUEST | flags;
    request.head.nlmsg_seq = 7;
    memcpy(request.body, body, size);
}

static struct rtattr *attribute(struct rtattr *a, size_t len, int type)
{
    for (; RTA_OK(a, len); a = RTA_NEXT(a, len)) {
        if ((a->rta_type & NLA_TYPE_MASK) == type)
            return a;
    }
    return NULL;
}

/* show: what one message tells. Numbers of this machine are not printed. */
static void show(const struct nlmsghdr *h, int port)
{
    struct ifinfomsg *link = NLMSG_DATA(h);
    struct ifaddrmsg *addr = NLMSG_DATA(h);
    struct fib_rule_hdr *rule = NLMSG_DATA(h);
    struct genlmsghdr *generic = NLMSG_DATA(h);
    struct inet_diag_msg *diag = NLMSG_DATA(h);
    struct rtattr *a;
    unsigned value = 0;

    if (h->nlmsg_type == RTM_NEWLINK && link->ifi_index == 1) {
        a = attribute(IFLA_RTA(link), IFLA_PAYLOAD(h), IFLA_IFNAME);
        printf("  link %s, loopback %d\n", a ? (char *)RTA_DATA(a) : "?",
               !!(link->ifi_flags & IFF_LOOPBACK));
    } else if (h->nlmsg_type == RTM_NEWADDR && addr->ifa_index == 1 &&
               addr->ifa_family == AF_INET) {
        a = attribute(IFA_RTA(addr), IFA_PAYLOAD(h), IFA_ADDRESS);
        if (a)
            memcpy(&value, RTA_DATA(a), 4);
        printf("  address %x/%d\n", ntohl(value), addr->ifa_prefixlen);
    } else if (h->nlmsg_type == RTM_NEWRULE) {
        a = attribute((void *)(rule + 1),
                      h->nlmsg_len - NLMSG_LENGTH(sizeof(*rule)), FRA_PRIORITY);
        if (a)
            memcpy(&value, RTA_DATA(a), 4);
        printf("  rule %u, table %d, action %d\n", value, rule->table,
               rule->action);
    } else if (h->nlmsg_type == GENL_ID_CTRL &&
               generic->cmd == CTRL_CMD_NEWFAMILY) {
        size_t len = h->nlmsg_len - NLMSG_LENGTH(GENL_HDRLEN);

        a = attribute((void *)(generic + 1), len, CTRL_ATTR_FAMILY_NAME);
        printf("  family %s", a ? (char *)RTA_DATA(a) : "?");
        a = attribute((void *)(generic + 1), len, CTRL_ATTR_FAMILY_ID);
        printf(", number %d", a ? *(unsigned short *)RTA_DATA(a) : -1);
        a = attribute((void *)(generic + 1), len, CTRL_ATTR_MCAST_GROUPS);
        if (a && (a = attribute(RTA_DATA(a), RTA_PAYLOAD(a), 1)) &&
            (a = attribute(RTA_DATA(a), RTA_PAYLOAD(a),
                           CTRL_ATTR_MCAST_GRP_NAME)))
            printf(", group %s", (char *)RTA_DATA(a));
        printf("\n");
    } else if (port && h->nlmsg_type == SOCK_DIAG_BY_FAMILY &&
               diag->id.idiag_sport == port) {
        a = attribute((void *)(diag + 1),
                      h->nlmsg_len - NLMSG_LENGTH(sizeof(*diag)),
                      INET_DIAG_SKMEMINFO);
        printf("  socket, state %d, backlog %u, inode %d, own %d",
               diag->idiag_state, diag->idiag_wqueue, diag->idiag_inode > 0,
               diag->idiag_uid == getuid());
        printf(", memory %d\n", a && ((unsigned *)RTA_DATA(a))[1] < 1 << 28);
    }
}

/* dump: ask, and receive up to the end. */
static void dump(const char *what, int s, int port)
{
    static union {
        struct nlmsghdr head;
        char bytes[32768];
    } buf;
    struct sockaddr_nl from;
    int messages = 0, bad = 0;

    if (send(s, &request, request.head.nlmsg_len, 0) < 0) {
        printf("%s: not sent, %s\n", what,
               errno == EPERM ? "EPERM" : "another error");
        return;
    }
    for (int i = 0; i < 100; i++) {
        socklen_t len = sizeof(from);
        int got =
            recvfrom(s, &buf, sizeof(buf), MSG_DONTWAIT, (void *)&from, &len);
        struct nlmsghdr *h = &buf.head;

        if (got <= 0) {
            printf("%s: no end, %d\n", what, errno == EAGAIN);
            return;
        }
        for (; NLMSG_OK(h, got); h = NLMSG_NEXT(h, got)) {
            bad += h->nlmsg_seq != 7 || from.nl_pid ||
                   from.nl_family != AF_NETLINK;
            if (h->nlmsg_type == NLMSG_DONE || h->nlmsg_type == NLMSG_ERROR) {
                int error = *(int *)NLMSG_DATA(h);

                printf("%s: the end%s, some %d, bad %d\n", what,
                       error == 0             ? ""
                       : error == -EPERM      ? ", EPERM"
                       : error == -EOPNOTSUPP ? ", EOPNOTSUPP"
                       : error == -EINVAL     ? ", EINVAL"
                       : error == -ENODEV     ? ", ENODEV"
                       : error == -ENOENT     ? ", ENOENT"
                                              : ", an error",
                       messages > 0, bad);
                return;
            }
            messages++;
            show(h, port);
        }
    }
    printf("%s: never ends\n", what);
}

int main(void)
{
    struct rtgenmsg any = { AF_UNSPEC };
    struct fib_rule_hdr rules = { AF_INET };
    struct ifinfomsg nothing = { .ifi_index = 12345 };
    struct {
        struct genlmsghdr head;
        struct nlattr attr;
        char name[8];
    } family = { { CTRL_CMD_GETFAMILY, 1 },
                 { 4 + 7, CTRL_ATTR_FAMILY_NAME },
                 "nlctrl" };
    struct inet_diag_req_v2 sockets = {
        .sdiag_family = AF_INET,
        .sdiag_protocol = IPPROTO_TCP,
        .idiag_states = 1 << 10,
        .idiag_ext = 1 << (INET_DIAG_SKMEMINFO - 1),
    };
    static const int protocols[] = { 0, 4, 9, 12, 15, 16 };
    struct sockaddr_in in = { .sin_family = AF_INET,
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof(in);
    int s, copy, tcp = socket(AF_INET, SOCK_STREAM, 0);
    eventfd_t count = 0;

    for (size_t i = 0; i < sizeof(protocols) / sizeof(*protocols); i++)
        printf("protocol %d: %d\n", protocols[i],
               socket(AF_NETLINK, SOCK_RAW, protocols[i]) >= 0);

    s = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    prepare(RTM_GETLINK, NLM_F_DUMP, &any, sizeof(any));
    request.head.nlmsg_len = 20; /* padded, as musl sends it */
    dump("links", s, 0);
    prepare(RTM_GETADDR, NLM_F_DUMP, &any, sizeof(any));
    dump("addresses", s, 0);
    prepare(RTM_GETRULE, NLM_F_DUMP, &rules, sizeof(rules));
    dump("rules", s, 0);
    prepare(RTM_GETLINK, 0, &nothing, sizeof(nothing));
    dump("no link", s, 0);
    copy = fcntl(s, F_DUPFD_CLOEXEC, 200);
    prepare(RTM_GETADDR, NLM_F_DUMP, &any, sizeof(any));
    dump("a copy", copy, 0);
    for (size_t i = 1; i < 24; i += 5) {
        struct iovec parts[2] = { { &request, i },
                                  { (char *)&request + i,
                                    request.head.nlmsg_len - i } };
        char answer[16] = "", rest[32768];
        struct iovec two[2] = { { answer, 9 }, { rest, sizeof(rest) } };
        struct msghdr out = { .msg_iov = parts, .msg_iovlen = 2 },
                      in = { .msg_iov = two, .msg_iovlen = 2 };

        prepare(RTM_GETLINK, 0, &nothing, sizeof(nothing));
        parts[1].iov_len = request.head.nlmsg_len - i;
        printf("in parts: %d", sendmsg(s, &out, 0) == request.head.nlmsg_len);
        printf(" %d", recvmsg(s, &in, 0) > 9);
        memcpy(answer + 9, rest, 7);
        printf(" %d\n", ((struct nlmsghdr *)answer)->nlmsg_type == NLMSG_ERROR);
    }

    s = socket(AF_NETLINK, SOCK_RAW, NETLINK_GENERIC);
    prepare(GENL_ID_CTRL, NLM_F_ACK, &family, sizeof(family.head) + 11);
    dump("generic", s, 0);
    bind(tcp, (void *)&in, sizeof(in));
    listen(tcp, 17);
    getsockname(tcp, (void *)&in, &len);
    s = socket(AF_NETLINK, SOCK_RAW, NETLINK_SOCK_DIAG);
    prepare(SOCK_DIAG_BY_FAMILY, NLM_F_DUMP, &sockets, sizeof(sockets));
    dump("sockets", s, in.sin_port);
    s = socket(AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER);
    prepare(10 << 8 | 1, NLM_F_DUMP, "\2\0\0\0", 4); /* tables of nft */
    dump("nft", s, 0);

    s = eventfd(5, 0);
    copy = fcntl(s, F_DUPFD, 100);
    printf("eventfd: %d", eventfd_read(copy, &count));
    printf(" %d\n", (int)count);
    return 0;
}
