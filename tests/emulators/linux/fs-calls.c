/*
 * SPDX-License-Identifier: MIT
 *
 * Newer system calls about files and mounts, by their numbers: libraries do not
 * have them yet.
 *
 * cpus: common i386 mips mips64 mipsn32 ppc m68k
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/fanotify.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

/* Since this one, a call has the same number everywhere, but for what is added
 * to all. */
#define NR(n) (SYS_mount_setattr - 442 + (n))

static struct {
    uint32_t size, fd;
    uint64_t id, param, ns;
} req = { .size = 24 };

/* 0, or which error; each kernel knows some of the calls only */
static const char *error(long ret)
{
    return ret >= 0              ? "0"
           : errno == EINVAL     ? "EINVAL"
           : errno == E2BIG      ? "E2BIG"
           : errno == EFAULT     ? "EFAULT"
           : errno == ENODATA    ? "ENODATA"
           : errno == ERANGE     ? "ERANGE"
           : errno == ENOENT     ? "ENOENT"
           : errno == ENOSYS     ? "ENOSYS"
           : errno == EPERM      ? "EPERM"
           : errno == EBADF      ? "EBADF"
           : errno == EOPNOTSUPP ? "EOPNOTSUPP"
                                 : "another";
}

static void xattrs(int fd)
{
    char value[16] = "12345", list[64] = "";
    struct {
        uint64_t value;
        uint32_t size, flags;
    } args = { (uintptr_t)value, 5, 0 };
    long n;

    n = syscall(NR(463), AT_FDCWD, "file", 0, "user.one", &args, sizeof(args));
    printf("setxattrat %s\n", error(n));
    memset(value, 0, sizeof(value));
    args.size = sizeof(value);
    n = syscall(NR(464), fd, "", AT_EMPTY_PATH, "user.one", &args,
                sizeof(args));
    printf("getxattrat %ld %s\n", n, value);
    args.size = 2;
    n = syscall(NR(464), fd, "", AT_EMPTY_PATH, "user.one", &args,
                sizeof(args));
    printf("short %s\n", error(n));
    n = syscall(NR(464), fd, "", AT_EMPTY_PATH, "user.one", &args, 8);
    printf("small %s\n", error(n));
    n = syscall(NR(465), AT_FDCWD, "file", 0, list, sizeof(list));
    printf("listxattrat %d\n", n > 0 && memmem(list, n, "user.one", 9) != NULL);
    printf("removexattrat %s\n",
           error(syscall(NR(466), AT_FDCWD, "file", 0, "user.one")));
    printf("again %s\n",
           error(syscall(NR(466), AT_FDCWD, "file", 0, "user.one")));
}

static void mounts(void)
{
    static struct {
        uint32_t size, opts;
        uint64_t mask;
        uint32_t major, minor;
        uint64_t magic;
        uint32_t sb_flags, type;
        uint64_t id, parent;
        uint32_t old_id, old_parent;
        uint64_t attr, propagation, peer, master, from;
        uint32_t root, point;
        uint64_t space[49];
        char strings[4096];
    } sm;
    struct statx stx;
    struct statfs fs;
    struct stat st;
    uint64_t ids[4096];
    long n, found = 0;

    memset(&stx, 0, sizeof(stx));
    printf("statx %s\n", error(statx(AT_FDCWD, "/", 0,
                                     0x4000 /* STATX_MNT_ID_UNIQUE */, &stx)));
    memcpy(&req.id, (char *)&stx + 0x90, 8);
    req.param = 0x3f;
    n = syscall(NR(457), &req, &sm, sizeof(sm), 0);
    stat("/", &st);
    statfs("/", &fs);
    printf("statmount %s id %d dev %d magic %d point %s\n", error(n),
           sm.id == req.id, makedev(sm.major, sm.minor) == st.st_dev,
           sm.magic == (uint64_t)fs.f_type, sm.strings + sm.point);
    printf("no room %d\n",
           syscall(NR(457), &req, &sm, 512, 0) == -1 && errno == EOVERFLOW);
    printf("no size %s\n",
           (req.size = 8, error(syscall(NR(457), &req, &sm, 512, 0))));
    req.size = 24;
    req.param = 0;
    req.id = ~0ULL; /* LSMT_ROOT */
    n = syscall(NR(458), &req, ids, 4096, 0);
    memcpy(&req.id, (char *)&stx + 0x90, 8);
    for (long i = 0; i < n; i++) {
        found += ids[i] != 0 && ids[i] < 1ULL << 40;
    }
    printf("listmount %d all %d\n", n > 0, found == n);
    n = syscall(NR(467), AT_FDCWD, "/", 0, NULL, 0);
    printf("open_tree_attr %s\n", error(n));
}

