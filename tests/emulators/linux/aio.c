/*
 * SPDX-License-Identifier: MIT
 *
 * Asynchronous I/O of the kernel, as libaio uses it: files, pipes, vectors,
 * events of eventfd(), errors, timeouts, signals, threads and children.
 *
 * cpus: common i386
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/aio_abi.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

struct old_timespec {
    long sec, nsec;
};

static char data[4096], back[4096];

static void say(const char *what, long ret)
{
    if (ret == -1) {
        printf("%s: %s\n", what, strerrorname_np(errno));
    } else {
        printf("%s: %ld\n", what, ret);
    }
}

static long setup(unsigned n, aio_context_t *ctx)
{
    return syscall(SYS_io_setup, n, ctx);
}

static long submit(aio_context_t ctx, long n, struct iocb **list)
{
    return syscall(SYS_io_submit, ctx, n, list);
}

static long get(aio_context_t ctx, long min, long n, struct io_event *e,
                const struct old_timespec *ts)
{
    return syscall(SYS_io_getevents, ctx, min, n, e, ts);
}

static struct iocb *fill(struct iocb *i, int op, int fd, const void *buf,
                         size_t n, off_t at)
{
    memset(i, 0, sizeof(*i));
    i->aio_data = 0x123456789abcdef0 + op;
    i->aio_key = 77;
    i->aio_lio_opcode = op;
    i->aio_fildes = fd;
    i->aio_buf = (uintptr_t)buf;
    i->aio_nbytes = n;
    i->aio_offset = at;
    return i;
}

/* Submit one, and say what becomes of it. */
static void one(const char *what, aio_context_t ctx, struct iocb *i)
{
    struct io_event e;
    long ret = submit(ctx, 1, &i);

    if (ret != 1) {
        say(what, ret);
        return;
    }
    ret = get(ctx, 1, 1, &e, NULL);
    printf("%s: %ld event: data %llx, %s iocb, key %u, res %lld %lld\n", what,
           ret, (unsigned long long)e.data,
           e.obj == (uintptr_t)i ? "this" : "another", i->aio_key,
           (long long)e.res, (long long)e.res2);
}

static void files(aio_context_t ctx, int fd)
{
    struct iocb i, j, *list[3] = { &i, &j, (void *)1 };
    struct iovec v[3] = { { data, 10 }, { data + 10, 0 }, { data + 10, 90 } };
    struct iovec w[2] = { { back, 5 }, { back + 5, 60 } };
    struct io_event e[4];

    one("write", ctx, fill(&i, IOCB_CMD_PWRITE, fd, data, 4096, 0));
    one("fsync", ctx, fill(&i, IOCB_CMD_FSYNC, fd, 0, 0, 0));
    one("fdsync", ctx, fill(&i, IOCB_CMD_FDSYNC, fd, 0, 0, 0));
    one("read", ctx, fill(&i, IOCB_CMD_PREAD, fd, back, 4096, 0));
    printf("the same: %d\n", memcmp(data, back, 4096) == 0);
    one("read at the end", ctx, fill(&i, IOCB_CMD_PREAD, fd, back, 9, 4090));
    one("read of nothing", ctx, fill(&i, IOCB_CMD_PREAD, fd, NULL, 0, 0));
    one("write beyond", ctx,
        fill(&i, IOCB_CMD_PWRITE, fd, data, 10, 1LL << 33));
    one("writev", ctx, fill(&i, IOCB_CMD_PWRITEV, fd, v, 3, 50));
    memset(back, 0, sizeof(back));
    one("readv", ctx, fill(&i, IOCB_CMD_PREADV, fd, w, 2, 55));
    printf("the same: %d\n", memcmp(data + 5, back, 65) == 0);
    one("of 2000 parts", ctx, fill(&i, IOCB_CMD_PREADV, fd, w, 2000, 0));

    one("bad operation", ctx, fill(&i, 99, fd, data, 1, 0));
    one("bad descriptor", ctx, fill(&i, IOCB_CMD_PREAD, -1, data, 1, 0));
    fill(&i, IOCB_CMD_PREAD, fd, data, 1, 0)->aio_reserved2 = 1;
    one("reserved", ctx, &i);
    fill(&i, IOCB_CMD_PREAD, fd, data, 1, 0)->aio_rw_flags = 1 << 30;
    one("bad flags", ctx, &i);
    fill(&i, IOCB_CMD_PWRITE, fd, "end", 3, 0)->aio_rw_flags = 0x10;
    one("append", ctx, &i);
    one("negative offset", ctx, fill(&i, IOCB_CMD_PREAD, fd, data, 1, -5));
    fill(&i, IOCB_CMD_PREAD, fd, data, 1, 0)->aio_nbytes = -1;
    one("too long", ctx, &i);

    fill(&i, IOCB_CMD_PREAD, fd, back, 100, 0);
    fill(&j, IOCB_CMD_PREAD, fd, back + 100, 200, 0);
    say("two, and none", submit(ctx, 3, list));
    say("their events", get(ctx, 2, 4, e, NULL));
    printf("lengths: %lld\n", (long long)(e[0].res + e[1].res));
    list[1] = fill(&j, 99, fd, 0, 0, 0);
    say("one, and a bad one", submit(ctx, 2, list));
    say("its event", get(ctx, 1, 4, e, NULL));
}

