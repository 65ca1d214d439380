/*
 * SPDX-License-Identifier: MIT
 *
 * Netlink: links, addresses, routes, queues and filters of packets are made as
 * tools make them, in a network of their own, and the kernel tells of them.
 *
 * cpus: common i386 x86_64 ppc64
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/ethtool.h>
#include <linux/if_link.h>
#include <linux/inet_diag.h>
#include <linux/lwtunnel.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nf_tables_compat.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/sockios.h>
#include <linux/veth.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "netlink.h"

/* show_link: what the kernel tells of it. */
static void show_link(const char *name)
{
    struct ifinfomsg link = { 0 };

    begin(request, RTM_GETLINK, 0, &link, sizeof(link));
    puts0(IFLA_IFNAME, name);
    if (!talk(NULL))
        printf("%s: mtu %u, queue %u, group %u\n", name,
               number(get(sizeof(link), IFLA_MTU)),
               number(get(sizeof(link), IFLA_TXQLEN)),
               number(get(sizeof(link), IFLA_GROUP)));
}

static void links(void)
{
    struct ifinfomsg link = { 0 };
    struct nlattr *info, *data, *peer;

    begin(request, RTM_NEWLINK, NLM_F_ACK | NLM_F_CREATE, &link, sizeof(link));
    puts0(IFLA_IFNAME, "one");
    put32(IFLA_MTU, 1400);
    put32(IFLA_TXQLEN, 4);
    put32(IFLA_GROUP, 0x10004);
    info = nest(IFLA_LINKINFO);
    puts0(IFLA_INFO_KIND, "veth");
    data = nest(IFLA_INFO_DATA);
    peer = put(VETH_INFO_PEER | NLA_F_NESTED, &link, sizeof(link));
    puts0(IFLA_IFNAME, "two");
    put32(IFLA_MTU, 1300);
    close_nest(peer);
    close_nest(data);
    close_nest(info);
    talk("veth");
    show_link("one");
    show_link("two");
    for (int i = 0; i < 2; i++) {
        link.ifi_index = if_nametoindex(i ? "two" : "one");
        link.ifi_flags = link.ifi_change = IFF_UP;
        begin(request, RTM_NEWLINK, NLM_F_ACK, &link, sizeof(link));
        talk("up");
    }
}

static void routes(void)
{
    int index = if_nametoindex("one");
    struct ifaddrmsg addr = { AF_INET, 24, 0, 0, index };
    struct rtmsg route = { AF_INET, 24, .rtm_table = RT_TABLE_MAIN,
                           .rtm_protocol = RTPROT_BOOT,
                           .rtm_type = RTN_UNICAST };
    struct rtmsg ask = { AF_INET, 32 };
    struct rtnexthop hop = { sizeof(hop) + 8, 0, 2, index };
    struct nlattr *metrics, *multipath;
    struct ifreq ifr = { .ifr_name = "one" };
    unsigned char *b = (void *)&ifr.ifr_broadaddr.sa_data[2];
    struct tcmsg tc = { .tcm_ifindex = index,
                        .tcm_parent = TC_H_ROOT,
                        .tcm_handle = 0x120000 };

    begin(request, RTM_NEWADDR, NLM_F_ACK | NLM_F_CREATE, &addr, sizeof(addr));
    put(IFA_LOCAL, "\x0a\x09\x00\x01", 4);
    put(IFA_BROADCAST, "\x0a\x09\x00\xfe", 4);
    talk("address");
    ioctl(socket(AF_INET, SOCK_DGRAM, 0), SIOCGIFBRDADDR, &ifr);
    printf("broadcast %d.%d.%d.%d\n", b[0], b[1], b[2], b[3]);
    begin(request, RTM_NEWROUTE, NLM_F_ACK | NLM_F_CREATE, &route,
          sizeof(route));
    put(RTA_DST, "\x0a\x0a\x00\x00", 4);
    metrics = nest(RTA_METRICS);
    put32(RTAX_MTU, 1234);
    put(RTAX_CC_ALGO, "reno", 5);
    close_nest(metrics);
    multipath = nest(RTA_MULTIPATH);
    for (int i = 2; i < 4; i++) {
        unsigned char gateway[4] = { 10, 9, 0, i };

        memcpy(end(), &hop, sizeof(hop));
        head->nlmsg_len += sizeof(hop);
        put(RTA_GATEWAY, gateway, 4);
    }
    close_nest(multipath);
    talk("route");
    begin(request, RTM_GETROUTE, 0, &ask, sizeof(ask));
    put(RTA_DST, "\x0a\x0a\x00\x04", 4);
    if (!talk(NULL))
        printf("route: mtu %u, link %d\n",
               number(below(get(sizeof(ask), RTA_METRICS), RTAX_MTU)),
               (int)number(get(sizeof(ask), RTA_OIF)) == index);
    begin(request, RTM_NEWQDISC, NLM_F_ACK | NLM_F_CREATE, &tc, sizeof(tc));
    puts0(TCA_KIND, "pfifo");
    put32(TCA_OPTIONS, 8);
    talk("queue");
    begin(request, RTM_GETQDISC, NLM_F_ECHO, &tc, sizeof(tc));
    if (!talk(NULL))
        printf("queue: limit %u\n", number(get(sizeof(tc), TCA_OPTIONS)));
}

