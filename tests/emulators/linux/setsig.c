/*
 * SPDX-License-Identifier: MIT
 *
 * siginfo of signals by F_SETSIG, by sigqueue() and of a child.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static siginfo_t last;
static volatile int got;

static void handler(int sig, siginfo_t *info, void *context)
{
    last = *info;
    got = sig;
}

static void input(const char *name, int sig, int number)
{
    int pair[2];

    socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    fcntl(pair[0], F_SETOWN, getpid());
    fcntl(pair[0], F_SETSIG, number);
    fcntl(pair[0], F_SETFL, O_ASYNC | O_NONBLOCK);
    got = 0;
    write(pair[1], "x", 1);
    while (!got) {
        usleep(1000);
    }
    printf("%s: right signal %d", name, got == sig);
    printf(", fd %d", last.si_fd == pair[0]);
    printf(", POLL_IN %d", last.si_code == POLL_IN);
    printf(", band %d\n",
           (last.si_band & (POLLIN | POLLRDNORM)) == (POLLIN | POLLRDNORM));
    close(pair[0]);
    close(pair[1]);
}

static void queue(const char *name, int sig)
{
    union sigval value = { .sival_int = 1234 };

    got = 0;
    sigqueue(getpid(), sig, value);
    printf("%s: right signal %d", name, got == sig);
    printf(", SI_QUEUE %d", last.si_code == SI_QUEUE);
    printf(", value %d", last.si_value.sival_int);
    printf(", pid %d\n", last.si_pid == getpid());
}

int main(void)
{
    struct sigaction act = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO };
    pid_t child;

    sigaction(SIGIO, &act, NULL);
    sigaction(SIGUSR1, &act, NULL);
    sigaction(SIGCHLD, &act, NULL);
    sigaction(SIGRTMIN + 3, &act, NULL);

    input("real-time", SIGRTMIN + 3, SIGRTMIN + 3);
    input("SIGUSR1", SIGUSR1, SIGUSR1);
    input("SIGIO", SIGIO, SIGIO);

    queue("real-time", SIGRTMIN + 3);
    queue("SIGIO", SIGIO);
    queue("SIGCHLD", SIGCHLD);

    got = 0;
    child = fork();
    if (child == 0) {
        _exit(7);
    }
    while (!got) {
        usleep(1000);
    }
    printf("child: pid %d", last.si_pid == child);
    printf(", exited %d, status %d\n", last.si_code == CLD_EXITED,
           last.si_status);
    wait(NULL);
    return 0;
}
