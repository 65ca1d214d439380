/*
 * SPDX-License-Identifier: MIT
 *
 * clone3(): its structure, the checks of it, and what only it can do: signal
 * handlers, the number of the child, its time and its control group.
 *
 * differs: sparc sparc32plus sparc64 sh4 sh4eb hexagon: they have none
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char stack[65536] __attribute__((aligned(64)));

static void on_signal(int sig)
{
}

static int ended(pid_t pid)
{
    int status = -1;

    if (waitpid(pid, &status, __WALL) != pid) {
        return -1;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

struct args {
    uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack,
        stack_size, tls, set_tid, set_tid_size, cgroup, more;
};

static long clone3(struct args *a, size_t size)
{
    return syscall(SYS_clone3, a, size);
}

static int refused(struct args a, size_t size)
{
    long r = clone3(&a, size);

    if (r == 0) {
        _exit(0);
    }
    if (r > 0) {
        ended(r);
        return 0;
    }
    return errno == EINVAL ? 1 : errno == E2BIG ? 2 : errno == EFAULT ? 3 : 9;
}

static void third(void)
{
    struct args a = { .exit_signal = SIGCHLD };
    int fd = -1, tid = 0;
    volatile int *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
                                MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t pid;

    a.flags =
        CLONE_PIDFD | CLONE_PARENT_SETTID | CLONE_CHILD_SETTID | CLONE_NEWUTS;
    a.pidfd = (uintptr_t)&fd;
    a.parent_tid = (uintptr_t)&tid;
    a.child_tid = (uintptr_t)shared;
    pid = clone3(&a, 64);
    if (pid == 0) {
        _exit(*shared == getpid() ? 5 : 6);
    }
    printf("clone3 %d", pid > 0);
    printf(" %d", ended(pid));
    printf(" %d %d\n", tid == pid, fd >= 0);

    signal(SIGUSR1, on_signal);
    signal(SIGUSR2, SIG_IGN);
    memset(&a, 0, sizeof(a));
    a.exit_signal = SIGCHLD;
    a.flags = 0x100000000; /* CLONE_CLEAR_SIGHAND */
    pid = clone3(&a, sizeof(a));
    if (pid == 0) {
        struct sigaction one, two;

        sigaction(SIGUSR1, NULL, &one);
        sigaction(SIGUSR2, NULL, &two);
        _exit((one.sa_handler == SIG_DFL) + 2 * (two.sa_handler == SIG_IGN));
    }
    printf("clear %d\n", ended(pid));

    a.flags = 0;
    printf("sizes %d", refused(a, 63));
    a.more = 1;
    printf(" %d", refused(a, sizeof(a)));
    a.more = 0;
    printf(" %d\n", refused(a, sizeof(a)));
    a.flags = SIGCHLD;
    printf("wrong %d", refused(a, 64));
    a.flags = 0;
    a.exit_signal = 65 + 64;
    printf(" %d", refused(a, 64));
    a.exit_signal = SIGCHLD;
    a.stack = (uintptr_t)stack;
    printf(" %d", refused(a, 64));
    a.stack = 0;
    a.flags = CLONE_PARENT;
    printf(" %d\n", refused(a, 64));
}

static const char *outcome_of(struct args *a, int (*child)(void))
{
    static char text[32];
    pid_t pid = clone3(a, sizeof(*a) - 8);

    if (pid == 0) {
        _exit(child());
    }
    snprintf(text, sizeof(text), "%d",
             pid > 0           ? ended(pid)
             : errno == EEXIST ? -17
             : errno == EINVAL ? -22
             : errno == EBADF  ? -9
             : errno == EACCES ? -13
             : errno == EPERM  ? -1
                               : -99);
    return text;
}

static int own_number(void)
{
    return getpid() == 4321 ? 5 : 6;
}

static void number(void)
{
    int32_t wanted = 4321, first = 1;
    struct args a = { .exit_signal = SIGCHLD, .set_tid_size = 1 };

    a.set_tid = (uintptr_t)&wanted;
    printf("number %s", outcome_of(&a, own_number));
    a.set_tid = (uintptr_t)&first;
    printf(", taken %s", outcome_of(&a, own_number));
    a.set_tid_size = 40;
    printf(", too many %s", outcome_of(&a, own_number));
    a.set_tid_size = 0;
    printf(", none %s\n", outcome_of(&a, own_number));
}

static char before[64], after[64];
static struct timespec start;

/* Whether it has a clock of another boot. */
static int other_time(void)
{
    struct timespec now;

    clock_gettime(CLOCK_BOOTTIME, &now);
    if (readlink("/proc/self/ns/time", after, sizeof(after) - 1) < 0) {
        return 9;
    }
    return (strcmp(before, after) != 0) +
           2 * (now.tv_sec - start.tv_sec > 1000000);
}

static void time_namespace(void)
{
    static const char offset[] = "boottime 2000000 0";
    struct args a = { .flags = 0x80, .exit_signal = SIGCHLD };
    int fd, status;

    if (readlink("/proc/self/ns/time", before, sizeof(before) - 1) < 0) {
        printf("no time namespaces\n");
        return;
    }
    clock_gettime(CLOCK_BOOTTIME, &start);
    printf("time of its own %s", outcome_of(&a, other_time));
    if (fork() == 0) {
        printf(", unshared %d", unshare(0x80));
        fd = open("/proc/self/timens_offsets", O_WRONLY);
        printf(" %d", write(fd, offset, strlen(offset)) > 0);
        a.flags = 0;
        printf(", mine %d", other_time());
        printf(", the child's %s\n", outcome_of(&a, other_time));
        _exit(0);
    }
    wait(&status);
}

static int own_group(void)
{
    char text[4096] = "";
    int fd = open("/proc/self/cgroup", O_RDONLY);

    return read(fd, text, sizeof(text) - 1) > 0 && strstr(text, "0::/below\n")
               ? 5
               : 6;
}

/* Who is not root outside may make no group; all can say so. */
static void group(void)
{
    struct args a = { .flags = 1ull << 33, .exit_signal = SIGCHLD };

    if (fork() == 0) {
        printf("groups %d", unshare(CLONE_NEWCGROUP | CLONE_NEWNS));
        mkdir("group", 0700);
        printf(" %d", mount("none", "group", "cgroup2", 0, NULL));
        printf(" %d", mkdir("group/below", 0700));
        a.cgroup = open("group/below", O_RDONLY | O_DIRECTORY);
        printf(", child %s", outcome_of(&a, own_group));
        rmdir("group/below");
        a.cgroup = open("group", O_RDONLY | O_DIRECTORY);
        printf(", in the old one %s", outcome_of(&a, own_group));
        a.cgroup = open(".", O_RDONLY | O_DIRECTORY);
        printf(", no group %s", outcome_of(&a, own_group));
        a.cgroup = 1ull << 32;
        printf(", no descriptor %s\n", outcome_of(&a, own_group));
        _exit(0);
    }
    wait(NULL);
}

int main(void)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    third();
    number();
    time_namespace();
    group();
    return 0;
}
