/*
 * SPDX-License-Identifier: MIT
 *
 * SIOCETHTOOL, whose argument has a pointer to structures of many kinds, by the
 * way of psutil, udev and systemd-networkd.
 */
#include <errno.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

static int fd;

static void ask(const char *what, const char *name, void *data)
{
    struct ifreq ifr = { .ifr_data = data };
    int rc;

    strcpy(ifr.ifr_name, name);
    rc = ioctl(fd, SIOCETHTOOL, &ifr);
    printf("%s: %s\n", what, rc < 0 ? strerror(errno) : "done");
}

int main(void)
{
    struct ethtool_value link = { .cmd = ETHTOOL_GLINK, .data = 7 };
    struct ethtool_value tso = { .cmd = ETHTOOL_GTSO, .data = 7 };
    struct ethtool_cmd settings = { .cmd = ETHTOOL_GSET, .speed = 7 };
    struct ethtool_ts_info stamps = { .cmd = ETHTOOL_GET_TS_INFO };
    struct ethtool_drvinfo driver = { .cmd = ETHTOOL_GDRVINFO };
    struct {
        struct ethtool_link_settings head;
        __u32 masks[3 * 127];
    } modes = { .head.cmd = ETHTOOL_GLINKSETTINGS };

    fd = socket(AF_INET, SOCK_DGRAM, 0);
    ask("link", "lo", &link);
    printf("  %d %d\n", link.cmd == ETHTOOL_GLINK, link.data < 2);
    ask("offloading", "lo", &tso);
    printf("  %d %d\n", tso.cmd == ETHTOOL_GTSO, tso.data);
    ask("settings", "lo", &settings);
    printf("  %d\n", settings.speed);
    ask("time stamps", "lo", &stamps);
    printf("  %#x %d %#x\n", stamps.so_timestamping, stamps.phc_index,
           stamps.tx_types);
    ask("driver", "lo", &driver);
    printf("  '%s'\n", driver.driver);
    ask("modes", "lo", &modes);
    ask("of an interface that is not there", "none", &link);
    ask("a bad address", "lo", (void *)8);
    return 0;
}
