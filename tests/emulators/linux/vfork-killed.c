/*
 * SPDX-License-Identifier: MIT
 *
 * A child of vfork() that is killed anywhere: its parent goes on. The calls of
 * the child are those for which an emulator may need memory of its own.
 */
#define _GNU_SOURCE
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ROUNDS 600

typedef struct {
    pid_t pid;
    long ns;
} Order;

static gid_t groups[30000];

static void make_calls(void)
{
    for (int n = 500; n <= 30000; n += 500) {
        (void)!getgroups(n, groups);
    }
}

static void kill_orders(int fd)
{
    Order order;

    while (read(fd, &order, sizeof(order)) == sizeof(order)) {
        struct timespec ts = { 0, order.ns };

        nanosleep(&ts, NULL);
        kill(order.pid, SIGKILL);
    }
    _exit(0);
}

int main(void)
{
    int to[2], killed = 0, status = 0;
    unsigned random = 1;
    pid_t killer, pid;

    alarm(100);
    if (pipe(to) || (killer = fork()) < 0) {
        return 1;
    }
    if (killer == 0) {
        close(to[1]);
        kill_orders(to[0]);
    }
    for (int i = 0; i < ROUNDS; i++) {
        random = random * 1103515245 + 12345;
        pid = vfork();
        if (pid == 0) {
            Order order = { getpid(), (random >> 8) % 300000 };

            if (write(to[1], &order, sizeof(order)) != sizeof(order)) {
                _exit(1);
            }
            for (;;) {
                make_calls();
            }
        }
        killed += waitpid(pid, &status, 0) == pid && WIFSIGNALED(status) &&
                  WTERMSIG(status) == SIGKILL;
        make_calls();
    }
    close(to[1]);
    printf("killed %d\n", killed);
    printf("killer %d\n", waitpid(killer, &status, 0) == killer && !status);
    return 0;
}
