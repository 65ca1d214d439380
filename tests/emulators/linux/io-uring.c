/*
 * SPDX-License-Identifier: MIT
 *
 * io_uring, where the guest has the structures of the host: files, what is
 * opened with flags that each CPU has its own numbers for, epoll, timeouts,
 * a copy of the descriptor, children, and what is refused.
 *
 * cpus: aarch64 riscv64 ppc64le loongarch64 x86_64
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <linux/openat2.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

struct ring {
    int fd;
    struct io_uring_params p;
    char *rings;
    struct io_uring_sqe *sqes;
};

static unsigned *at(struct ring *r, unsigned offset)
{
    return (unsigned *)(r->rings + offset);
}

static const char *name(long ret)
{
    static char text[32];

    if (ret < 0) {
        return strerrorname_np(-ret);
    }
    snprintf(text, sizeof(text), "%ld", ret);
    return text;
}

static long call(long ret)
{
    return ret == -1 ? -errno : ret;
}

static int setup(struct ring *r, unsigned entries, unsigned flags)
{
    size_t size;

    memset(r, 0, sizeof(*r));
    r->p.flags = flags;
    r->fd = call(syscall(SYS_io_uring_setup, entries, &r->p));
    if (r->fd < 0) {
        return r->fd;
    }
    size = r->p.cq_off.cqes + r->p.cq_entries * sizeof(struct io_uring_cqe);
    if (size < r->p.sq_off.array + r->p.sq_entries * 4) {
        size = r->p.sq_off.array + r->p.sq_entries * 4;
    }
    r->rings = mmap(NULL, size, PROT_READ | PROT_WRITE,
                    MAP_SHARED | MAP_POPULATE, r->fd, IORING_OFF_SQ_RING);
    r->sqes = mmap(NULL, r->p.sq_entries * sizeof(struct io_uring_sqe),
                   PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, r->fd,
                   IORING_OFF_SQES);
    return r->rings == MAP_FAILED || r->sqes == MAP_FAILED ? -errno : 0;
}

static struct io_uring_sqe *next(struct ring *r, int op, int fd,
                                 const void *addr, unsigned len, uint64_t off)
{
    unsigned *tail = at(r, r->p.sq_off.tail);
    unsigned i = *tail & *at(r, r->p.sq_off.ring_mask);
    struct io_uring_sqe *s = &r->sqes[i];

    memset(s, 0, sizeof(*s));
    s->opcode = op;
    s->fd = fd;
    s->addr = (uintptr_t)addr;
    s->len = len;
    s->off = off;
    s->user_data = 0x1122334455667700 + op;
    at(r, r->p.sq_off.array)[i] = i;
    __atomic_store_n(tail, *tail + 1, __ATOMIC_RELEASE);
    return s;
}

static long enter(struct ring *r, unsigned n, unsigned wait)
{
    return call(syscall(SYS_io_uring_enter, r->fd, n, wait,
                        wait ? IORING_ENTER_GETEVENTS : 0, NULL, 0));
}

/* The next result, which is there. */
static int result(struct ring *r, uint64_t *data)
{
    unsigned *head = at(r, r->p.cq_off.head);
    struct io_uring_cqe *c =
        (struct io_uring_cqe *)(r->rings + r->p.cq_off.cqes);
    int res;

    if (*head == __atomic_load_n(at(r, r->p.cq_off.tail), __ATOMIC_ACQUIRE)) {
        return -ENODATA;
    }
    c += *head & *at(r, r->p.cq_off.ring_mask);
    res = c->res;
    if (data) {
        *data = c->user_data;
    }
    __atomic_store_n(head, *head + 1, __ATOMIC_RELEASE);
    return res;
}

/* Hand on the entry, and say what it gives. */
static int one(struct ring *r, const char *what, struct io_uring_sqe *s)
{
    struct io_uring_sqe was = *s;
    long n = enter(r, 1, 1);
    uint64_t data = 0;
    int res = result(r, &data);

    printf("%s: %s, ", what, name(n));
    printf("%s%s%s\n", name(res), data == was.user_data ? "" : ", another",
           memcmp(&was, s, sizeof(was)) ? ", entry changed" : "");
    return res;
}

