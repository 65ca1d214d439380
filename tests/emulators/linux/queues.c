/*
 * SPDX-License-Identifier: MIT
 *
 * POSIX message queues, and calls that had a wrong argument or errno.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t notified;

static void notify(int sig, siginfo_t *info, void *context)
{
    notified = sig == SIGUSR1 && info->si_code == SI_MESGQ
                   ? 1 + info->si_value.sival_int
                   : -1;
}

/* name: one that nobody else has, at the very begin of a page behind one that
 * is not there. */
static char *name(void)
{
    size_t page = sysconf(_SC_PAGESIZE);
    char *p = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    munmap(p, page);
    snprintf(p + page, 64, "queue.%d", getpid());
    return p + page;
}

static int told[2];

static void in_thread(union sigval value)
{
    if (write(told[1], &value.sival_int, sizeof(int)) < 0) {
        _exit(1);
    }
}

static void try_thread(int q)
{
    struct sigevent event = { .sigev_notify = SIGEV_THREAD,
                              .sigev_notify_function = in_thread };
    int number = 0;

    event.sigev_value.sival_int = 42;
    if (pipe(told)) {
        return;
    }
    printf("thread %d", mq_notify(q, &event));
    printf(" %d", mq_send(q, "x", 1, 0));
    printf(" %zd", read(told[0], &number, sizeof(number)));
    printf(" %d\n", number);
}

static void try_queues(void)
{
    struct mq_attr attr = { .mq_maxmsg = 2, .mq_msgsize = 16 };
    struct sigaction action = { .sa_sigaction = notify,
                                .sa_flags = SA_SIGINFO };
    struct sigevent event = { .sigev_notify = SIGEV_SIGNAL,
                              .sigev_signo = SIGUSR1 };
    struct timespec past = { 1, 0 };
    char *n = name(), buf[16] = "";
    unsigned priority = 0;
    int rc, q = syscall(SYS_mq_open, n, O_RDWR | O_CREAT | O_EXCL, 0600, &attr);

    printf("open %d\n", q >= 0);
    rc = syscall(SYS_mq_open, "a/b", O_RDWR | O_CREAT, 0600, &attr);
    printf("a name %d %d\n", rc, errno == EACCES);
    sigaction(SIGUSR1, &action, NULL);
    event.sigev_value.sival_int = 41;
    printf("notify %d", mq_notify(q, &event));
    rc = mq_notify(q, &event);
    printf(", again %d %d", rc, errno == EBUSY);
    rc = mq_send(q, "hello", 5, 3);
    printf(", send %d, notified %d\n", rc, notified);
    event.sigev_notify = SIGEV_NONE;
    rc = mq_notify(q, &event);
    printf("no signal %d", rc);
    printf(", none %d\n", mq_notify(q, NULL));
    rc = mq_timedreceive(q, buf, sizeof(buf), &priority, &past);
    printf("receive %d %u %s\n", rc, priority, buf);
    rc = mq_timedreceive(q, buf, sizeof(buf), &priority, &past);
    printf("empty %d %d\n", rc, errno == ETIMEDOUT);
    try_thread(q);
    rc = mq_receive(q, (char *)1, sizeof(buf), NULL);
    printf("nowhere %d %d\n", rc, errno == EFAULT);
    rc = mq_send(q, (char *)1, 4, 0);
    printf("nothing %d %d\n", rc, errno == EFAULT);
    rc = syscall(SYS_mq_unlink, n);
    printf("unlink %d\n", rc);
    rc = syscall(SYS_mq_unlink, (char *)1);
    printf("no name %d %d\n", rc, errno == EFAULT);
}

int main(void)
{
    long long timeout[2] = { 0, 300000000 };
    struct timespec before, after;
    struct epoll_event event;
    int rc, e = epoll_create1(0);

    alarm(20);
    try_queues();
    clock_gettime(CLOCK_MONOTONIC, &before);
    rc = syscall(441, e, &event, 1, timeout, NULL, 8); /* epoll_pwait2 */
    clock_gettime(CLOCK_MONOTONIC, &after);
    after.tv_nsec +=
        (after.tv_sec - before.tv_sec) * 1000000000L - before.tv_nsec;
    printf("epoll_pwait2 %d %d\n", rc, after.tv_nsec >= 300000000);
    rc = dup3(0, 9, O_APPEND);
    printf("dup3 %d %d\n", rc, errno == EINVAL);
    rc = inotify_add_watch(inotify_init1(0), (char *)1, IN_OPEN);
    printf("inotify %d %d\n", rc, errno == EFAULT);
    return 0;
}
