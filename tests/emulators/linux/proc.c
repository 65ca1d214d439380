/*
 * SPDX-License-Identifier: MIT
 *
 * Files of /proc: what they say of this process, its threads and its children
 * is of the program.
 *
 * cpus: common i386 mips sparc64
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char text[1 << 20];
static const char *const places[] = { "self", "thread-self", "self/task/%d",
                                      "%d", "%d/task/%d" };

/* The file of that name, for each place that it may have; its length. */
static long slurp(const char *place, pid_t pid, const char *file)
{
    char name[64], dir[48];
    long n, len = 0;
    int fd;

    snprintf(dir, sizeof(dir), place, pid, pid);
    snprintf(name, sizeof(name), "/proc/%s/%s", dir, file);
    memset(text, 0, sizeof(text));
    fd = open(name, O_RDONLY);
    while ((n = read(fd, text + len, sizeof(text) - 1 - len)) > 0) {
        len += n;
    }
    close(fd);
    return len;
}

/* The number after a word in that text. */
static unsigned long long after(const char *word, int base)
{
    char *p = strstr(text, word);

    return p ? strtoull(p + strlen(word), NULL, base) : 0;
}

static unsigned long long field(int n)
{
    char *p = strrchr(text, ')');

    for (n -= 2; p && n > 0; n--) {
        p = strchr(p + 1, ' ');
    }
    return p ? strtoull(p + 1, NULL, 10) : 0;
}

static void stats(const char *place, int threads)
{
    pid_t pid = getpid();
    int local;

    slurp(place, pid, "stat");
    printf(
        "%s: stat (program) %d pid %d ppid %d pgrp %d session %d threads %d\n",
        place, !strncmp(strchr(text, '('), "(program)", 9), atoi(text) == pid,
        field(4) == (unsigned)getppid(), field(5) == (unsigned)getpgrp(),
        field(6) == (unsigned)getsid(0), field(20) == threads);
    printf("sizes %d %d start %d code %d stack %d\n", field(23) > 100000,
           field(24) > 0 && field(24) * getpagesize() <= field(23),
           field(22) > 0, field(26) < field(27),
           llabs((long long)field(28) - (long long)(uintptr_t)&local) <
               1 << 20);
    slurp(place, pid, "statm");
    printf("statm %d\n", atoi(text) > 0 && after(" ", 10) > 0 &&
                             after(" ", 10) <= (unsigned)atoi(text));
    slurp(place, pid, "status");
    printf("status %d VmSize %d VmRSS %d Threads %d\n",
           !strncmp(text, "Name:\tprogram\n", 14), after("VmSize:\t", 10) > 100,
           after("VmRSS:\t", 10) > 0, after("\nThreads:\t", 10) == threads);
    printf("SIGUSR1 ignored %d caught %d blocked %d SIGUSR2 ignored %d caught "
           "%d blocked %d\n",
           (int)(after("SigIgn:\t", 16) >> (SIGUSR1 - 1)) & 1,
           (int)(after("SigCgt:\t", 16) >> (SIGUSR1 - 1)) & 1,
           (int)(after("SigBlk:\t", 16) >> (SIGUSR1 - 1)) & 1,
           (int)(after("SigIgn:\t", 16) >> (SIGUSR2 - 1)) & 1,
           (int)(after("SigCgt:\t", 16) >> (SIGUSR2 - 1)) & 1,
           (int)(after("SigBlk:\t", 16) >> (SIGUSR2 - 1)) & 1);
    slurp(place, pid, "maps");
    printf("maps %d %d %d\n", strstr(text, "/program\n") != NULL,
           strstr(text, "qemu") == NULL, strstr(text, "[stack]") != NULL);
}

static void handler(int sig)
{
}

static void *thread(void *arg)
{
    slurp("thread-self", 0, "maps");
    printf("thread: maps %d %d\n", strstr(text, "/program\n") != NULL,
           strstr(text, "qemu") == NULL);
    slurp("thread-self", 0, "status");
    printf("threads %d\n", (int)after("\nThreads:\t", 10));
    return NULL;
}

