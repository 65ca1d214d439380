/*
 * SPDX-License-Identifier: MIT
 *
 * A fault in any thread ends the process with its signal, also the first one of
 * a PID namespace, which no other signal reaches; and a shell tells of it.
 *
 * differs: sparc64 alpha: larger pages, also beyond the end of a file
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static char *volatile nothing;

static void *wait_for_ever(void *arg)
{
    for (;;) {
        pause();
    }
    return NULL;
}

static void *busy(void *arg)
{
    for (;;) {
        *(volatile char *)arg += 1;
    }
    return NULL;
}

static void *fault(void *arg)
{
    *nothing = 1;
    return NULL;
}

static void in_thread(void)
{
    static char count;
    pthread_t thread;

    for (int i = 0; i < 3; i++) {
        pthread_create(&thread, NULL, wait_for_ever, NULL);
    }
    pthread_create(&thread, NULL, busy, &count);
    pthread_create(&thread, NULL, fault, NULL);
    wait_for_ever(NULL);
}

static void closed(void)
{
    int pipes[2];

    if (pipe(pipes) == 0) {
        close(pipes[0]);
        dup2(pipes[1], 1);
        dup2(pipes[1], 2);
    }
    *nothing = 1;
}

static void bus(void)
{
    char *p =
        mmap(NULL, 4096, PROT_READ, MAP_SHARED, memfd_create("empty", 0), 0);

    _exit(*(volatile char *)p);
}

static void spare(void)
{
    raise(SIGTERM);
    raise(SIGABRT);
    raise(SIGUSR1);
    _exit(getpid() == 1 ? 5 : 6);
}

static void abort_now(void)
{
    abort();
}

static void try(const char *name, void (*function)(void), unsigned flags)
{
    struct rlimit none = { 0, 0 };
    int status = -1;
    pid_t pid;

#ifdef __s390__
    pid = syscall(SYS_clone, 0, flags | SIGCHLD, 0, 0, 0);
#else
    pid = syscall(SYS_clone, flags | SIGCHLD, 0, 0, 0, 0);
#endif
    if (pid == 0) {
        setrlimit(RLIMIT_CORE, &none);
        alarm(20);
        function();
        _exit(99);
    }
    waitpid(pid, &status, 0);
    printf("%s: signal %d", name,
           WIFSIGNALED(status) ? WTERMSIG(status) == SIGSEGV   ? 1
                                 : WTERMSIG(status) == SIGABRT ? 2
                                 : WTERMSIG(status) == SIGBUS  ? 3
                                                               : 4
                               : 0);
    printf(" status %d\n", WIFEXITED(status) ? WEXITSTATUS(status) : -1);
}

static void by_shell(void)
{
    struct rlimit none = { 0, 0 };
    char self[4096] = "";

    if (readlink("/proc/self/exe", self, sizeof(self) - 1) > 0 && fork() == 0) {
        setrlimit(RLIMIT_CORE, &none);
        execl("/bin/sh", "sh", "-c", "\"$0\" fault; echo shell $?", self, NULL);
        _exit(99);
    }
    wait(NULL);
}

int main(int argc, char **argv)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    if (argc > 1) {
        in_thread();
    }
    try("thread", in_thread, 0);
    try("closed", closed, 0);
    try("abort", abort_now, 0);
    try("first, thread", in_thread, CLONE_NEWPID);
    try("first, closed", closed, CLONE_NEWPID);
    try("first, bus", bus, CLONE_NEWPID);
    try("first, sent", spare, CLONE_NEWPID);
    by_shell();
    return 0;
}