/* tunnel: a route that has one, whose kind is told before or after. */
static void tunnel(int first)
{
    struct rtmsg route = { AF_INET, 24, .rtm_table = RT_TABLE_MAIN,
                           .rtm_protocol = RTPROT_BOOT,
                           .rtm_type = RTN_UNICAST };
    struct rtmsg ask = { AF_INET, 32, .rtm_flags = RTM_F_FIB_MATCH };
    unsigned short kind = LWTUNNEL_ENCAP_IP, flags = htons(8);
    unsigned char to[4] = { 10, 11, first, 0 };
    struct nlattr *encap;

    begin(request, RTM_NEWROUTE, NLM_F_ACK | NLM_F_CREATE, &route,
          sizeof(route));
    put(RTA_DST, to, 4);
    put32(RTA_OIF, if_nametoindex("one"));
    if (first)
        put(RTA_ENCAP_TYPE, &kind, 2);
    encap = nest(RTA_ENCAP);
    put(LWTUNNEL_IP_DST, "\x0a\x01\x02\x03", 4);
    put(LWTUNNEL_IP_FLAGS, &flags, 2);
    close_nest(encap);
    if (!first)
        put(RTA_ENCAP_TYPE, &kind, 2);
    talk("tunnel");
    begin(request, RTM_GETROUTE, 0, &ask, sizeof(ask));
    put(RTA_DST, to, 4);
    if (talk(NULL))
        return;
    encap = get(sizeof(ask), RTA_ENCAP);
    printf("tunnel: to %#x, ", ntohl(number(below(encap, LWTUNNEL_IP_DST))));
    encap = below(encap, LWTUNNEL_IP_FLAGS);
    if (encap)
        memcpy(&flags, encap + 1, 2);
    printf("flags %#x\n", encap ? ntohs(flags) : -1);
}

/* device: the statistics that a driver has. */
static void device(void)
{
    struct ifreq ifr = { .ifr_name = "one" };
    struct {
        struct ethtool_sset_info info;
        unsigned count;
    } set = { { ETHTOOL_GSSET_INFO, 0, 1 << ETH_SS_STATS }, 0 };
    struct {
        struct ethtool_stats stats;
        unsigned long long data[512];
    } all = { .stats.cmd = ETHTOOL_GSTATS };
    int s = socket(AF_INET, SOCK_DGRAM, 0);

    ifr.ifr_data = (void *)&set;
    printf("sets: %d", ioctl(s, SIOCETHTOOL, &ifr));
    printf(", some %d\n", set.count > 0);
    all.stats.n_stats = set.count;
    ifr.ifr_data = (void *)&all;
    printf("statistics: %d", ioctl(s, SIOCETHTOOL, &ifr));
    printf(", peer %d\n", all.data[0] == if_nametoindex("two"));
}