static void polls(aio_context_t ctx)
{
    struct old_timespec none = { 0, 0 }, little = { 0, 1000000 };
    struct iocb i, *list = &i;
    struct io_event e;
    uint64_t count = 0;
    int p[2];

    if (pipe(p) != 0) {
        return;
    }
    fill(&i, IOCB_CMD_POLL, p[0], (void *)POLLIN, 0, 0);
    i.aio_flags = IOCB_FLAG_RESFD;
    i.aio_resfd = eventfd(0, EFD_NONBLOCK);
    say("poll", submit(ctx, 1, &list));
    say("nothing yet", get(ctx, 1, 1, &e, &none));
    say("nothing for a while", get(ctx, 1, 1, &e, &little));
    say("write", write(p[1], "x", 1));
    say("now", get(ctx, 1, 1, &e, NULL));
    printf("events: %llx\n", (unsigned long long)e.res);
    say("eventfd", read(i.aio_resfd, &count, sizeof(count)));
    printf("count: %llu\n", (unsigned long long)count);
    say("read", read(p[0], &e, 1));

    i.aio_flags = 0;
    say("again", submit(ctx, 1, &list));
    say("cancel", syscall(SYS_io_cancel, ctx, &i, &e));
    say("cancel it twice", syscall(SYS_io_cancel, ctx, &i, &e));
    i.aio_key = 1;
    say("cancel another key", syscall(SYS_io_cancel, ctx, &i, &e));
    say("cancel none", syscall(SYS_io_cancel, ctx, NULL, &e));
    say("its event", get(ctx, 1, 1, &e, NULL));
    printf("its result: %lld\n", (long long)e.res);
    close(p[0]);
    close(p[1]);
}

static void errors(aio_context_t ctx)
{
    aio_context_t other = 0, used = ctx;
    struct iocb i, *list = &i;
    struct io_event e;

    fill(&i, IOCB_CMD_PREAD, 0, data, 1, 0);
    say("setup of none", setup(0, &other));
    say("setup of one that is", setup(1, &used));
    say("setup to nowhere", setup(1, NULL));
    say("submit to none", submit(0, 1, &list));
    say("submit -1", submit(ctx, -1, &list));
    say("submit 0", submit(ctx, 0, NULL));
    say("submit from nowhere", submit(ctx, 1, NULL));
    say("get from none", get(0, 0, 1, &e, NULL));
    say("get from another", get(ctx + 4096 * 16, 0, 1, &e, NULL));
    say("get 2 of 1", get(ctx, 2, 1, &e, NULL));
    say("get -1", get(ctx, -1, 1, &e, NULL));
    say("get 0", get(ctx, 0, 0, NULL, NULL));
    say("bad time", get(ctx, 0, 1, &e, (void *)1));
    say("destroy none", syscall(SYS_io_destroy, 0));
    say("setup of too many", setup(0x7fffffff, &other));
}

