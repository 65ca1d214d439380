# SPDX-License-Identifier: MIT
# Netlink, by the tools that speak it: ip, bridge, tc, ss, nft, iptables, ethtool, lsns, and
# getifaddrs of two C libraries.

# show COMMAND...: its output and status, without what is of the moment.
show()
{
    echo "# $*"
    "$@" >out
    echo "status $?" >>out
    sed -E 's/(gc|hello|tcn|topology_change|hold|forward_delay|message_age)_timer +[0-9.]+//g
        s/ expires [0-9dhms]+//; s/c?tokens: -?[0-9]+//g; s/ netns-immutable//; s/\t# count [0-9]+$//
        s/mdb_offload_fail_notification 0 fdb_local_vlan_0 0 //; s/"(gc_timer|used|confirmed|updated)": ?[0-9.]+,?//g' out
}

# Links, and what is told about them.
ip link add name br0 address 02:00:00:00:00:01 type bridge forward_delay 400 stp_state 0 \
    priority 4096 vlan_default_pvid 7
ip link add name v0 mtu 1400 txqueuelen 77 address 02:00:00:00:00:02 numtxqueues 3 type veth \
    peer name v1 address 02:00:00:00:00:03
ip link add link v0 name mv0 address 02:00:00:00:00:04 type macvlan mode bridge
ip link add name vx0 address 02:00:00:00:00:05 type vxlan id 424242 local 10.9.0.1 dstport 4790 \
    ttl 9 port 1000 2000
ip link set v1 master br0 group 5 alias 'the other end'
ip link set v1 type bridge_slave cost 321 priority 9 guard on
ip link property add dev v0 altname another-name
for link in br0 v0 v1 mv0 vx0; do ip link set "$link" up addrgenmode none; done
for link in lo br0 v0 v1 mv0 vx0; do
    show ip -d link show "$link"
    ip -j -d link show "$link" | python3 -c 'import json, sys
for link in json.load(sys.stdin):
    print(link["ifname"], link["mtu"], link["flags"], link.get("group"), link["min_mtu"])'
done
show ip -s link show lo
show ip link show group 5
show ip link show type veth
show ip link show master br0
show bridge -d link
bridge fdb show br br0 | sort
show ip link add v0 type veth
show ip link set absent up

# Addresses, routes, rules, neighbours, next hops, tunnels to other names of networks.
ip addr add 10.9.0.1/24 broadcast 10.9.0.255 dev v0 label v0:one
ip addr add 10.9.1.1 peer 10.9.1.2/32 dev br0 metric 50
ip addr add fd09::1/64 dev v0 nodad preferred_lft 0 home
show ip -d addr show v0
show ip -4 addr show br0
ip -j addr show v0 | python3 -c 'import json, sys
for a in json.load(sys.stdin)[0]["addr_info"]: print(a["family"], a["local"], a["prefixlen"])'
ip route add 10.10.0.0/16 via 10.9.0.2 dev v0 src 10.9.0.1 metric 77 mtu 1300 advmss 1200 \
    initcwnd 12 congctl reno
ip route add 10.11.0.0/16 nexthop via 10.9.0.2 dev v0 weight 3 nexthop via 10.9.1.2 dev br0
ip route add blackhole 10.12.0.0/16 table 1234 proto 99
ip -6 route add fd10::/32 via fd09::2 dev v0 metric 5 pref high
ip nexthop add id 9 via 10.9.0.3 dev v0
ip nexthop add id 10 group 9,2
ip route add 10.13.0.0/16 nhid 9
for what in '-d route show' '-d route show table 1234' 'route get 10.10.3.4' 'nexthop show' \
    'route get 10.11.0.1 mark 3 uid 7' 'route show table local' '-6 route show dev v0'; do
    show ip $what
