/*
 * SPDX-License-Identifier: MIT
 *
 * The guest of start.t: its argument says what to do, it prints the result.
 */

#include <dirent.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* Threads of this process, those of the emulator included. */
static int count_tasks(void)
{
    DIR *dir = opendir("/proc/self/task");
    struct dirent *entry;
    int count = 0;

    while (dir && (entry = readdir(dir))) {
        count += entry->d_name[0] != '.';
    }
    return count;
}

static int do_tasks(void)
{
    printf("tasks %d\n", count_tasks());
    return 0;
}

/* The same in a child, and in a child of a child. */
static int do_forks(void)
{
    int status = 0;

    if (fork() == 0) {
        if (fork() == 0) {
            return count_tasks();
        }
        wait(&status);
        return WEXITSTATUS(status) * 10 + count_tasks();
    }
    wait(&status);
    printf("tasks %d\n", WEXITSTATUS(status));
    return 0;
}

static void *nothing(void *opaque)
{
    return opaque;
}

/* Each thread that ends leaves something to free; so does each child's. */
static int do_threads(void)
{
    int good = 0, status = 1;
    pid_t child = -1;

    for (int i = 0; i < 50; i++) {
        pthread_t thread;

        good += !pthread_create(&thread, NULL, nothing, NULL) &&
                !pthread_join(thread, NULL);
        if (i == 24) {
            child = fork();
        }
    }
    if (child == 0) {
        return good != 50;
    }
    waitpid(child, &status, 0);
    printf("threads %d child %d\n", good, status);
    return 0;
}

static void *readable(void *opaque)
{
    int *fd = opaque, count = -1;

    ioctl(fd[1], FIONREAD, &count);
    return (void *)(long)count;
}

/* Structures, which are converted, in the process and in a thread. */
static int do_ioctl(void)
{
    struct winsize size = {};
    pthread_t thread;
    void *count;
    int fd[2];

    socketpair(AF_UNIX, SOCK_DGRAM, 0, fd);
    send(fd[0], "hello", 5, 0);
    pthread_create(&thread, NULL, readable, fd);
    pthread_join(thread, &count);
    printf("readable %ld tty %d\n", (long)count, ioctl(0, TIOCGWINSZ, &size));
    return 0;
}

static sigjmp_buf before;

static void illegal(int signal)
{
    siglongjmp(before, signal);
}

/* Whether the program may read a system register. */
#define READABLE(register)                                                     \
    ({                                                                         \
        volatile int readable = 0;                                             \
        if (!sigsetjmp(before, 1)) {                                           \
            __asm__ volatile("mrs x0, " register : : : "x0");                  \
            readable = 1;                                                      \
        }                                                                      \
        readable;                                                              \
    })

/* Registers of the kernel, those that it shows, and the program's own. */
static int do_system(void)
{
    signal(SIGILL, illegal);
    printf("sctlr %d ttbr0 %d", READABLE("sctlr_el1"), READABLE("ttbr0_el1"));
    printf(" midr %d mmfr3 %d", READABLE("midr_el1"), READABLE("s3_0_c0_c7_3"));
    printf(" dczid %d tpidr %d\n", READABLE("dczid_el0"),
           READABLE("tpidr_el0"));
    return 0;
}

/* Waits until it may end, so that its memory can be looked at. */
static int do_wait(void)
{
    char c;

    printf("ready\n");
    fflush(stdout);
    return read(0, &c, 1) < 0;
}

/* Each mapping that goes leaves something to free. */
static int do_mappings(void)
{
    for (int i = 0; i < 1000; i++) {
        munmap(mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
               4096);
    }
    printf("mappings, fork %d\n", fork());
    return 0;
}

static const struct {
    const char *name;
    int (*run)(void);
} jobs[] = {
    { "tasks", do_tasks },       { "forks", do_forks },
    { "threads", do_threads },   { "ioctl", do_ioctl },
    { "system", do_system },     { "wait", do_wait },
    { "mappings", do_mappings },
};

int main(int argc, char **argv)
{
    for (size_t i = 0; argc == 2 && i < sizeof(jobs) / sizeof(*jobs); i++) {
        if (!strcmp(argv[1], jobs[i].name)) {
            return jobs[i].run();
        }
    }
    return 2;
}
