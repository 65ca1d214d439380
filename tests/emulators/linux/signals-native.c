/*
 * SPDX-License-Identifier: MIT
 *
 * Signals between this program and native ones: sh sends them and gets them
 * by the numbers of the host. Real-time signals have the same numbers on all
 * CPUs.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t caught;

static void on_signal(int sig)
{
    caught = sig;
}

/* sh sends it to this process. */
static void get(const char *name, int sig)
{
    char command[80];

    caught = 0;
    signal(sig, on_signal);
    snprintf(command, sizeof(command), "kill -%s %d", name, (int)getpid());
    printf("%s: %d", name, system(command));
    printf(" %s\n", caught == sig ? "caught" : "not caught");
    signal(sig, SIG_DFL);
}

/* A native process that has a handler for it, or none. */
static void send(const char *name, int sig, const char *trap)
{
    char command[80];
    int fd[2], status;
    char c;

    if (pipe(fd)) {
        return;
    }
    snprintf(command, sizeof(command), trap, name);
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        dup2(fd[1], 1);
        execl("/bin/sh", "sh", "-c", command, NULL);
        _exit(99);
    }
    if (read(fd[0], &c, 1) == 1) {
        kill(pid, sig);
    }
    waitpid(pid, &status, 0);
    close(fd[0]);
    close(fd[1]);
    if (WIFSIGNALED(status)) {
        printf("%s: killed by %s\n", name,
               WTERMSIG(status) == sig ? "it" : "another");
    } else {
        printf("%s: status %d\n", name, WEXITSTATUS(status));
    }
}

int main(void)
{
    const char *handler = "trap 'exit 7' %s; while echo; do sleep 0.01; done";
    const char *none = ": %s; while echo; do sleep 0.01; done";

    signal(SIGPIPE, SIG_IGN);
    get("ABRT", SIGABRT);
    get("USR1", SIGUSR1);
    get("34", 34);
    get("37", 37);
    get("64", 64);
    send("ABRT", SIGABRT, handler);
    send("USR1", SIGUSR1, handler);
    send("37", 37, handler);
    send("64", 64, handler);
    send("ABRT", SIGABRT, none);
    send("37", 37, none);
    return 0;
}
