/*
 * SPDX-License-Identifier: MIT
 *
 * Checks of the guest program: files, folders, mapped memory.
 */
#define _GNU_SOURCE
#define _FILE_OFFSET_BITS 64
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "guest.h"

enum { SIZE = 10000 };

/* 64-bit file offsets: some CPUs pass them in aligned pairs of registers. */
static const off_t FAR = 5LL << 30;

static char pattern(int i)
{
    return i % 251;
}

static void check_contents(int fd)
{
    char data[SIZE];
    bool same = true;

    for (int i = 0; i < SIZE; i++) {
        data[i] = pattern(i);
    }
    check_number("file.write", write(fd, data, SIZE), SIZE);
    check_number("file.end", lseek(fd, 0, SEEK_END), SIZE);
    check_number("file.seek", lseek(fd, 5000, SEEK_SET), 5000);
    memset(data, 0, SIZE);
    check_number("file.read", read(fd, data, 3000), 3000);
    for (int i = 0; i < 3000; i++) {
        same = same && data[i] == pattern(5000 + i);
    }
    check("file.contents", same, "other bytes than written");
}

static void check_far(int fd)
{
    struct stat st = { 0 };
    char byte = 'x', got = 0;

    check_number("file.pwrite", pwrite(fd, &byte, 1, FAR), 1);
    check("file.far_size", !fstat(fd, &st) && st.st_size == FAR + 1, "%lld",
          (long long)st.st_size);
    check("file.pread", pread(fd, &got, 1, FAR) == 1 && got == 'x', "%d", got);
    check_number("file.far_seek", lseek(fd, -1, SEEK_END), FAR);
    check("file.truncate", !ftruncate(fd, SIZE), "failed");
}

static bool listed(const char *dir, const char *name)
{
    DIR *d = opendir(dir);
    struct dirent *entry;
    bool found = false;

    while (d && (entry = readdir(d))) {
        found = found || !strcmp(entry->d_name, name);
    }
    if (d) {
        closedir(d);
    }
    return found;
}

static void check_names(const char *dir)
{
    struct stat st = { 0 };

    check("file.stat",
          !stat(in_dir(dir, "one"), &st) && S_ISREG(st.st_mode) &&
              (st.st_mode & 07777) == 0640 && st.st_size == SIZE &&
              st.st_nlink == 1,
          "mode %o, size %lld", (unsigned)st.st_mode, (long long)st.st_size);
    check("file.rename", !rename(in_dir(dir, "one"), in_dir(dir, "two")),
          "failed");
    check("file.old_name", stat(in_dir(dir, "one"), &st) && errno == ENOENT,
          "still there");
    check("file.listed", listed(dir, "two") && !listed(dir, "one"),
          "wrong list");
    check("file.unlink", !unlink(in_dir(dir, "two")), "failed");
    check("file.gone", !listed(dir, "two"), "still there");
}

/* True if @fd, which is closed, has the mappings that the guest knows of. */
static bool is_own_maps(int fd)
{
    char text[20000];
    size_t length = 0;
    ssize_t n;

    while ((n = read(fd, text + length, sizeof(text) - 1 - length)) > 0) {
        length += n;
    }
    close(fd);
    text[length] = 0;
    return strstr(text, "[stack]") && !strstr(text, "/qemu-");
}

/* Files of /proc that are not what the emulator's own are, by other names. */
static void check_proc(const char *dir)
{
    int self = open("/proc/self", O_RDONLY | O_DIRECTORY);
    int here = open(".", O_RDONLY | O_DIRECTORY);
    int there = open(dir, O_RDONLY | O_DIRECTORY);
    char got[4] = "";
    int fd;

    check("file.maps", is_own_maps(open("/proc/self/maps", O_RDONLY)),
          "of another program");
    check("file.maps_at", is_own_maps(openat(self, "maps", O_RDONLY)),
          "of another program");
    symlink("/proc/self/maps", in_dir(dir, "link"));
    check("file.maps_link", is_own_maps(open(in_dir(dir, "link"), O_RDONLY)),
          "of another program");
    unlink(in_dir(dir, "link"));

    fd = openat(there, "maps", O_RDWR | O_CREAT, 0600);
    write(fd, "own", 3);
    close(fd);
    check("file.maps_cwd", !fchdir(self) && is_own_maps(open("maps", O_RDONLY)),
          "of another program");
    fd = openat(there, "maps", O_RDONLY);
    check("file.maps_other", read(fd, got, 3) == 3 && !strcmp(got, "own"),
          "those of the process");
    close(fd);
    check("file.maps_number", open("maps", O_RDONLY) == fd && !close(fd),
          "not the lowest number that is free");
    fchdir(here);
    unlinkat(there, "maps", 0);
    close(there);
    close(here);
    close(self);
}