done
ip rule add pref 1000 from 10.10.0.0/16 fwmark 0x12/0xff iif lo lookup 1234
ip rule add pref 1001 to 10.20.0.0/16 ipproto tcp sport 100-200 uidrange 5-600 tos 0x10 lookup main
ip rule add pref 1002 not from 10.30.0.1 lookup 98 suppress_prefixlength 0
ip rule add pref 1003 from 10.30.0.1 goto 40000
ip rule add pref 40000 prohibit
ip -6 rule add from fd09::/64 table 99
show ip rule show
show ip -6 rule show
ip neigh add 10.9.0.7 lladdr 02:00:00:00:00:77 dev v0 nud permanent
ip neigh add proxy 10.9.0.8 dev v0
ip -6 neigh add fd09::7 lladdr 02:00:00:00:00:78 dev v0 nud stale
show ip neigh show dev v0
show ip neigh show proxy
show ip neigh get 10.9.0.7 dev v0
ip ntable change name arp_cache dev v0 queue 33 retrans 2000
ip ntable show dev v0 | grep -o 'queue 33\|retrans 2000'
show ip -4 netconf show dev v0
ip maddress show dev v0 | grep -v 'inet '
ip addrlabel add prefix fd09::/16 label 77
show ip addrlabel list
show ip token list
mkdir -p /run/netns
ip netns add other
ip netns set other 42
show ip netns list-id
ip link add name far0 netns other address 02:00:00:00:00:08 type veth \
    peer name near0 address 02:00:00:00:00:09
show ip -n other link show far0
nsenter --net=/run/netns/other ip addr show lo
show ip -br link show near0
lsns -n -t net -o TYPE | sort
ip netns del other
ip monitor link address >monitored &
monitor=$!
for try in $(seq 300); do
    ip link set v1 mtu $((1300 + try)) && grep -q v1 monitored && break
    sleep 0.1
done
ip addr add 10.9.3.1/32 dev v1
for try in $(seq 300); do grep -q 10.9.3.1 monitored && break || sleep 0.1; done
kill $monitor
grep -o '10.9.3.1/32.*' monitored

# Queueing disciplines, classes, filters.
tc qdisc add dev v0 root handle 1: htb default 20 r2q 5
tc class add dev v0 parent 1: classid 1:1 htb rate 10mbit ceil 20mbit burst 15k cburst 16k \
    quantum 4000
tc class add dev v0 parent 1:1 classid 1:20 htb rate 5mbit quantum 3000 prio 3
tc qdisc add dev v0 parent 1:20 handle 20: tbf rate 3mbit burst 20k latency 70ms
tc filter add dev v0 parent 1: protocol ip prio 5 u32 match ip dst 10.9.0.0/24 match ip dport 80 \
    0xffff flowid 1:20
tc qdisc add dev v0 clsact
tc filter add dev v0 ingress protocol ip prio 7 u32 match u32 0 0 flowid 1:20
tc qdisc add dev mv0 root netem delay 100ms 10ms loss 1% duplicate 2%
tc qdisc add dev br0 root handle 30: pfifo limit 33
for what in qdisc class 'filter show' 'filter show ingress'; do
    case $what in *show*) ;; *) what="$what show" ;; esac
    set -- $what
    kind=$1
    shift 2
    show tc "$kind" show dev v0 "$@"
done
show tc qdisc show dev mv0
show tc -j qdisc show dev br0
tc qdisc add dev lo root handle 40: htb default 1
tc class add dev lo parent 40: classid 40:1 htb rate 1gbit quantum 3000
python3 -c 'import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for i in range(9): s.sendto(b"12345678" * 10, ("127.0.0.1", 18999))'
tc -s qdisc show dev lo | sed 1q
show tc -s class show dev lo
tc qdisc del dev lo root

