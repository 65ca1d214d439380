/*
 * SPDX-License-Identifier: MIT
 *
 * Positions in files of more than 4 GiB, in every call that takes one.
 *
 * flags: -D_FILE_OFFSET_BITS=64
 * cpus: common i386 mips mipsel mipsn32 mipsn32el ppc sparc32plus hppa m68k
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define FAR ((5LL << 30) + 0x12345)
#define PAGE 65536

static void reads(int fd, off_t off)
{
    char a[4] = "", b[4] = "";
    struct iovec v = { b, 3 };

    printf("pread %zd %s\n", pread(fd, a, 3, off), a);
    printf("preadv %zd %s\n", preadv(fd, &v, 1, off), b);
    printf("low %d\n", pread(fd, a, 3, (unsigned)off) == 3 && !a[0]);
}

int main(void)
{
    int fd = open("file", O_CREAT | O_RDWR, 0600);
    struct iovec v = { "def", 3 };
    struct flock lock = {
        .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = FAR, .l_len = FAR
    };
    struct stat st;
    char *p, a[4] = "";
    loff_t in = FAR, out = 0;

    printf("pwrite %zd\n", pwrite(fd, "abc", 3, FAR));
    reads(fd, FAR);
    printf("pwritev %zd\n", pwritev(fd, &v, 1, FAR + 3));
    reads(fd, FAR + 3);
    printf("size %d\n", fstat(fd, &st) == 0 && st.st_size == FAR + 6);
    printf("seek %d\n", lseek(fd, FAR, SEEK_SET) == FAR);
    printf("here %d\n", lseek(fd, 1, SEEK_CUR) == FAR + 1);
    printf("read %zd %s\n", read(fd, a, 3), a);
    printf("end %d\n", lseek(fd, -1, SEEK_END) == FAR + 5);
    printf("data %d\n", lseek(fd, 0, SEEK_DATA) > FAR - PAGE);
    printf("negative %d\n", lseek(fd, -FAR, SEEK_SET) == -1 && errno == EINVAL);
    printf("ftruncate %d\n",
           ftruncate(fd, 2 * FAR) == 0 && lseek(fd, 0, SEEK_END) == 2 * FAR);
    printf("truncate %d\n",
           truncate("file", FAR + 6) == 0 && lseek(fd, 0, SEEK_END) == FAR + 6);
    printf("fallocate %d\n", fallocate(fd, 0, FAR, 100) == 0 &&
                                 lseek(fd, 0, SEEK_END) == FAR + 100);
    printf("fadvise %d\n", posix_fadvise(fd, FAR, FAR, POSIX_FADV_DONTNEED));
    printf("readahead %zd\n", readahead(fd, FAR, 100));
    printf("sync %d\n", sync_file_range(fd, FAR, 100, SYNC_FILE_RANGE_WRITE));
    printf("lock %d\n", fcntl(fd, F_SETLK, &lock));
    printf("copy %d\n", copy_file_range(fd, &in, fd, &out, 6, 0) == 6 &&
                            in == FAR + 6 && out == 6);
    p = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, FAR / PAGE * PAGE);
    printf("mmap %s\n", p == MAP_FAILED                        ? "failed"
                        : !memcmp(p + FAR % PAGE, "abcdef", 6) ? "abcdef"
                                                               : "");
    return 0;
}
