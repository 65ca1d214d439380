/*
 * SPDX-License-Identifier: MIT
 *
 * Each thread has its own filters; TSYNC gives those of one to all, if theirs
 * are among them; new threads and processes inherit.
 */
#define _GNU_SOURCE
#include "filter.h"
#include <pthread.h>
#include <stdlib.h>

static pthread_barrier_t barrier;
static pid_t other;

static int sync_all(unsigned value, unsigned flags)
{
    struct sock_filter f[] = ONLY(PROBE, SECCOMP_RET_ERRNO | value);
    struct sock_fprog prog = { sizeof(f) / sizeof(*f), f };

    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
                   SECCOMP_FILTER_FLAG_TSYNC | flags, &prog);
}

static int own(unsigned action)
{
    struct sock_filter f[] = ONLY(PROBE, action);

    return INSTALL(f);
}

static void say(const char *who)
{
    printf("%s: mode %d, nnp %d, probe %s\n", who,
           prctl(PR_GET_SECCOMP, 0, 0, 0, 0),
           prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0), result(syscall(PROBE, 0)));
}

static void *plain_thread(void *arg)
{
    pthread_barrier_wait(&barrier);
    pthread_barrier_wait(&barrier);
    say("other");
    return NULL;
}

static void *filtered_thread(void *arg)
{
    other = syscall(SYS_gettid);
    own(SECCOMP_RET_ERRNO | 2);
    pthread_barrier_wait(&barrier);
    pthread_barrier_wait(&barrier);
    say("other");
    return NULL;
}

static void *strict_thread(void *arg)
{
    other = syscall(SYS_gettid);
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT, 0, 0, 0);
    *(volatile int *)arg = 1;
    for (;;) {
        continue;
    }
    return NULL;
}

static void *say_thread(void *arg)
{
    say(arg);
    return NULL;
}

static void *killed_thread(void *arg)
{
    own(SECCOMP_RET_KILL_THREAD);
    syscall(PROBE, 0);
    puts("not killed");
    return NULL;
}

static void with_thread(void *(*function)(void *), int (*act)(void))
{
    pthread_t thread;
    int ret;

    pthread_barrier_init(&barrier, NULL, 2);
    pthread_create(&thread, NULL, function, NULL);
    pthread_barrier_wait(&barrier);
    ret = act();
    printf("result %s\n", ret == 0       ? "0"
                          : ret == other ? "the thread"
                                         : result(ret));
    pthread_barrier_wait(&barrier);
    pthread_join(thread, NULL);
    say("self");
}

static int sync_1(void)
{
    return sync_all(1, 0);
}

static int sync_esrch(void)
{
    return sync_all(1, SECCOMP_FILTER_FLAG_TSYNC_ESRCH);
}

static int only_own(void)
{
    return own(SECCOMP_RET_ERRNO | 1);
}

static void synced(void)
{
    with_thread(plain_thread, sync_1);
}

static void not_synced(void)
{
    with_thread(plain_thread, only_own);
}

static void unlike(void)
{
    with_thread(filtered_thread, sync_1);
}

static void unlike_esrch(void)
{
    with_thread(filtered_thread, sync_esrch);
}

static void ancestors(void)
{
    own(SECCOMP_RET_ALLOW);
    with_thread(plain_thread, sync_1);
    printf("again %d\n", sync_all(3, 0));
}

static void strict(void)
{
    volatile int ready = 0;
    pthread_t thread;

    pthread_create(&thread, NULL, strict_thread, (void *)&ready);
    while (!ready) {
        continue;
    }
    printf("strict: %d\n", sync_all(1, 0) == other);
    _exit(0);
}

static void inherited(void)
{
    pthread_t thread;

    own(SECCOMP_RET_ERRNO | 1);
    pthread_create(&thread, NULL, say_thread, "thread");
    pthread_join(thread, NULL);
    if (fork() == 0) {
        say("fork");
        _exit(0);
    }
    wait(NULL);
    if (vfork() == 0) {
        own(SECCOMP_RET_ERRNO | 2);
        say("vfork");
        _exit(0);
    }
    wait(NULL);
    say("self");
}

static void one_killed(void)
{
    pthread_t thread;

    pthread_create(&thread, NULL, killed_thread, NULL);
    pthread_join(thread, NULL);
    puts("joined");
    pthread_create(&thread, NULL, say_thread, "another");
    pthread_join(thread, NULL);
    killed_thread(NULL);
}

int main(void)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    fate("synced", synced);
    fate("not synced", not_synced);
    fate("unlike", unlike);
    fate("unlike, ESRCH", unlike_esrch);
    fate("ancestors", ancestors);
    fate("strict", strict);
    fate("inherited", inherited);
    fate("one killed", one_killed);
    return 0;
}
