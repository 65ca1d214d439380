/*
 * SPDX-License-Identifier: MIT
 *
 * Files of /proc: a process is told of another one what that is told of itself.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define SIZE 65536

static const char *const files[] = { "auxv", "cmdline", "environ",
                                     "maps", "smaps",   "smaps_rollup",
                                     "stat", "statm",   "status" };
#define FILES (sizeof(files) / sizeof(*files))

/* What the other one is told, in memory of both */
static struct Texts {
    volatile int ready;
    pid_t thread;
    long len[2][FILES];
    char text[2][FILES][SIZE];
} * told;
static char text[SIZE], itself[SIZE], *const end = text + SIZE;

static long slurp(pid_t pid, pid_t tid, const char *file, char *buf)
{
    char name[64];
    long n, len = 0;
    int fd;

    snprintf(name, sizeof(name), "/proc/%d/%s", pid, file);
    if (tid) {
        snprintf(name, sizeof(name), "/proc/%d/task/%d/%s", pid, tid, file);
    }
    memset(buf, 0, SIZE);
    fd = open(name, O_RDONLY | O_CLOEXEC);
    while ((n = read(fd, buf + len, SIZE - 1 - len)) > 0) {
        len += n;
    }
    close(fd);
    return len;
}

/* Zeroes the numbers that may change while nobody looks. */
static void stat_keep(char *p)
{
    static const int keep[] = { 2,  4,  20, 23, 26, 27, 28,
                                45, 46, 47, 48, 49, 50, 51 };
    int field = 3;
    unsigned k = 1;

    for (p = strrchr(p, ')') ?: end - 1; *p; p++) {
        if (*p == ' ') {
            field++;
            k += k < sizeof(keep) / sizeof(*keep) && field - 1 > keep[k];
        } else if (k < sizeof(keep) / sizeof(*keep) && field - 1 != keep[k]) {
            *p = '0';
        }
    }
}

/* The next line of *p, of which only what is constant is kept; or NULL. */
static char *line(const char *file, char **p)
{
    static const char *const keys[] = {
        "Name:",   "Tgid:",  "PPid:",   "VmSize:", "VmData:", "VmStk:",
        "VmExe:",  "VmLib:", "Threads", "SigPnd:", "ShdPnd:", "SigBlk:",
        "SigIgn:", "SigCgt", "Size:",   "VmFlags:"
    };
    char *s;

    while ((s = strsep(p, "\n")) != NULL) {
        int is_map = strstr(file, "maps") && strchr(s, '-') &&
                     strspn(s, "0123456789abcdef-") > 8;

        if (is_map) {
            return s;
        }
        for (unsigned i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
            if (!strncmp(s, keys[i], strlen(keys[i]))) {
                return s;
            }
        }
    }
    return NULL;
}

static int compare(const char *file, char *a, long a_len, char *b, long b_len)
{
    int lines = 0;
    char *x, *y;

    if (!strcmp(file, "stat")) {
        stat_keep(a);
        stat_keep(b);
        return strlen(a) > 100 && !strcmp(strchr(a, '('), strchr(b, '('));
    }
    if (!strcmp(file, "statm")) {
        int m[2][7] = { { 0 } };

        sscanf(a, "%d %*d %*d %d %*d %d", &m[0][0], &m[0][1], &m[0][2]);
        sscanf(b, "%d %*d %*d %d %*d %d", &m[1][0], &m[1][1], &m[1][2]);
        return m[0][0] > 0 && !memcmp(m[0], m[1], sizeof(m[0]));
    }
    if (!strchr(file, 's')) {
        return a_len > 0 && a_len == b_len && !memcmp(a, b, a_len);
    }
    do {
        x = line(file, &a);
        y = line(file, &b);
        lines++;
        if (!x != !y || (x && strcmp(x, y))) {
            fprintf(stderr, "%s: itself %s, another %s\n", file, x ?: "-",
                    y ?: "-");
            return 0;
        }
    } while (x);
    return lines > 1;
}

static void compare_all(const char *what, pid_t pid, pid_t tid, int which)
{
    printf("%s:", what);
    for (unsigned i = 0; i < FILES; i++) {
        long n = slurp(pid, tid, files[i], text);

        memcpy(itself, told->text[which][i], SIZE);
        printf(" %s %d", files[i],
               compare(files[i], itself, told->len[which][i], text, n));
    }
    printf("\n");
}

static void handler(int sig)
{
}

static void *sleeper(void *arg)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGWINCH);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    told->thread = gettid();
    told->ready = 1;
    pause();
    return arg;
}

/* Has something to tell, and tells it. */
static int other(char *title)
{
    sigset_t set;
    pthread_t t;
    char *code = mmap(NULL, 3 * getpagesize(), PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    mprotect(code, getpagesize(), PROT_READ | PROT_EXEC);
    mprotect(code + 2 * getpagesize(), getpagesize(), PROT_NONE);
    signal(SIGUSR1, SIG_IGN);
    signal(SIGUSR2, handler);
    sigemptyset(&set);
    sigaddset(&set, SIGHUP);
    sigprocmask(SIG_BLOCK, &set, NULL);
    memset(title, 'x', strlen(title));
    pthread_create(&t, NULL, sleeper, NULL);
    while (!told->ready) {
        usleep(1000);
    }
    for (unsigned i = 0; i < FILES; i++) {
        told->len[0][i] = slurp(getpid(), 0, files[i], told->text[0][i]);
        told->len[1][i] =
            slurp(getpid(), told->thread, files[i], told->text[1][i]);
    }
    told->ready = 2;
    pause();
    return 0;
}

static void share(void)
{
    int fd = open("shared", O_RDWR | O_CREAT | O_CLOEXEC, 0600);

    if (ftruncate(fd, sizeof(*told)) < 0) {
        exit(1);
    }
    told = mmap(NULL, sizeof(*told), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
}

static void look(const char *what, pid_t pid)
{
    int status;

    while (told->ready < 2) {
        usleep(1000);
    }
    compare_all(what, pid, 0, 0);
    compare_all("its thread", pid, told->thread, 1);
    /* nor does it matter whether it runs */
    kill(pid, SIGSTOP);
    waitpid(pid, &status, WUNTRACED);
    slurp(pid, 0, "stat", text);
    printf("stopped %d\n", !strncmp(strrchr(text, ')'), ") T ", 4));
    compare_all("it", pid, 0, 0);
    kill(pid, SIGKILL);
    waitid(P_PID, pid, NULL, WEXITED | WNOWAIT);
    slurp(pid, 0, "stat", text);
    printf("dead %d\n", !strncmp(strrchr(text, ')'), ") Z ", 4));
    waitpid(pid, &status, 0);
    memset(told, 0, sizeof(*told));
}

int main(int argc, char **argv)
{
    pid_t pid;

    share();
    if (argc > 1) {
        return other(argv[1]);
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    pid = fork();
    if (!pid) {
        execl(argv[0], argv[0], "other", "one", (char *)NULL);
        _exit(1);
    }
    look("executed", pid);
    pid = fork();
    if (!pid) {
        return other(argv[0]);
    }
    look("forked", pid);
    return 0;
}
