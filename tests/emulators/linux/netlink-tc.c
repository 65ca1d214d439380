/*
 * SPDX-License-Identifier: MIT
 *
 * Netlink: classes of packets and a filter for them, whose number has the
 * protocol in the byte order of networks; and attributes in attributes that
 * are nested too deeply.
 *
 * cpus: common i386 x86_64 ppc64
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <linux/gen_stats.h>
#include <linux/if_ether.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>

#include "netlink.h"

#define MAKE (NLM_F_ACK | NLM_F_CREATE)

static struct tcmsg queue = { .tcm_parent = TC_H_ROOT, .tcm_handle = 0x10000 };
static struct tcmsg class = { .tcm_parent = 0x10000, .tcm_handle = 0x10001 };

/* classes: those that no filter has a class for are sent at once. */
static void classes(void)
{
    struct tc_htb_glob all = { .version = 3, .rate2quantum = 10 };
    struct tc_htb_opt one = { .rate.rate = 1000000,
                              .ceil.rate = 1000000,
                              .buffer = 1000000,
                              .cbuffer = 1000000 };
    struct nlattr *options;

    begin(request, RTM_NEWQDISC, MAKE, &queue, sizeof(queue));
    puts0(TCA_KIND, "htb");
    options = nest(TCA_OPTIONS);
    put(TCA_HTB_INIT, &all, sizeof(all));
    close_nest(options);
    talk("queue");
    begin(request, RTM_NEWTCLASS, MAKE, &class, sizeof(class));
    puts0(TCA_KIND, "htb");
    options = nest(TCA_OPTIONS);
    put(TCA_HTB_PARMS, &one, sizeof(one));
    close_nest(options);
    talk("class");
}

/* filter: UDP over IPv4 is of the class. */
static void filter(void)
{
    struct {
        struct tc_u32_sel sel;
        struct tc_u32_key key;
    } match = { { .flags = TC_U32_TERMINAL, .nkeys = 1 },
                { htonl(0xff0000), htonl(IPPROTO_UDP << 16), 8, 0 } };
    struct tcmsg tc = class;
    struct nlattr *options, *kind;

    tc.tcm_handle = 0;
    tc.tcm_info = TC_H_MAKE(3 << 16, htons(ETH_P_IP));
    begin(request, RTM_NEWTFILTER, MAKE, &tc, sizeof(tc));
    puts0(TCA_KIND, "u32");
    options = nest(TCA_OPTIONS);
    put32(TCA_U32_CLASSID, 0x10001);
    put(TCA_U32_SEL, &match, sizeof(match));
    close_nest(options);
    talk("filter");
    tc.tcm_info = 0;
    begin(request, RTM_GETTFILTER, NLM_F_DUMP, &tc, sizeof(tc));
    if (!talk(NULL)) {
        memcpy(&tc, NLMSG_DATA(answer), sizeof(tc));
        kind = get(sizeof(tc), TCA_KIND);
        printf("filter: %s", kind ? (char *)(kind + 1) : "none");
        printf(" of %#x, %d\n", ntohs(tc.tcm_info), tc.tcm_info >> 16);
    }
}

/* count: the packets of the class, after those from a socket to itself. */
static void count(int family, int packets)
{
    struct sockaddr_in in = { AF_INET };
    struct sockaddr_in6 in6 = { AF_INET6 };
    struct sockaddr *addr = family == AF_INET ? (void *)&in : (void *)&in6;
    socklen_t len = family == AF_INET ? sizeof(in) : sizeof(in6);
    int s = socket(family, SOCK_DGRAM, 0), got = 0;
    struct gnet_stats_basic basic = { 0 };
    struct nlattr *stats;
    char c;

    in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    in6.sin6_addr = in6addr_loopback;
    bind(s, addr, len);
    getsockname(s, addr, &len);
    while (packets-- && sendto(s, "", 1, 0, addr, len) == 1)
        got += recv(s, &c, 1, 0);
    printf("got: %d\n", got);
    begin(request, RTM_GETTCLASS, NLM_F_ECHO, &class, sizeof(class));
    if (talk(NULL))
        return;
    stats = below(get(sizeof(class), TCA_STATS2), TCA_STATS_BASIC);
    if (stats)
        memcpy(&basic, stats + 1, 12);
    printf("packets: %u, bytes: %d\n", basic.packets, (int)basic.bytes);
}

/* fill: attributes of that type in attributes, with a structure in each. */
static void fill(char *to, size_t len, int type, size_t header)
{
    while (len > NLA_HDRLEN + header) {
        struct nlattr *a = (void *)to;

        a->nla_len = len;
        a->nla_type = type;
        len -= NLA_HDRLEN;
        if (header)
            *(unsigned short *)(a + 1) = len;
        to += NLA_HDRLEN + header;
        len -= header;
    }
}

/* deep: by a thread, as the stacks of these are not large. */
static void *deep(void *unused)
{
    static _Alignas(8) char message[65000];
    struct nlmsghdr *h = (void *)message;
    struct rtmsg route = { AF_INET };
    struct nfgenmsg ip = { AF_INET };
    struct {
        const char *name;
        int protocol, type, attr, header, body;
    } of[] = {
        { "route", NETLINK_ROUTE, RTM_NEWROUTE, RTA_MULTIPATH, 8, 12 },
        { "rule", NETLINK_NETFILTER,
          NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWRULE, NLA_F_NESTED | 1, 0, 4 },
    };

    for (int i = 0; i < 2; i++) {
        int s = socket(AF_NETLINK, SOCK_RAW, of[i].protocol);
        size_t at = NLMSG_SPACE(of[i].body);

        memset(message, 0, sizeof(message));
        begin(message, of[i].type, NLM_F_ACK, i ? (void *)&ip : &route,
              of[i].body);
        h->nlmsg_len = sizeof(message);
        fill(message + at, sizeof(message) - at, of[i].attr, of[i].header);
        printf("deep %s: %d", of[i].name,
               (int)send(s, message, sizeof(message), 0));
        recv(s, answer, sizeof(answer), 0);
        printf(", %d\n", ((struct nlmsghdr *)answer)->nlmsg_type);
    }
    return unused;
}

int main(void)
{
    struct ifinfomsg link = { .ifi_index = 1,
                              .ifi_flags = IFF_UP,
                              .ifi_change = IFF_UP };
    pthread_t thread;

    if (unshare(CLONE_NEWNET))
        return 1;
    queue.tcm_ifindex = class.tcm_ifindex = 1;
    sock = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
    begin(request, RTM_NEWLINK, NLM_F_ACK, &link, sizeof(link));
    talk("up");
    classes();
    filter();
    sock = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
    count(AF_INET, 3);
    count(AF_INET6, 2);
    pthread_create(&thread, NULL, deep, NULL);
    pthread_join(thread, NULL);
    return 0;
}
