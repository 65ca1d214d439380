/*
 * SPDX-License-Identifier: MIT
 *
 * What systemd does for proc-sys-fs-binfmt_misc.automount: mounts autofs on a
 * folder, and binfmt_misc over it when somebody looks.
 *
 * Usage: automount DIR. Prints "ready", then "triggered" at the first look;
 * ends when it is killed. Needs root of the first user namespace.
 */
#include <fcntl.h>
#include <limits.h>
#include <linux/auto_fs.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <unistd.h>

static int serve(int requests, int root, const char *dir)
{
    union autofs_v5_packet_union packet;

    while (read(requests, &packet, sizeof(packet)) > 0) {
        int r = -1;

        if (packet.hdr.type == autofs_ptype_missing_direct) {
            r = mount("binfmt_misc", dir, "binfmt_misc", 0, NULL);
        }
        puts(r ? "failed" : "triggered");
        fflush(stdout);
        ioctl(root, r ? AUTOFS_IOC_FAIL : AUTOFS_IOC_READY,
              packet.v5_packet.wait_queue_token);
    }
    return 0;
}

/* The kernel lets the processes of our group pass without asking. */
int main(int argc, char **argv)
{
    char options[128];
    int ends[2], root;

    if (argc != 2 || setpgid(0, 0) || pipe(ends)) {
        perror("automount");
        return 1;
    }
    snprintf(options, sizeof(options),
             "fd=%d,pgrp=%d,minproto=5,maxproto=5,direct", ends[1],
             (int)getpgrp());
    if (mount("automount", argv[1], "autofs", 0, options)) {
        perror(argv[1]);
        return 1;
    }
    close(ends[1]);
    root = open(argv[1], O_RDONLY | O_DIRECTORY);
    if (root < 0) {
        perror(argv[1]);
        return 1;
    }
    puts("ready");
    fflush(stdout);
    return serve(ends[0], root, argv[1]);
}
