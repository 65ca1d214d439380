/*
 * SPDX-License-Identifier: MIT
 *
 * A robust mutex whose owner has ended, thread or process, or has become
 * another program, gives EOWNERDEAD to the next one, also to one that waits for
 * it.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static struct shared {
    pthread_mutex_t mutex, second;
    volatile int ready;
} * shared;

static void make(pthread_mutex_t *mutex)
{
    pthread_mutexattr_t attr;

    pthread_mutexattr_init(&attr);
    pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
    pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST);
    if (pthread_mutex_init(mutex, &attr)) {
        printf("none\n");
        exit(1);
    }
    shared->ready = 0;
}

static int lock(pthread_mutex_t *mutex)
{
    struct timespec end;
    int rc;

    clock_gettime(CLOCK_REALTIME, &end);
    end.tv_sec += 10;
    rc = pthread_mutex_timedlock(mutex, &end);
    if (rc == EOWNERDEAD) {
        pthread_mutex_consistent(mutex);
        pthread_mutex_unlock(mutex);
        return 1;
    }
    if (rc == 0) {
        pthread_mutex_unlock(mutex);
    }
    return rc == 0 ? 2 : rc == ETIMEDOUT ? 3 : 4;
}

static void hold(int ms)
{
    struct timespec ts = { 0, ms * 1000000L };

    pthread_mutex_lock(&shared->mutex);
    pthread_mutex_lock(&shared->second);
    shared->ready = 1;
    nanosleep(&ts, NULL);
}

static void *thread(void *arg)
{
    hold(100);
    return NULL;
}

static void until_ready(void)
{
    while (!shared->ready) {
        sched_yield();
    }
}

static void result(const char *what)
{
    printf("%s %d", what, lock(&shared->mutex));
    printf(" %d", lock(&shared->second));
    printf(" %d\n", lock(&shared->mutex));
}

static void end(const char *what, int how)
{
    pid_t pid;

    make(&shared->mutex);
    make(&shared->second);
    pid = fork();
    if (pid == 0) {
        hold(how == SIGKILL ? 10 : 100);
        if (how == SIGKILL && sizeof(long) == 4) {
            how = 0; /* which no emulator can see */
        }
        if (how) {
            kill(getpid(), how);
        }
        _exit(0);
    }
    until_ready();
    if (how == SIGKILL) {
        waitpid(pid, NULL, 0);
    }
    result(what);
    waitpid(pid, NULL, 0);
}

/* Another program, which lives on, has no mutex. Who waits is told by the
 * kernel, if it can read the list, and by nobody otherwise. */
static inline void become_another(void)
{
    pid_t pid;

    make(&shared->mutex);
    make(&shared->second);
    pid = fork();
    if (pid == 0) {
        hold(100);
        execl("/proc/self/exe", "program", "wait", NULL);
        _exit(1);
    }
    until_ready();
    result("exec");
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}

int main(int argc, char **argv)
{
    pthread_t id;
    void *head = NULL;
    size_t size = 0;

    setvbuf(stdout, NULL, _IONBF, 0);
    if (argc > 1) {
        pause();
    }
    shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
                  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    make(&shared->mutex);
    make(&shared->second);
    pthread_create(&id, NULL, thread, NULL);
    until_ready();
    result("thread");
    pthread_join(id, NULL);
    end("exit", 0);
    end("abort", SIGABRT);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    end("kill", SIGKILL);
    if (sizeof(long) == 8) {
        become_another();
    } else {
        end("exec", 0);
    }
#else
    end("kill", 0);
    end("exec", 0);
#endif
    printf("list %d", (int)syscall(SYS_get_robust_list, 0, &head, &size));
    printf(" %d %d\n", head != NULL, size == 3 * sizeof(long));
    printf("wrong %ld", syscall(SYS_set_robust_list, head, size + 1));
    printf(" %d\n", errno == EINVAL);
    return 0;
}
