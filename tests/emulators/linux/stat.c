/*
 * SPDX-License-Identifier: MIT
 *
 * What stat, fstat, lstat and statx say of devices, links and large files;
 * chown of a link.
 *
 * cpus: common i386 mips mipsel mips64 mipsn32 sparc64 sparc32plus alpha hppa
 * ppc ppc64 m68k
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

static void show(const char *name, const struct stat64 *st,
                 const struct statx *stx)
{
    printf("%s: type %o mode %o links %d uid %d gid %d rdev %u,%u size %lld "
           "blocks %d\n",
           name, st->st_mode & S_IFMT, st->st_mode & 0777, (int)st->st_nlink,
           st->st_uid == geteuid(), st->st_gid == getegid(), major(st->st_rdev),
           minor(st->st_rdev), (long long)st->st_size, st->st_blocks > 0);
    printf("as statx: dev %d ino %d mtime %d %d ctime %d atime %d blksize %d\n",
           st->st_dev == makedev(stx->stx_dev_major, stx->stx_dev_minor),
           st->st_ino == stx->stx_ino,
           st->st_mtim.tv_sec == stx->stx_mtime.tv_sec,
           st->st_mtim.tv_nsec == stx->stx_mtime.tv_nsec,
           st->st_ctim.tv_sec == stx->stx_ctime.tv_sec,
           st->st_atim.tv_nsec == stx->stx_atime.tv_nsec, st->st_blksize > 0);
}

static void all(const char *name)
{
    struct stat64 st;
    struct statx stx;
    int fd;

    memset(&st, 0x5a, sizeof(st));
    statx(AT_FDCWD, name, AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS, &stx);
    printf("lstat %d\n", lstat64(name, &st));
    show(name, &st, &stx);
    memset(&st, 0x5a, sizeof(st));
    statx(AT_FDCWD, name, 0, STATX_BASIC_STATS, &stx);
    printf("stat %d\n", stat64(name, &st));
    show(name, &st, &stx);
    memset(&st, 0x5a, sizeof(st));
    fd = open(name, O_RDONLY);
    printf("fstat %d\n", fstat64(fd, &st));
    show(name, &st, &stx);
    close(fd);
}

int main(void)
{
    int fd = open("file", O_CREAT | O_RDWR, 0640);
    gid_t gid = getegid();

    printf("large %d\n", pwrite64(fd, "x", 1, 0x123456789) == 1);
    printf("link %d\n", link("file", "hard"));
    printf("symlink %d\n", symlink("file", "soft"));
    all("file");
    all("soft");
    all("/dev/null");
    all("/dev/zero");
    all("/dev/full");
    printf("lchown %d\n", lchown("soft", -1, gid));
    printf("chown %d\n", chown("soft", -1, gid));
    printf("fchown %d\n", fchown(fd, geteuid(), -1));
    printf("fchownat %d\n",
           fchownat(AT_FDCWD, "soft", -1, gid, AT_SYMLINK_NOFOLLOW));
#if defined(SYS_lchown) && defined(SYS_chown)
    printf("by number %ld %ld\n", syscall(SYS_lchown, "soft", -1, gid),
           syscall(SYS_chown, "file", -1, gid));
#else
    printf("by number 0 0\n");
#endif
    return 0;
}