static int opened(struct ring *r, const char *what, int flags)
{
    struct io_uring_sqe *s = next(r, IORING_OP_OPENAT, AT_FDCWD, what, 0600, 0);
    long res;

    s->open_flags = flags;
    enter(r, 1, 1);
    res = result(r, NULL);
    printf("open %s: %s\n", what, res < 0 ? name(res) : "done");
    return res;
}

static void files(struct ring *r)
{
    static char data[100] = "abc", back[100];
    struct iovec v[2] = { { back, 10 }, { back + 10, 90 } };
    struct open_how how = { .flags = O_DIRECTORY | O_NOFOLLOW };
    int fd, res;

    fd = opened(r, "file", O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC);
    one(r, "write", next(r, IORING_OP_WRITE, fd, data, 100, 0));
    one(r, "fsync", next(r, IORING_OP_FSYNC, fd, NULL, 0, 0));
    one(r, "read", next(r, IORING_OP_READ, fd, back, 100, 0));
    printf("the same: %d\n", memcmp(data, back, 100) == 0);
    one(r, "readv", next(r, IORING_OP_READV, fd, v, 2, 1));
    one(r, "read to nowhere", next(r, IORING_OP_READ, fd, NULL, 10, 0));
    one(r, "read of none", next(r, IORING_OP_READ, -1, back, 10, 0));
    if (symlink("file", "link") == 0 && mkdir("dir", 0700) == 0) {
        opened(r, "file", O_RDONLY | O_DIRECTORY);
        opened(r, "link", O_RDONLY | O_NOFOLLOW);
        opened(r, "dir", O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
        res = opened(r, "link", O_RDWR | O_APPEND);
        printf("append: %d\n", !!(fcntl(res, F_GETFL) & O_APPEND));
        next(r, IORING_OP_OPENAT2, AT_FDCWD, "link", sizeof(how),
             (uintptr_t)&how);
        enter(r, 1, 1);
        printf("openat2: %s\n", name(result(r, NULL)));
        next(r, IORING_OP_OPENAT2, AT_FDCWD, "dir", sizeof(how),
             (uintptr_t)&how);
        enter(r, 1, 1);
        printf("openat2: %s\n", result(r, NULL) >= 0 ? "done" : "error");
        one(r, "openat2 of 3 bytes",
            next(r, IORING_OP_OPENAT2, AT_FDCWD, "dir", 3, (uintptr_t)&how));
        one(r, "openat2 from nowhere",
            next(r, IORING_OP_OPENAT2, AT_FDCWD, "dir", sizeof(how), 1));
    }
    one(r, "close", next(r, IORING_OP_CLOSE, fd, NULL, 0, 0));
    one(r, "no operation", next(r, IORING_OP_NOP, -1, NULL, 0, 0));
    one(r, "bad operation", next(r, 200, -1, NULL, 0, 0));
}

static void epolls(struct ring *r)
{
    struct epoll_event e = { EPOLLIN, { .u64 = 0x123456789abcdef0 } }, got;
    struct io_uring_sqe *s;
    int p[2], ep = epoll_create1(0);

    if (pipe(p) != 0) {
        return;
    }
    s = next(r, IORING_OP_EPOLL_CTL, ep, &e, EPOLL_CTL_ADD, p[0]);
    one(r, "epoll_ctl", s);
    one(r, "epoll_ctl again",
        next(r, IORING_OP_EPOLL_CTL, ep, &e, EPOLL_CTL_ADD, p[0]));
    one(r, "epoll_ctl from nowhere",
        next(r, IORING_OP_EPOLL_CTL, ep, (void *)1, EPOLL_CTL_MOD, p[0]));
    printf("write: %zd\n", write(p[1], "x", 1));
    printf("epoll_wait: %d", epoll_wait(ep, &got, 1, 1000));
    printf(", %x %llx\n", got.events, (unsigned long long)got.data.u64);
    s = next(r, IORING_OP_POLL_ADD, p[0], NULL, 0, 0);
    s->poll32_events = POLLIN;
    one(r, "poll", s);
}

static void waits(struct ring *r)
{
    struct __kernel_timespec {
        long long sec, nsec;
    } ts = { 0, 1000000 };
    struct io_uring_getevents_arg arg = { .ts = (uintptr_t)&ts };
    sigset_t set;

    one(r, "timeout", next(r, IORING_OP_TIMEOUT, -1, &ts, 1, 0));
    printf("wait: %s\n",
           name(call(syscall(SYS_io_uring_enter, r->fd, 0, 1,
                             IORING_ENTER_GETEVENTS | IORING_ENTER_EXT_ARG,
                             &arg, sizeof(arg)))));
    printf("bad size: %s\n",
           name(call(syscall(SYS_io_uring_enter, r->fd, 0, 1,
                             IORING_ENTER_GETEVENTS | IORING_ENTER_EXT_ARG,
                             &arg, 3))));
    signal(SIGALRM, exit);
    sigemptyset(&set);
    sigaddset(&set, SIGALRM);
    printf("with a mask: %s\n",
           name(call(syscall(SYS_io_uring_enter, r->fd, 0, 0,
                             IORING_ENTER_GETEVENTS, &set, 8))));
    printf("bad flags: %s\n", name(call(syscall(SYS_io_uring_enter, r->fd, 0, 0,
                                                1 << 30, NULL, 0))));
    printf("no ring: %s\n",
           name(call(syscall(SYS_io_uring_enter, 0, 1, 0, 0, NULL, 0))));
    printf("nothing: %s\n",
           name(call(syscall(SYS_io_uring_enter, -1, 1, 0, 0, NULL, 0))));
}

static void registers(struct ring *r)
{
    static char page[4096];
    struct iovec v = { page, sizeof(page) };
    struct {
        struct io_uring_probe p;
        struct io_uring_probe_op op[64];
    } probe;
    struct io_uring_sqe *s;
    int fds[2] = { open("file", O_RDONLY), -1 };

    memset(&probe, 0, sizeof(probe));
    printf("probe: %s", name(call(syscall(SYS_io_uring_register, r->fd,
                                          IORING_REGISTER_PROBE, &probe, 64))));
    printf(", read %d\n", probe.p.ops[IORING_OP_READ].flags);
    printf("buffers: %s\n",
           name(call(syscall(SYS_io_uring_register, r->fd,
                             IORING_REGISTER_BUFFERS, &v, 1))));
    printf("files: %s\n", name(call(syscall(SYS_io_uring_register, r->fd,
                                            IORING_REGISTER_FILES, fds, 2))));
    s = next(r, IORING_OP_READ_FIXED, 0, page, 50, 0);
    s->flags = IOSQE_FIXED_FILE;
    one(r, "read, all registered", s);
    printf("read: %s\n", page);
    printf("bad operation: %s\n",
           name(call(syscall(SYS_io_uring_register, r->fd, 9999, NULL, 0))));
}

int main(void)
{
    struct ring r, small;
    int copy, n;

    printf("setup of none: %s\n", name(setup(&small, 0, 0)));
    printf("setup with bad flags: %s\n", name(setup(&small, 4, 1u << 31)));
    printf("setup to nowhere: %s\n",
           name(call(syscall(SYS_io_uring_setup, 4, NULL))));
    n = setup(&r, 8, 0);
    printf("setup: %s, %u and %u entries\n", name(n), r.p.sq_entries,
           r.p.cq_entries);
    if (n < 0) {
        return 0;
    }
    files(&r);
    epolls(&r);
    waits(&r);
    registers(&r);

    copy = dup(r.fd);
    close(r.fd);
    r.fd = copy;
    opened(&r, "dir", O_RDONLY | O_DIRECTORY);
    for (n = 0; n < 8; n++) {
        next(&r, n & 1 ? IORING_OP_NOP : IORING_OP_OPENAT, AT_FDCWD, "dir", 0,
             0)
            ->open_flags = n & 1 ? 0 : O_DIRECTORY;
    }
    printf("eight: %s\n", name(enter(&r, 8, 8)));
    for (n = 0; result(&r, NULL) >= 0; n++) {
    }
    printf("good: %d\n", n);
    fflush(stdout);
    if (fork() == 0) {
        printf("child: setup %s\n", name(setup(&small, 1, 0)));
        opened(&small, "file", O_RDONLY | O_DIRECTORY);
        opened(&r, "file", O_RDONLY | O_DIRECTORY);
        fflush(stdout);
        _exit(0);
    }
    wait(NULL);
    return 0;
}
