/*
 * SPDX-License-Identifier: MIT
 *
 * Strict mode: read, write, exit and the return from a handler, nothing else.
 *
 * differs: m68k: its C library makes a call to find errno
 */
#define _GNU_SOURCE
#include "filter.h"
#include <pthread.h>
#include <stdlib.h>
#include <sys/time.h>

static int pipes[2];

static void say(const char *text)
{
    if (write(1, text, strlen(text)) < 0) {
        syscall(SYS_exit, 9);
    }
}

static void enter(void)
{
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT, 0, 0, 0)) {
        puts("no strict mode");
    }
}

static void leave(void)
{
    char c;

    enter();
    say("written\n");
    if (read(pipes[0], &c, 1) == 1 && c == 'x') {
        say("read\n");
    }
    syscall(SYS_exit, 7);
}

static void leave_group(void)
{
    enter();
    syscall(SYS_exit_group, 7);
}

static void probe(void)
{
    enter();
    syscall(PROBE, 0);
    say("not killed\n");
}

static void ask(void)
{
    enter();
    prctl(PR_GET_SECCOMP, 0, 0, 0, 0);
    say("not killed\n");
}

static void by_call(void)
{
    syscall(SYS_seccomp, SECCOMP_SET_MODE_STRICT, 0, NULL);
    say("in\n");
    syscall(PROBE, 0);
    say("not killed\n");
}

static volatile int done;

static void handler(int sig)
{
    say("handler\n");
    done = 1;
}

static inline void handler_info(int sig, siginfo_t *info, void *context)
{
    handler(sig);
}

/* Of sigreturn() and rt_sigreturn() one is allowed. */
static void signals(void)
{
    struct itimerval soon = { { 0, 0 }, { 0, 100000 } };
#if defined(__i386__) || defined(__s390x__) ||                                 \
    (defined(__sparc__) && !defined(__arch64__))
    struct sigaction act = { .sa_handler = handler };
#else
    struct sigaction act = { .sa_sigaction = handler_info,
                             .sa_flags = SA_SIGINFO };
#endif

    sigaction(SIGALRM, &act, NULL);
    setitimer(ITIMER_REAL, &soon, NULL);
    enter();
    while (!done) {
        continue;
    }
    say("returned\n");
    syscall(SYS_exit, 3);
}

static void *thread(void *arg)
{
    probe();
    return NULL;
}

static void threads(void)
{
    pthread_t id;

    pthread_create(&id, NULL, thread, NULL);
    pthread_join(id, NULL);
    say("the thread only\n");
}

static void get_pid(void)
{
    pid_t pid;

    signal(SIGALRM, handler);
    enter();
    pid = syscall(SYS_getpid);
    say(pid ? "not killed\n" : "");
}

int main(void)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    if (pipe(pipes) || write(pipes[1], "x", 1) != 1) {
        return 1;
    }
    fate("leave", leave);
    fate("leave the group", leave_group);
    fate("another call", probe);
    fate("PR_GET_SECCOMP", ask);
    fate("by seccomp()", by_call);
    fate("signals", signals);
    fate("thread", threads);
    fate("getpid", get_pid);
    return 0;
}
