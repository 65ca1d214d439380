/*
 * SPDX-License-Identifier: MIT
 *
 * vfork() and posix_spawn(): the child has its parent's memory, and the parent
 * sleeps until the child executes a program or ends. What is not memory is the
 * child's own.
 *
 * differs: hppa: vfork() of its C library is fork()
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;
static volatile int value, stop, caught;

static void on_signal(int sig)
{
    caught += sig == SIGUSR1 ? 1 : 100;
}

static void pause_ms(int ms)
{
    struct timespec ts = { 0, ms * 1000000L };

    nanosleep(&ts, NULL);
}

static int ended(pid_t pid)
{
    int status = -1;

    if (pid <= 0 || waitpid(pid, &status, 0) != pid) {
        return -1;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

static void spawn(const char *name, char **argv)
{
    pid_t pid = -1;
    int error = posix_spawnp(&pid, name, NULL, NULL, argv, environ);

    printf("spawn %d %d %d", error == 0, error == ENOENT, error == EACCES);
    printf(" %d\n", error ? 0 : ended(pid));
}

static void *busy(void *arg)
{
    int *count = arg;

    while (!stop) {
        void *p = malloc(100 + *count % 5000);

        *(volatile char *)p = 1;
        free(p);
        ++*count;
        if (*count % 1000 == 0) {
            kill(getpid(), SIGUSR1);
        }
    }
    return NULL;
}

static void memory(void)
{
    char *argv[] = { "x", NULL };
    volatile int local = 0;
    pid_t pid = vfork();

    if (pid == 0) {
        pause_ms(30);
        value = local = 7;
        _exit(3);
    }
    printf("stores %d %d\n", value, local);
    printf("exit %d\n", ended(pid));

    pid = vfork();
    if (pid == 0) {
        execve("./none", argv, environ);
        value = errno == ENOENT;
        execve(".", argv, environ);
        value += errno == EACCES ? 10 : 0;
        syscall(SYS_exit, 4);
    }
    printf("exec failed %d", value);
    printf(" %d\n", ended(pid));

    for (int sig = SIGABRT; sig; sig = sig == SIGABRT ? SIGKILL : 0) {
        pid = vfork();
        if (pid == 0) {
            value = 11;
            raise(sig);
        }
        printf("killed %d", value);
        printf(" %d\n", ended(pid) - 1000 == sig);
    }
}

static void own(void)
{
    struct sigaction sa = { .sa_handler = on_signal, .sa_flags = SA_RESTART },
                     now;
    sigset_t set;
    pid_t pid;
    int fd;

    sigaction(SIGUSR1, &sa, NULL);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    pid = vfork();
    if (pid == 0) {
        raise(SIGUSR1);
        sa.sa_handler = SIG_DFL;
        sigaction(SIGUSR1, &sa, NULL);
        sigprocmask(SIG_BLOCK, &set, NULL);
        raise(SIGUSR2);
        close(0);
        value = open("/dev/null", O_RDONLY);
        _exit(0);
    }
    printf("caught %d fd %d", caught, value);
    fd = fcntl(0, F_GETFD);
    printf(" own %d", fd >= 0);
    sigaction(SIGUSR1, NULL, &now);
    sigprocmask(SIG_BLOCK, NULL, &set);
    printf(" %d %d", now.sa_handler == on_signal, sigismember(&set, SIGUSR2));
    printf(" %d\n", ended(pid));

    pid = vfork();
    if (pid == 0) {
        pid_t pid2 = vfork();

        if (pid2 == 0) {
            value = 20;
            _exit(5);
        }
        value += ended(pid2);
        pid2 = fork();
        if (pid2 == 0) {
            value = 0;
            _exit(fork() ? 6 : 0);
        }
        value += ended(pid2);
        _exit(7);
    }
    printf("nested %d", value);
    printf(" %d\n", ended(pid));
}

static void threads(void)
{
    char *argv[] = { "sh", "-c", "exit 9", NULL };
    pthread_t thread[2];
    int counts[2] = { 0, 0 }, good = 0;

    caught = 0;
    for (int i = 0; i < 2; i++) {
        pthread_create(&thread[i], NULL, busy, &counts[i]);
    }
    for (int i = 0; i < 40; i++) {
        pid_t pid = -1;

        if (i % 4 == 3) {
            good += posix_spawn(&pid, "./none", NULL, NULL, argv, environ) ==
                    ENOENT;
        } else if (i % 4 == 2) {
            pid = vfork();
            if (pid == 0) {
                value = i;
                pause_ms(1);
                syscall(SYS_exit, 8);
            }
            good += value == i && ended(pid) == 8;
        } else {
            posix_spawnp(&pid, "sh", NULL, NULL, argv, environ);
            good += ended(pid) == 9;
        }
    }
    stop = 1;
    for (int i = 0; i < 2; i++) {
        pthread_join(thread[i], NULL);
    }
    printf("with threads %d %d\n", good,
           counts[0] > 0 && caught > 0 && caught < 1000000);
}

int main(void)
{
    char *fine[] = { "sh", "-c", "exit 42", NULL }, *none[] = { "none", NULL };

    setvbuf(stdout, NULL, _IONBF, 0);
    spawn("sh", fine);
    spawn("./none", none);
    spawn("/", none);
    memory();
    own();
    threads();
    return 0;
}
