/*
 * SPDX-License-Identifier: MIT
 *
 * Directories of ext4, whose positions are hashes: read, told, sought, read
 * again in small portions.
 *
 * in: ext4
 * cpus: common i386 mips mipsel mipsn32 ppc m68k sparc32plus hppa
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define FILES 300
#define NAMES (FILES + 2)

struct entry {
    uint64_t ino;
    int64_t off;
    unsigned short reclen;
    unsigned char type;
    char name[];
};

static int seen[NAMES];

/* The number of a name; each is counted. */
static int count(const char *name)
{
    int n = !strcmp(name, ".")    ? FILES
            : !strcmp(name, "..") ? FILES + 1
                                  : atoi(name + 1);

    if (n < 0 || n >= NAMES) {
        return 0;
    }
    seen[n]++;
    return n;
}

/* How many names were seen once. */
static int once(void)
{
    int n = 0;

    for (int i = 0; i < NAMES; i++) {
        n += seen[i] == 1;
    }
    memset(seen, 0, sizeof(seen));
    return n;
}

int main(void)
{
    static long told[NAMES];
    static int at[NAMES];
    struct dirent *e;
    long buf[40], n, good = 0, total = 0;
    off_t end, middle;
    int fd;
    DIR *d;

    mkdir("d", 0700);
    for (int i = 0; i < FILES; i++) {
        char name[32];

        sprintf(name, "d/f%d", i);
        close(open(name, O_CREAT | O_WRONLY, 0600));
    }

    d = opendir("d");
    errno = 0;
    while (total < NAMES && (told[total] = telldir(d), e = readdir(d))) {
        at[total++] = count(e->d_name);
    }
    printf("read %ld once %d\n", total, once());
    printf("end %d errno %d\n", readdir(d) == NULL, errno);
    for (int i = 0; i < total; i++) {
        int k = i * 7 % total;

        seekdir(d, told[k]);
        e = readdir(d);
        good += e && count(e->d_name) == at[k];
    }
    printf("sought %ld once %d\n", good, once());
    rewinddir(d);
    e = readdir(d);
    printf("rewound %d\n", e && count(e->d_name) == at[0]);
    closedir(d);
    once();

    /* one after the other, with a seek to the last position for each */
    fd = open("d", O_RDONLY | O_DIRECTORY);
    total = 0;
    while ((n = syscall(SYS_getdents64, fd, buf, sizeof(buf))) > 0 &&
           total++ < 2 * NAMES) {
        struct entry *entry = (void *)buf;

        count(entry->name);
        if (lseek(fd, entry->off, SEEK_SET) != entry->off ||
            lseek(fd, 0, SEEK_CUR) != entry->off) {
            printf("lseek of entry %ld: %d\n", total, errno);
            return 1;
        }
        if (total == NAMES / 2) {
            /* a new descriptor has the position of the old one */
            int new = dup(fd);

            close(fd);
            fd = new;
        }
    }
    printf("raw %ld once %d last %ld\n", total, once(), n);
    end = lseek(fd, 0, SEEK_CUR);
    printf("end %d\n", end > 0 && lseek(fd, end, SEEK_SET) == end);
    printf("nothing there %d\n",
           (int)syscall(SYS_getdents64, fd, buf, sizeof(buf)));
    printf("start %d\n", lseek(fd, 0, SEEK_SET) == 0);

    /* a position from before exec or of another process is one, too */
    syscall(SYS_getdents64, fd, buf, sizeof(buf));
    middle = lseek(fd, 0, SEEK_CUR);
    printf("middle %d invalid %d\n", middle > 0 && middle != end,
           lseek(fd, -1, SEEK_SET) == -1 && errno == EINVAL);
    close(fd);

    /* the same number, now a file */
    fd = open("d/f1", O_RDWR);
    printf("file %d %d\n", pwrite(fd, "x", 1, 4999) == 1,
           lseek(fd, 3000, SEEK_SET) == 3000);
    return 0;
}