# Sockets.
cat >sockets.py <<'P'
import os, socket, subprocess, sys
def show(*words):
    print("#", *words)
    out = subprocess.run(words, stdout=subprocess.PIPE, text=True).stdout
    names = [(str(client.getsockname()[1]), "CLIENT"), (str(os.getpid()), "PID")]
    for line in sorted(out.replace("\n\t", " ").splitlines()):
        for old, new in names:
            line = line.replace(old, new)
        print(*[w for w in line.split() if not (w.startswith(volatile) or w.endswith("bps"))])
# What the time, the machine or its settings decide.
volatile = ("rto", "rtt", "ato", "bytes_acked", "segs_", "data_segs", "last", "pacing_rate",
    "delivery_rate", "delivered", "app_limited", "busy", "rcv_", "minrtt", "send", "ino:", "sk:",
    "cgroup", "<->", "snd_wnd", "fd=", "bbr", "cubic", "cwnd", "ssthresh")
server = socket.create_server(("127.0.0.1", 18181), backlog=13)
client = socket.create_connection(("127.0.0.1", 18181))
client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
one, _ = server.accept()
one.send(b"x" * 321)
client.recv(321)
six = socket.create_server(("::1", 18182), family=socket.AF_INET6)
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp.bind(("127.0.0.1", 18183))
unix = socket.socket(socket.AF_UNIX)
unix.bind(os.path.abspath("sock"))
unix.listen(5)
show("ss", "-Htanp")
show("ss", "-Htuln")
show("ss", "-Huanp")
show("ss", "-Htin", "sport", "=", ":18181")
show("ss", "-Htin", "dport", "=", ":18181")
show("ss", "-Htane", "sport", "=", ":18181")
show("ss", "-Htan", "state", "listening", "src", "127.0.0.1")
show("ss", "-Htan", "dst", "127.0.0.0/8", "and", "dport", "ge", ":18000")
out = subprocess.run(["ss", "-Hxl", "src", os.path.abspath("sock")], stdout=subprocess.PIPE)
print(out.stdout.split()[:5])
one.send(b"y" * 77)
show("ss", "-Htan", "dport", "=", ":18181")
show("ss", "-HtanK", "dport", "=", ":18181")
try:
    print(client.recv(500)[:3])
except OSError as error:
    print("killed", error.errno)
sums = subprocess.run(["ss", "-s"], stdout=subprocess.PIPE, text=True).stdout
print(sums.split("\n\n")[1])
P
python3 sockets.py