static void programs(const char *place, pid_t pid, const char *self,
                     const char *named)
{
    char name[64], dir[48], link[PATH_MAX] = "", base[PATH_MAX] = "";
    struct stat st, own;
    int fd;

    slurp(place, pid, "cmdline");
    printf("%s: cmdline %d %s\n", place, !strcmp(text, named),
           text + strlen(text) + 1);
    snprintf(dir, sizeof(dir), place, pid, pid);
    snprintf(name, sizeof(name), "/proc/%s/exe", dir);
    stat(self, &own);
    printf("exe %d stat %d open %d\n",
           readlink(name, link, sizeof(link) - 1) > 0 && !strcmp(link, self),
           stat(name, &st) == 0 && st.st_ino == own.st_ino &&
               st.st_dev == own.st_dev,
           (fd = open(name, O_RDONLY)) >= 0 && fstat(fd, &st) == 0 &&
               st.st_ino == own.st_ino);
    close(fd);
    snprintf(name, sizeof(name), "/proc/%s", dir);
    fd = open(name, O_RDONLY | O_DIRECTORY);
    printf("at %d %d\n",
           readlinkat(fd, "exe", base, sizeof(base) - 1) > 0 &&
               !strcmp(base, self),
           fstatat(fd, "exe", &st, 0) == 0 && st.st_ino == own.st_ino);
    close(fd);
}

int main(int argc, char **argv)
{
    char self[PATH_MAX];
    long n;
    sigset_t set;
    pthread_t t;
    pid_t pid;
    int fd, st;

    if (argc == 1) {
        execl(argv[0], argv[0], "one", "two", (char *)NULL);
    } else if (argc == 2) {
        pause();
    }
    if (!realpath(argv[0], self)) {
        return 1;
    }
    signal(SIGUSR1, SIG_IGN);
    signal(SIGUSR2, handler);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    sigprocmask(SIG_BLOCK, &set, NULL);
    for (unsigned i = 0; i < sizeof(places) / sizeof(*places); i++) {
        stats(places[i], 1);
        programs(places[i], getpid(), self, argv[0]);
    }
    pthread_create(&t, NULL, thread, NULL);
    pthread_join(t, NULL);

    /* another process, which has started this program anew */
    pid = fork();
    if (!pid) {
        execl(argv[0], argv[0], "child", (char *)NULL);
    }
    do {
        usleep(1000);
        slurp("%d", pid, "cmdline");
    } while (!strstr(text + strlen(text) + 1, "child"));
    programs("%d", pid, self, argv[0]);
    kill(pid, SIGKILL);
    waitpid(pid, &st, 0);

    n = slurp("self", 0, "environ");
    printf("environ %d\n", n > 0 && !strcmp(text, environ[0]));
    n = slurp("self", 0, "auxv");
    printf("auxv %d\n", n > 0 && n % (2 * sizeof(long)) == 0);

    /* as they were opened */
    fd = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
    printf("open %d %d write %d\n",
           (fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDONLY,
           fcntl(fd, F_GETFD) == FD_CLOEXEC,
           write(fd, "x", 1) == -1 && errno == EBADF);
    n = open("/proc/self/stat", O_RDONLY);
    printf("next %d %d\n", n == fd + 1, fcntl(n, F_GETFD));
    printf("wrong %d\n",
           open("/proc/self/maps", O_RDONLY | O_DIRECTORY) == -1 &&
               errno == ENOTDIR);

    /* a title in the place of the arguments */
    memset(argv[0], 't', argv[2] + strlen(argv[2]) - argv[0]);
    n = slurp("self", 0, "cmdline");
    printf("title %d\n",
           n == argv[2] + 3 + 1 - argv[0] && text[0] == 't' && !text[n - 1]);
    return 0;
}
