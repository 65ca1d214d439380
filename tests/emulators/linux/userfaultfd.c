/*
 * SPDX-License-Identifier: MIT
 *
 * userfaultfd: pages that another thread fills when they are needed, by the
 * program or by a system call for it; pages that are protected, and moved; and
 * code that is replaced so.
 *
 * cpus: common
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define USER_MODE_ONLY 1
#define PAGES 8

static int fd;
static long page;
static char *memory, *source;
static sigjmp_buf back;

static int api(int to, unsigned long long features)
{
    struct uffdio_api data = { .api = UFFD_API, .features = features };

    return ioctl(to, UFFDIO_API, &data) ? errno : 0;
}

static int add(void *start, size_t len, unsigned long long mode)
{
    struct uffdio_register data = {
        .range = { .start = (unsigned long)start, .len = len }, .mode = mode
    };

    return ioctl(fd, UFFDIO_REGISTER, &data) ? errno : 0;
}

static int fill_some(void *to, void *from, long len)
{
    struct uffdio_copy data = { .dst = (unsigned long)to,
                                .src = (unsigned long)from,
                                .len = len };
    int error = ioctl(fd, UFFDIO_COPY, &data) ? errno : 0;

    if (data.copy != (error ? -error : len)) {
        printf("copied %lld\n", (long long)data.copy);
    }
    return error;
}

static int fill(void *to, void *from)
{
    return fill_some(to, from, page);
}

static int zero(void *to)
{
    struct uffdio_zeropage data = { .range = { .start = (unsigned long)to,
                                               .len = page } };

    return ioctl(fd, UFFDIO_ZEROPAGE, &data) ? errno : 0;
}

static int protect(void *start, int on)
{
    struct uffdio_writeprotect data = {
        .range = { .start = (unsigned long)start, .len = page },
        .mode = on ? UFFDIO_WRITEPROTECT_MODE_WP : 0,
    };

    return ioctl(fd, UFFDIO_WRITEPROTECT, &data) ? errno : 0;
}

/* These are moved. */
__attribute__((noinline, aligned(256))) static int one(void)
{
    return 1;
}

__attribute__((noinline, aligned(256))) static int two(void)
{
    return 2;
}

/* What the next page is filled with, if it is code */
static int (*code)(void);

static void make_source(int letter)
{
    if (code) {
        memcpy(source, (void *)((long)code & -256), 128);
    } else {
        memset(source, letter, page);
    }
}

/* Nothing is said of success: the other thread goes on at that moment. */
static void failed(int error)
{
    if (error) {
        printf("failed: %d\n", error);
    }
}

/* Serves N faults. */
static void *serve(void *arg)
{
    for (long n = (long)arg; n > 0; n--) {
        struct pollfd ready = { .fd = fd, .events = POLLIN };
        struct uffd_msg msg;
        long at, offset;

        poll(&ready, 1, -1);
        if (read(fd, &msg, sizeof(msg)) != sizeof(msg)) {
            perror("read");
            continue;
        }
        offset = (long)msg.arg.pagefault.address - (long)memory;
        at = offset & -page;
        printf("event %x, page %ld, flags %llx\n", msg.event, at / page,
               (unsigned long long)msg.arg.pagefault.flags);
        if (msg.arg.pagefault.flags & UFFD_PAGEFAULT_FLAG_WP) {
            failed(protect(memory + at, 0));
        } else if (at == 2 * page) {
            failed(zero(memory + at));
        } else {
            make_source('a' + at / page);
            failed(fill(memory + at, source));
        }
    }
    return NULL;
}

static void missing(void)
{
    pthread_t thread;
    char got[16];
    int ends[2];

    pthread_create(&thread, NULL, serve, (void *)4l);
    printf("read: %c\n", memory[page + 7]);
    printf("zeros: %d\n", memory[2 * page]);
    memory[3 * page + 1] = 'X';
    printf("written: %.3s\n", memory + 3 * page);
    if (pipe(ends) || write(ends[1], "hello", 5) != 5) {
        perror("pipe");
    }
    /* Not by a system call, of which USER_MODE_ONLY says EFAULT. */
    memory[0] = 0;
    printf("by a call: %zd", read(ends[0], memory, 5));
    printf(" %.6s\n", memory);
    pthread_join(thread, NULL);
    memcpy(got, memory + page, 4);
    printf("no more faults: %.4s\n", got);
    printf("again: %d\n", fill(memory + page, source));
    printf("elsewhere: %d\n", fill(source, source));
    printf("not aligned: %d\n", fill(memory + 5, source));
    printf("from nowhere: %d\n", fill(memory + 4 * page, (void *)16));
}

static void protected(void)
{
    pthread_t thread;

    printf("protect: %d\n", protect(memory + page, 1));
    pthread_create(&thread, NULL, serve, (void *)1l);
    memory[page] = 'Y';
    pthread_join(thread, NULL);
    printf("written: %.3s\n", memory + page);
}