/* A file system without them says so; a system call that is not there, else. */
static void check_attributes(const char *dir)
{
    const char *path = in_dir(dir, "one");
    char got[8] = "";
    bool set = !setxattr(path, "user.name", "value", 5, 0);

    if (!set && errno == ENOTSUP) {
        return;
    }
    check("file.set_attribute", set, "%s", strerror(errno));
    check("file.attribute",
          getxattr(path, "user.name", got, sizeof(got)) == 5 &&
              !memcmp(got, "value", 5),
          "%.5s", got);
    check("file.attributes",
          listxattr(path, NULL, 0) >= (ssize_t)sizeof("user.name"),
          "not listed");
    check("file.no_attribute",
          !removexattr(path, "user.name") &&
              getxattr(path, "user.name", NULL, 0) < 0 && errno == ENODATA,
          "not removed");
}

void check_files(const char *dir)
{
    int fd;

    umask(022);
    fd = open(in_dir(dir, "one"), O_RDWR | O_CREAT | O_EXCL, 0640);
    check("file.create", fd >= 0, "%s", in_dir(dir, "one"));
    check("file.exists",
          open(in_dir(dir, "one"), O_RDWR | O_CREAT | O_EXCL, 0640) < 0 &&
              errno == EEXIST,
          "created twice");
    check_contents(fd);
    check_far(fd);
    check("file.close", !close(fd) && close(fd) && errno == EBADF, "failed");
    check_attributes(dir);
    check_names(dir);
    check_proc(dir);
}

static void load(volatile char *where)
{
    (void)*where;
}

static void store(volatile char *where)
{
    *where = 1;
}

static void check_anonymous(long page)
{
    char *p = mmap(NULL, 4 * page, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    check("map.anonymous", p != MAP_FAILED && !p[0] && !p[4 * page - 1],
          "not zero");
    memset(p, 7, 4 * page);
    check("map.protect", !mprotect(p + page, page, PROT_READ), "failed");
    check("map.read_only", faults(store, p + page) && !faults(load, p + page),
          "write is possible or read is not");
    check("map.writable", !faults(store, p) && !faults(store, p + 2 * page),
          "a neighbour is protected");
    mprotect(p, 4 * page, PROT_READ | PROT_WRITE); /* one mapping again */
    p = mremap(p, 4 * page, 64 * page, MREMAP_MAYMOVE);
    check("map.grow", p != MAP_FAILED && p[3 * page] == 7 && !p[63 * page],
          "contents lost");
    check("map.unmap", !munmap(p, 64 * page), "failed");
    check("map.unmapped", faults(load, p), "still there");
}

static void check_mapped_file(const char *dir, long page)
{
    int fd = open(in_dir(dir, "map"), O_RDWR | O_CREAT, 0600);
    bool sized = !ftruncate(fd, 2 * page) && pwrite(fd, "abc", 3, page) == 3;
    char *private, *shared, got[3] = "";

    private = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, page);
    shared = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, page);
    check("map.file",
          sized && private != MAP_FAILED && shared != MAP_FAILED &&
              !memcmp(private, "abc", 3) && !memcmp(shared, "abc", 3),
          "other contents");
    private[0] = 'P';
    shared[1] = 'S';
    check("map.shared", pread(fd, got, 3, page) == 3 && !memcmp(got, "aSc", 3),
          "file has %.3s", got);
    check("map.private", private[0] == 'P' && shared[0] == 'a', "shared");
    munmap(private, page);
    munmap(shared, page);
    close(fd);
    unlink(in_dir(dir, "map"));
}

void check_memory(const char *dir)
{
    long page = sysconf(_SC_PAGESIZE);

    check("map.page", page >= 4096 && !(page & (page - 1)), "%ld", page);
    check_anonymous(page);
    check_mapped_file(dir, page);
}