static void on_signal(int sig)
{
    (void)sig;
    if (write(1, "signal\n", 7) != 7) {
        abort();
    }
}

static void signals(aio_context_t ctx)
{
    sigset_t set, no;
    struct io_event e;
    struct {
        sigset_t *set;
        size_t size;
    } sig = { &no, 8 };
    int ret;

#ifdef __mips__
    sig.size = 16;
#endif
    signal(SIGUSR1, on_signal);
    sigemptyset(&no);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    raise(SIGUSR1);
    fflush(stdout);
    ret = syscall(SYS_io_pgetevents, ctx, 1L, 1L, &e, NULL, &sig);
    say("with a signal", ret);
    sig.size = 3;
    say("with a bad size",
        syscall(SYS_io_pgetevents, ctx, 1L, 1L, &e, NULL, &sig));
    fflush(stdout);
}

static void *wait_for_event(void *arg)
{
    struct io_event e;

    return (void *)get(*(aio_context_t *)arg, 1, 1, &e, NULL);
}

static void threads(aio_context_t ctx, int fd)
{
    struct iocb i, *list = fill(&i, IOCB_CMD_PREAD, fd, back, 10, 0);
    aio_context_t other = 0;
    pthread_t t;
    void *ret;

    pthread_create(&t, NULL, wait_for_event, &ctx);
    say("for a thread", submit(ctx, 1, &list));
    pthread_join(t, &ret);
    say("thread", (long)ret);

    say("setup", setup(1, &other));
    pthread_create(&t, NULL, wait_for_event, &other);
    usleep(20000);
    say("destroy", syscall(SYS_io_destroy, other));
    pthread_join(t, &ret);
    printf("thread: %ld\n", (long)ret);
}

static void children(aio_context_t ctx, int fd)
{
    struct iocb i, *list = fill(&i, IOCB_CMD_PREAD, fd, back, 10, 0);
    aio_context_t own = 0;

    fflush(stdout);
    if (fork() == 0) {
        struct io_event e;

        say("child: submit", submit(ctx, 1, &list));
        say("child: get", get(ctx, 0, 1, &e, NULL));
        say("child: destroy", syscall(SYS_io_destroy, ctx));
        say("child: setup", setup(1, &own));
        one("child: read", own, &i);
        fflush(stdout);
        _exit(0);
    }
    wait(NULL);
    one("parent: read", ctx, &i);
}

/* More than are handed on at once. */
static void many(aio_context_t ctx, int fd)
{
    static struct iocb i[150], *list[150];
    static struct io_event e[150];
    long done = 0, sum = 0;
    int n;

    for (n = 0; n < 150; n++) {
        list[n] = fill(&i[n], IOCB_CMD_PREAD, fd, back + n, 1, n);
        i[n].aio_data = n;
    }
    say("150", submit(ctx, 150, list));
    while (done < 150) {
        long ret = get(ctx, 1, 40, e, NULL);

        if (ret <= 0) {
            say("get", ret);
            return;
        }
        for (n = 0; n < ret; n++) {
            sum += e[n].data;
            if (e[n].obj != (uintptr_t)&i[e[n].data] || e[n].res != 1) {
                printf("event of another\n");
            }
        }
        done += ret;
    }
    printf("all: %ld\n", sum);
}

int main(void)
{
    aio_context_t ctx = 0;
    char name[] = "/tmp/aio-XXXXXX";
    int fd = mkstemp(name);
    unsigned n;

    unlink(name);
    for (n = 0; n < sizeof(data); n++) {
        data[n] = n * 7 + n / 256;
    }
    say("setup", setup(256, &ctx));
    files(ctx, fd);
    polls(ctx);
    errors(ctx);
    signals(ctx);
    threads(ctx, fd);
    children(ctx, fd);
    many(ctx, fd);
    say("destroy", syscall(SYS_io_destroy, ctx));
    say("destroy again", syscall(SYS_io_destroy, ctx));
    return 0;
}