static void handler(int sig, siginfo_t *info, void *context)
{
    (void)context;
    printf("SIGBUS: %d, code %d, byte %ld\n", sig == SIGBUS, info->si_code,
           (long)((char *)info->si_addr - memory));
    siglongjmp(back, 1);
}

static void signals(void)
{
    struct sigaction action = { .sa_sigaction = handler,
                                .sa_flags = SA_SIGINFO };

    sigaction(SIGBUS, &action, NULL);
    close(fd);
    fd = syscall(SYS_userfaultfd, O_CLOEXEC | USER_MODE_ONLY);
    printf("with signals: %d\n", api(fd, UFFD_FEATURE_SIGBUS));
    madvise(memory, PAGES * page, MADV_DONTNEED);
    printf("add: %d\n",
           add(memory, PAGES * page, UFFDIO_REGISTER_MODE_MISSING));
    if (!sigsetjmp(back, 1)) {
        printf("read: %d\n", memory[5 * page + 3]);
    }
}

static int execute(int (*function)(void))
{
    int (*moved)(void) = (int (*)(void))(memory + ((long)function & 255));
    pthread_t thread;
    int result;

    code = function;
    madvise(memory, page, MADV_DONTNEED);
    pthread_create(&thread, NULL, serve, (void *)1l);
    result = moved();
    pthread_join(thread, NULL);
    return result;
}

static void missing_code(void)
{
    mprotect(memory, 3 * page, PROT_READ | PROT_WRITE | PROT_EXEC);
    for (int i = 0; i < 3; i++) {
        printf("code: %d\n", execute(one));
        printf("code: %d\n", execute(two));
    }
    code = NULL;
    /* One of them was translated. */
    madvise(memory, 3 * page, MADV_DONTNEED);
    printf("three pages: %d\n", fill_some(memory, source, 3 * page));
}

/* What the kernel only reads may be where it cannot write. */
static void constant(void)
{
    struct uffdio_range *range = mmap(NULL, page, PROT_READ | PROT_WRITE,
                                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    range->start = (unsigned long)memory;
    range->len = page;
    mprotect(range, page, PROT_READ);
    printf("constant: %d\n", ioctl(fd, UFFDIO_WAKE, range));
}

static void *wait_for_page(void *arg)
{
    return *(char **)arg;
}

/* A program ends though one of its threads waits for a page. */
static void ends(void)
{
    pid_t pid = fork();
    int status;

    if (pid == 0) {
        struct pollfd ready = { .events = POLLIN };
        pthread_t thread;

        alarm(20);
        fd = syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK | USER_MODE_ONLY);
        api(fd, 0);
        madvise(memory, PAGES * page, MADV_DONTNEED);
        add(memory, PAGES * page, UFFDIO_REGISTER_MODE_MISSING);
        pthread_create(&thread, NULL, wait_for_page, memory);
        ready.fd = fd;
        poll(&ready, 1, -1);
        abort();
    }
    waitpid(pid, &status, 0);
    printf("ends by %s\n", strsignal(WTERMSIG(status)));
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    page = sysconf(_SC_PAGESIZE);
    memory = mmap(NULL, PAGES * page, PROT_READ | PROT_WRITE,
                  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    source = mmap(NULL, PAGES * page, PROT_READ | PROT_WRITE,
                  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    fd = syscall(SYS_userfaultfd, 0x100000 | USER_MODE_ONLY);
    printf("unknown flag: %d %d\n", fd, errno);
    fd = syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK | USER_MODE_ONLY);
    if (fd < 0) {
        /* An older kernel, or a container that does not allow it */
        perror("userfaultfd");
        return 1;
    }
    printf("flags: %x %d\n", fcntl(fd, F_GETFD),
           (fcntl(fd, F_GETFL) & O_NONBLOCK) != 0);
    printf("before: %d\n", add(memory, page, UFFDIO_REGISTER_MODE_MISSING));
    printf("unknown feature: %d\n", api(fd, 1ull << 50));
    printf("api: %d\n", api(fd, 0));
    printf("again: %d\n", api(fd, 0));
    printf("nothing there: %d\n",
           add((void *)page, page, UFFDIO_REGISTER_MODE_MISSING));
    printf("no mode: %d\n", add(memory, page, 0));
    printf("add: %d\n",
           add(memory, PAGES * page,
               UFFDIO_REGISTER_MODE_MISSING | UFFDIO_REGISTER_MODE_WP));
    missing();
    protected();
    missing_code();
    constant();
    ends();
    signals();
    fd = ioctl(fd, _IO(UFFDIO, 0x55));
    printf("unknown: %d %d\n", fd, errno);
    return 0;
}