/* packets: -t nat -A POSTROUTING -j MASQUERADE, as iptables-nft says it. */
static void packets(void)
{
    struct nfgenmsg batch = { .res_id = htons(NFNL_SUBSYS_NFTABLES) };
    struct nfgenmsg ip = { AF_INET, NFNETLINK_V0, 0 };
    unsigned range[6] = { 1 };
    struct nlattr *hook, *list, *item, *data;
    int nft = NFNL_SUBSYS_NFTABLES << 8, rule;

    begin(request, NFNL_MSG_BATCH_BEGIN, 0, &batch, sizeof(batch));
    begin(end(), nft | NFT_MSG_NEWTABLE, NLM_F_CREATE, &ip, sizeof(ip));
    puts0(NFTA_TABLE_NAME, "nat");
    begin(end(), nft | NFT_MSG_NEWCHAIN, NLM_F_CREATE, &ip, sizeof(ip));
    puts0(NFTA_CHAIN_TABLE, "nat");
    puts0(NFTA_CHAIN_NAME, "POSTROUTING");
    hook = nest(NFTA_CHAIN_HOOK);
    put32(NFTA_HOOK_HOOKNUM, htonl(4));
    put32(NFTA_HOOK_PRIORITY, htonl(100));
    close_nest(hook);
    puts0(NFTA_CHAIN_TYPE, "nat");
    begin(end(), nft | NFT_MSG_NEWRULE, NLM_F_CREATE | NLM_F_APPEND | NLM_F_ACK,
          &ip, sizeof(ip));
    puts0(NFTA_RULE_TABLE, "nat");
    puts0(NFTA_RULE_CHAIN, "POSTROUTING");
    list = nest(NFTA_RULE_EXPRESSIONS);
    item = nest(NFTA_LIST_ELEM);
    puts0(NFTA_EXPR_NAME, "target");
    data = nest(NFTA_EXPR_DATA);
    puts0(NFTA_TARGET_NAME, "MASQUERADE");
    put32(NFTA_TARGET_REV, 0);
    put(NFTA_TARGET_INFO, range, sizeof(range));
    close_nest(data);
    close_nest(item);
    close_nest(list);
    rule = head->nlmsg_seq;
    begin(end(), NFNL_MSG_BATCH_END, 0, &batch, sizeof(batch));
    head->nlmsg_seq = rule;
    talk("rule");
    begin(request, nft | NFT_MSG_GETRULE, NLM_F_DUMP, &ip, sizeof(ip));
    if (!talk(NULL)) {
        item = below(get(sizeof(ip), NFTA_RULE_EXPRESSIONS), NFTA_LIST_ELEM);
        data = below(item, NFTA_EXPR_DATA);
        list = below(data, NFTA_TARGET_NAME);
        printf("rule: %s", list ? (char *)(list + 1) : "none");
        printf(", ranges %u\n", number(below(data, NFTA_TARGET_INFO)));
    }
}

/* sockets: those of an address, by a filter. */
static void sockets(const char *address)
{
    struct inet_diag_req_v2 ask = { .sdiag_family = AF_INET,
                                    .sdiag_protocol = IPPROTO_TCP,
                                    .idiag_states = 1 << 10 };
    struct {
        struct inet_diag_bc_op op;
        struct inet_diag_hostcond cond;
        unsigned char addr[4];
    } filter = { { INET_DIAG_BC_S_COND, 16, 20 }, { AF_INET, 32, -1 }, { 0 } };

    inet_pton(AF_INET, address, filter.addr);
    begin(request, SOCK_DIAG_BY_FAMILY, NLM_F_DUMP, &ask, sizeof(ask));
    put(INET_DIAG_REQ_BYTECODE, &filter, sizeof(filter));
    talk(NULL);
    printf("sockets of %s: %d\n", address,
           ((struct nlmsghdr *)answer)->nlmsg_type == SOCK_DIAG_BY_FAMILY);
}

int main(void)
{
    struct sockaddr_in in = { .sin_family = AF_INET };
    int tcp;

    if (unshare(CLONE_NEWNET))
        return 1;
    sock = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
    links();
    routes();
    tunnel(0);
    tunnel(1);
    device();
    sock = socket(AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER);
    packets();
    tcp = socket(AF_INET, SOCK_STREAM, 0);
    inet_pton(AF_INET, "10.9.0.1", &in.sin_addr);
    bind(tcp, (void *)&in, sizeof(in));
    listen(tcp, 1);
    sock = socket(AF_NETLINK, SOCK_RAW, NETLINK_SOCK_DIAG);
    sockets("10.9.0.1");
    sockets("10.9.1.1");
    return 0;
}
