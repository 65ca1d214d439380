/*
 * SPDX-License-Identifier: MIT
 *
 * SA_NOCLDWAIT leaves no zombie, SA_NOCLDSTOP gives no signal for a child that
 * stops.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile int caught;

static void on_signal(int sig)
{
    caught++;
}

static void action(void (*handler)(int), int flags)
{
    struct sigaction sa = { .sa_handler = handler,
                            .sa_flags = flags | SA_RESTART };

    sigaction(SIGCHLD, &sa, NULL);
}

static pid_t child(int stop)
{
    pid_t pid = fork();

    if (!pid) {
        if (stop) {
            raise(SIGSTOP);
        }
        _exit(5);
    }
    return pid;
}

int main(void)
{
    int status = 0;
    pid_t pid;

    setvbuf(stdout, NULL, _IONBF, 0);
    action(on_signal, SA_NOCLDWAIT);
    pid = child(0);
    printf("no zombie %d", waitpid(pid, &status, 0) == -1);
    printf(" %d %d\n", errno == ECHILD, caught);
    action(SIG_DFL, SA_NOCLDWAIT);
    pid = child(0);
    printf("by default %d", waitpid(pid, &status, 0) == -1);
    printf(" %d\n", errno == ECHILD);

    for (int i = 0; i < 2; i++) {
        action(on_signal, i ? SA_NOCLDSTOP : 0);
        caught = 0;
        pid = child(1);
        printf("stopped %d",
               waitpid(pid, &status, WUNTRACED) == pid && WIFSTOPPED(status));
        printf(" %d", caught);
        kill(pid, SIGCONT);
        printf(" %d",
               waitpid(pid, &status, 0) == pid && WEXITSTATUS(status) == 5);
        printf(" %d\n", caught > 0);
    }
    return 0;
}
