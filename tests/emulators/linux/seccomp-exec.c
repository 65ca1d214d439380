/*
 * SPDX-License-Identifier: MIT
 *
 * Filters survive execve(), whatever the program does to its descriptors,
 * limits and environment, and nothing else does.
 */
#define _GNU_SOURCE
#include "filter.h"
#include <dirent.h>
#include <linux/capability.h>
#include <pthread.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/resource.h>

extern char **environ;
static char *self, *again, *empty[] = { NULL };

/* In the new program: what it has. */
static void report(void)
{
    FILE *status = fopen("/proc/self/status", "r");
    DIR *dir = opendir("/proc/self/fd");
    char line[200];
    int files = 0, names = 0;

    while (dir && readdir(dir)) {
        files++;
    }
    for (char **e = environ; *e; e++) {
        names += !strncmp(*e, "QEMU_", 5);
    }
    printf("mode %d, %s, files %d, names %d;",
           prctl(PR_GET_SECCOMP, 0, 0, 0, 0), result(syscall(PROBE, 0)), files,
           names);
    while (status && fgets(line, sizeof(line), status)) {
        if (!strncmp(line, "Seccomp", 7)) {
            printf(" %.*s", (int)strcspn(line, "\n"), line);
        }
    }
    puts("");
    fflush(stdout);
}

static void run(char **env)
{
    char *argv[] = { self, "report", again, NULL };

    execve(self, argv, env);
}

static int deny(unsigned value)
{
    struct sock_filter f[] = ONLY(PROBE, SECCOMP_RET_ERRNO | value);

    return INSTALL(f);
}

static void once(void)
{
    deny(1);
    run(empty);
}

static void twice(void)
{
    deny(1);
    again = "again";
    run(environ);
}

static void many(void)
{
    static struct sock_filter f[BPF_MAXINSNS];

    for (int i = 0; i < BPF_MAXINSNS; i++) {
        f[i] = (struct sock_filter)LOAD(0);
    }
    f[BPF_MAXINSNS - 1] = (struct sock_filter)RETURN(SECCOMP_RET_ALLOW);
    for (int i = 0; i < 5; i++) {
        INSTALL(f);
    }
    for (int i = 1; i < 30; i++) {
        deny(i);
    }
    run(empty);
}

static void closed(void)
{
    struct rlimit few = { 12, 12 };

    deny(1);
    for (int fd = 3; fd < 1024; fd++) {
        close(fd);
    }
    setrlimit(RLIMIT_NOFILE, &few);
    run(empty);
}

static void forged(void)
{
    char *env[] = { "QEMU_SECCOMP_1=BgAAAAAAAAA=", NULL };

    run(env);
}

static void missing(void)
{
    char *argv[] = { "nothing", NULL };

    deny(1);
    printf("%s; ", result(execve("/nonexistent/file", argv, environ)));
    fflush(stdout);
    run(environ);
}

static void spawned(void)
{
    char *argv[] = { self, "report", NULL };
    pid_t pid;

    deny(1);
    posix_spawn(&pid, self, NULL, NULL, argv, empty);
    waitpid(pid, NULL, 0);
}

static void by_vfork(void)
{
    if (vfork() == 0) {
        deny(1);
        run(empty);
        _exit(1);
    }
    wait(NULL);
    report();
}

static void by_shell(void)
{
    deny(1);
    execl("/bin/sh", "sh", "-c", "exec \"$0\" report", self, NULL);
}

static void *thread(void *arg)
{
    deny(2);
    run(empty);
    return NULL;
}

static void by_thread(void)
{
    pthread_t id;

    pthread_create(&id, NULL, thread, NULL);
    pthread_join(id, NULL);
}

/* Without no_new_privs; the program has no right to add one when it executes.
 */
static void privileged(void)
{
    struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
    struct __user_cap_data_struct data[2] = { { 0, 0, 0 }, { 0, 0, 0 } };
    struct sock_filter f[] = ONLY(PROBE, SECCOMP_RET_ERRNO | 1);
    struct sock_fprog prog = { sizeof(f) / sizeof(*f), f };

    printf("%s; ",
           result(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog, 0, 0)));
    fflush(stdout);
    syscall(SYS_capset, &header, data);
    run(empty);
}

int main(int argc, char **argv)
{
    self = argv[0];
    if (argc > 1) {
        report();
        if (argc > 2) {
            deny(2);
            run(environ);
        }
        return 0;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    fate("once", once);
    fate("twice", twice);
    fate("many", many);
    fate("closed", closed);
    fate("forged", forged);
    fate("missing", missing);
    fate("spawned", spawned);
    fate("vfork", by_vfork);
    fate("shell", by_shell);
    fate("thread", by_thread);
    fate("privileged", privileged);
    return 0;
}
