/*
 * SPDX-License-Identifier: MIT
 *
 * ioctls of files: attributes, copies, labels, sizes.
 *
 * cpus: common i386 mips sparc64 ppc alpha
 * in: ext4
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/types.h>
#include <unistd.h>

static const char *error(long ret)
{
    return ret >= 0              ? "0"
           : errno == EOPNOTSUPP ? "EOPNOTSUPP"
           : errno == EINVAL     ? "EINVAL"
           : errno == ENOTTY     ? "ENOTTY"
           : errno == EPERM      ? "EPERM"
           : errno == EACCES     ? "EACCES"
           : errno == EXDEV      ? "EXDEV"
           : errno == EBADF      ? "EBADF"
                                 : "another";
}

int main(void)
{
    int fd = open("file", O_CREAT | O_RDWR, 0600);
    int to = open("copy", O_CREAT | O_RDWR, 0600);
    char label[FSLABEL_MAX] = "?", uuid[17] = "";
    struct fsxattr attr = { .fsx_projid = 7 }, again = { 0 };
    struct file_clone_range clone = { .src_fd = fd };
    struct {
        struct file_dedupe_range head;
        struct file_dedupe_range_info info[2];
    } dedupe = { { .src_length = 4096, .dest_count = 2 } };
    static char data[4096];
    long long size = -1;
    int block[2] = { -1, -1 };

    printf("write %d %d\n", write(fd, data, 4096) == 4096,
           write(to, data, 4096) == 4096);
    printf("FSGETXATTR %s", error(ioctl(fd, FS_IOC_FSGETXATTR, &attr)));
    printf(" project %u\n", attr.fsx_projid);
    attr.fsx_xflags |= FS_XFLAG_NODUMP;
    printf("FSSETXATTR %s\n", error(ioctl(fd, FS_IOC_FSSETXATTR, &attr)));
    ioctl(fd, FS_IOC_FSGETXATTR, &again);
    printf("flag %d\n", !!(again.fsx_xflags & FS_XFLAG_NODUMP));
    printf("GETFSLABEL %s", error(ioctl(fd, FS_IOC_GETFSLABEL, label)));
    printf(" %d\n", strlen(label) < 17);
    printf("GETFSUUID %s", error(ioctl(fd, _IOR(0x15, 0, char[17]), uuid)));
    printf(" %d\n", uuid[0]);
    printf("FIOQSIZE %s", error(ioctl(fd, FIOQSIZE, &size)));
    printf(" %d\n", size >= 0 && size < 1 << 20);
    printf("FIGETBSZ %s", error(ioctl(fd, FIGETBSZ, block)));
    printf(" %d %d\n", block[0], block[1]);
    printf("FICLONE %s\n", error(ioctl(to, FICLONE, fd)));
    printf("FICLONERANGE %s\n", error(ioctl(to, FICLONERANGE, &clone)));
    dedupe.info[0].dest_fd = to;
    dedupe.info[1].dest_fd = -1;
    printf("FIDEDUPERANGE %s", error(ioctl(fd, FIDEDUPERANGE, &dedupe)));
    printf(" %d %d\n", dedupe.info[0].status == -EOPNOTSUPP,
           dedupe.info[1].status == -EBADF);
    return 0;
}
