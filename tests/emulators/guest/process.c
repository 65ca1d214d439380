/*
 * SPDX-License-Identifier: MIT
 *
 * Checks of the guest program: processes, execution, pipes, clocks.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "guest.h"

enum { CHILD_STATUS = 42, MAX_WORDS = 32 };

/* Waits for @pid; its wait status, -1 for another process. */
static int wait_for(pid_t pid)
{
    int status = -1;

    return waitpid(pid, &status, 0) == pid ? status : -1;
}

void check_processes(void)
{
    volatile int memory = 1;
    pid_t pid = fork();
    int status;

    if (!pid) {
        memory = 2;
        _exit(getppid() > 0 && memory == 2 ? 7 : 8);
    }
    status = wait_for(pid);
    check("fork.status", WIFEXITED(status) && WEXITSTATUS(status) == 7,
          "wait status %#x", status);
    check("fork.memory", memory == 1, "shared with the child");

    pid = fork();
    if (!pid) {
        pause();
        _exit(0);
    }
    kill(pid, SIGKILL);
    status = wait_for(pid);
    check("fork.killed", WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL,
          "wait status %#x", status);
    check("fork.no_child", waitpid(-1, NULL, 0) == -1 && errno == ECHILD,
          "a child is left");
}

int exec_child(int argc, char **argv)
{
    const char *text = getenv("GUEST_TEXT");
    bool good = argc == 5 && !strcmp(argv[2], "") && !strcmp(argv[3], "a b") &&
                !strcmp(argv[4], "*") && text && !strcmp(text, "child") &&
                !getenv("GUEST_EMPTY");

    return good ? CHILD_STATUS : 1;
}

/* Replaces this process by GUEST_RUN with arguments for exec_child(). */
static void exec_self(char *run)
{
    static char *const arguments[] = { "exec-child", "", "a b", "*", NULL };
    static char *const environment[] = { "GUEST_TEXT=child", NULL };
    char *words[MAX_WORDS + sizeof(arguments) / sizeof(arguments[0])];
    int n = 0;

    for (char *s = strtok(run, "\n"); s; s = strtok(NULL, "\n")) {
        if (n == MAX_WORDS) {
            _exit(126);
        }
        words[n++] = s;
    }
    memcpy(&words[n], arguments, sizeof(arguments));
    execve(words[0], words, environment);
    _exit(127);
}

void check_exec(void)
{
    char *run = getenv("GUEST_RUN");
    int status;
    pid_t pid;

    check("exec.missing",
          execl("/nonexistent/guest", "guest", NULL) == -1 && errno == ENOENT,
          "no ENOENT");
    pid = fork();
    if (!pid) {
        exec_self(strdup(run ? run : "/nonexistent"));
    }
    status = wait_for(pid);
    check("exec.self", WIFEXITED(status) && WEXITSTATUS(status) == CHILD_STATUS,
          "wait status %#x", status);
}

static int64_t nanoseconds(void)
{
    struct timespec now = { 0 };

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

void check_time(void)
{
    const struct timespec pause = { .tv_nsec = 5000000 };
    int64_t start = nanoseconds(), last = start, now = start;
    bool monotonic = start > 0;

    for (int i = 0; i < 1000; i++) {
        last = now;
        now = nanoseconds();
        monotonic = monotonic && now >= last;
    }
    check("time.monotonic", monotonic && now > start, "%lld then %lld",
          (long long)last, (long long)now);
    check("time.sleep",
          !nanosleep(&pause, NULL) && nanoseconds() - now >= pause.tv_nsec,
          "woke up early");
    check("time.date", time(NULL) > 1700000000, "%lld", (long long)time(NULL));
}

void check_pipes(void)
{
    int fd[2] = { -1, -1 };
    bool made = !pipe(fd);
    struct pollfd p = { .fd = fd[0], .events = POLLIN };
    char got[8] = "";

    check("pipe.empty", made && poll(&p, 1, 0) == 0, "revents %#x", p.revents);
    check_number("pipe.write", write(fd[1], "hello", 5), 5);
    check("pipe.ready", poll(&p, 1, 1000) == 1 && p.revents == POLLIN,
          "revents %#x", p.revents);
    check("pipe.read",
          read(fd[0], got, sizeof(got)) == 5 && !strcmp(got, "hello"), "%s",
          got);
    close(fd[1]);
    check("pipe.hangup", poll(&p, 1, 1000) == 1 && p.revents & POLLHUP,
          "revents %#x", p.revents);
    check_number("pipe.end", read(fd[0], got, sizeof(got)), 0);
    close(fd[0]);
}