# Filters of packets.
cat >rules.nft <<'N'
table inet first {
    comment "of the test"
    counter hits { packets 3 bytes 333 }
    quota most { over 25 mbytes }
    set ports { type inet_service; flags interval; elements = { 22, 80-90, 1000 } }
    set hosts { type ipv4_addr; flags timeout; timeout 1h; size 99
        elements = { 10.9.0.7 timeout 2h expires 2h } }
    map where { type inet_service : verdict; elements = { 81 : drop, 82 : jump more } }
    map names { type ipv4_addr . inet_service : ipv4_addr
        elements = { 10.0.0.1 . 80 : 10.0.0.2 } }
    chain more {
        tcp flags & (syn | ack) == syn counter packets 5 bytes 55 accept
    }
    chain in {
        type filter hook input priority filter; policy accept;
        iifname "lo" accept
        ct state established,related accept comment "known"
        ip saddr @hosts tcp dport @ports counter name hits
        tcp dport vmap @where
        ip6 saddr fd09::/64 icmpv6 type echo-request limit rate 5/second burst 7 packets accept
        meta l4proto udp udp dport 53 log prefix "dns " level debug
        ether saddr 02:00:00:00:00:02 meta length > 1000 drop
        ip ttl < 5 reject with icmp type admin-prohibited
    }
    chain out {
        type filter hook output priority -5; policy accept;
        udp dport 18200 counter name hits
        ip daddr 10.9.0.9 ip dscp set cs3 counter
    }
}
table ip nat {
    chain post { type nat hook postrouting priority srcnat;
        ip saddr 10.9.0.0/24 oifname "br0" masquerade random,persistent
        tcp dport 99 snat to 10.9.0.1:5000-6000
    }
}
N
nft -f rules.nft
python3 -c 'import socket
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"0" * 99, ("127.0.0.1", 18200))'
show nft list ruleset
show nft -a list chain inet first in
show nft list counters
show nft get element inet first ports '{ 85 }'
show nft get element inet first ports '{ 95 }'
nft delete element inet first ports '{ 22 }'
nft add element inet first ports '{ 4000-5000 }'
nft list set inet first ports
nft -j list table ip nat | sed 's/{"metainfo"[^}]*}}, //' | python3 -m json.tool
nft insert rule inet first in index 1 tcp sport 7 accept
nft reset counters >/dev/null
show nft list counters
nft monitor trace >/dev/null &
kill $!
nft flush ruleset
for i in iptables-nft ip6tables-nft; do
    $i -P FORWARD DROP
    $i -N OWN
    $i -A INPUT -p tcp --dport 80 -j OWN
    $i -A OWN -p udp -m udp --sport 10:20 -j RETURN
    $i -A OWN -m conntrack --ctstate NEW -m comment --comment 'a word' -j ACCEPT
    $i -A OWN -m limit --limit 3/min -j LOG --log-prefix 'x '
    $i -A OWN -m multiport -p tcp --dports 1,2,30:40 -j REJECT --reject-with tcp-reset
    $i -t mangle -A OUTPUT -j MARK --set-xmark 0x12/0xff
    show $i -S
    show $i -t mangle -S
    show $i -L -n -v | grep -v '^Chain'
    # The kernel sends packets of its own accord.
    $i-save 2>/dev/null | sed 's/ \[[0-9:]*\]$//; /^#/d'
done
iptables-nft -t nat -A POSTROUTING -s 10.9.0.0/24 -j MASQUERADE
show iptables-nft -t nat -S
show nft list table ip nat

# Devices.
show ethtool -i v0
show ethtool v0
show ethtool -k v0
ethtool -K v0 tx off
ethtool -k v0 | grep tx-checksumming
ethtool -S v0 | sed 's/: .*//'
show ethtool -l v0
show ethtool -c v0
show ethtool -g v0
show ethtool -a v0
show ethtool -P v0
show ethtool -T lo
show ethtool --show-features lo
show ethtool --show-priv-flags v0
show ethtool -m v0

# C libraries.
cat >addresses.c <<'C'
#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <stdio.h>
#include <sys/socket.h>
#include <netinet/in.h>

static const char *text(const struct sockaddr *a, char *buf)
{
    if (!a)
        return "-";
    if (a->sa_family == AF_INET)
        return inet_ntop(AF_INET, &((struct sockaddr_in *)a)->sin_addr, buf, 64);
    if (a->sa_family == AF_INET6)
        return inet_ntop(AF_INET6, &((struct sockaddr_in6 *)a)->sin6_addr, buf, 64);
    return "other";
}

int main(void)
{
    struct ifaddrs *all, *i;
    struct if_nameindex *names = if_nameindex(), *n;
    char address[64], mask[64], peer[64];

    if (getifaddrs(&all))
        return 1;
    for (i = all; i; i = i->ifa_next)
        printf("%s %x %d %s %s %s\n", i->ifa_name, i->ifa_flags, i->ifa_addr->sa_family,
               text(i->ifa_addr, address), text(i->ifa_netmask, mask),
               text(i->ifa_dstaddr, peer));
    for (n = names; n && n->if_index; n++)
        printf("%u %s %u\n", n->if_index, n->if_name, if_nametoindex(n->if_name));
    return 0;
}
C
for compiler in gcc musl-gcc; do
    "$compiler" -O1 addresses.c -o addresses && ./addresses | sort
done
python3 -c 'import socket; print(socket.if_nameindex(), socket.if_indextoname(1))'