static void events(void)
{
    struct fanotify_event_metadata *m;
    char buf[4096];
    long n;
    int fd = fanotify_init(FAN_CLASS_NOTIF | FAN_REPORT_FID | FAN_CLOEXEC,
                           O_RDONLY | O_LARGEFILE);

    printf("fanotify_init %s\n", error(fd));
    if (fd < 0) {
        return;
    }
    n = fanotify_mark(fd, FAN_MARK_ADD, FAN_MODIFY | FAN_ONDIR, AT_FDCWD,
                      "file");
    printf("fanotify_mark %s\n", error(n));
    if (n < 0) {
        return;
    }
    close(open("file", O_WRONLY | O_TRUNC));
    n = write(open("file", O_WRONLY), "x", 1);
    n = read(fd, buf, sizeof(buf));
    m = (void *)buf;
    printf("event %d mask %d version %d pid %d fd %d\n",
           n > 24 && m->event_len <= n, m->mask == FAN_MODIFY,
           m->vers == FANOTIFY_METADATA_VERSION, m->pid == getpid(), m->fd);
    if (n > 28) {
        struct fanotify_event_info_header *h = (void *)(buf + m->metadata_len);

        printf("info %d %d\n", h->info_type,
               h->len == m->event_len - m->metadata_len);
    }
    close(fd);
}

int main(void)
{
    int fd = open("file", O_CREAT | O_RDWR, 0600);
    struct {
        uint64_t flags;
        uint32_t extsize, nextents, project, cow;
    } attr = { 0 };
    uint64_t range[2] = { 0, 0 }, pages[5] = { 0 }, ids[32] = { 0 };
    uint32_t size = sizeof(ids);
    char data[65536] = "";
    long n;

    printf("write %d\n", write(fd, data, sizeof(data)) == sizeof(data));
    xattrs(fd);
    mounts();
    printf("cachestat %s\n", error(syscall(NR(451), fd, range, pages, 0)));
    printf("cached %d dirty %d\n",
           pages[0] * getpagesize() == sizeof(data) || pages[0] == 16,
           pages[1] <= pages[0]);
    n = syscall(NR(468), AT_FDCWD, "file", &attr, sizeof(attr), 0);
    printf("file_getattr %s project %d\n", error(n), attr.project);
    attr.flags |= 0x40; /* FS_XFLAG_NOATIME */
    n = syscall(NR(469), AT_FDCWD, "file", &attr, sizeof(attr), 0);
    attr.flags = 0;
    syscall(NR(468), AT_FDCWD, "file", &attr, sizeof(attr), 0);
    printf("file_setattr %s %d\n", error(n), n < 0 || (attr.flags & 0x40));
    printf("small %s\n",
           error(syscall(NR(468), AT_FDCWD, "file", &attr, 8, 0)));
    n = syscall(NR(461), ids, &size, 0);
    printf("lsm_list_modules %s %d\n", error(n),
           n < 0 || size == n * sizeof(*ids));
    printf("first %d\n", n <= 0 || (ids[0] >= 100 && ids[0] < 1000));
    printf("quotactl_fd %d\n",
           syscall(NR(443), fd, 0x800004 << 8, 0, data) == -1 &&
               errno != ENOSYS);
    printf("process_mrelease %s\n", error(syscall(NR(448), -1, 0)));
    printf("process_madvise %s\n",
           error(syscall(NR(440), -1, NULL, 0L, 20, 0)));
    events();
    return 0;
}
