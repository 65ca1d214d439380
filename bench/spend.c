/*
 * SPDX-License-Identifier: MIT
 *
 * Runs a command and prints what it took, all its children included.
 *
 * Usage: spend [-n TIMES] [-r ROOT] [-d DIR] [-o FILE] COMMAND...
 * Output: "WALL USER SYSTEM KIB STATUS": seconds for one of TIMES runs, the
 * largest resident set of a process in KiB, and the first exit status that is
 * not 0 (128 + signal). The command's standard output goes to FILE, anew each
 * time; ROOT and DIR are where it runs. Exit status 2: wrong use or no fork.
 *
 * Not the shell's `times` or GNU time: they have hundredths of a second, and
 * add processes of their own to what they measure.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds(struct timeval tv)
{
    return (double)tv.tv_sec + (double)tv.tv_usec / 1e6;
}

static double now(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static void die(const char *what)
{
    fprintf(stderr, "spend: %s: %s\n", what, strerror(errno));
    _exit(127);
}

/* In the child: never returns. */
static void run(const char *root, const char *dir, const char *file,
                char **command)
{
    int null = open("/dev/null", O_RDONLY);
    int out = file ? open(file, O_WRONLY | O_CREAT | O_TRUNC, 0644) : -1;

    if (null < 0 || dup2(null, 0) < 0) {
        die("/dev/null");
    }
    if (file && (out < 0 || dup2(out, 1) < 0)) {
        die(file);
    }
    if (root && (chroot(root) || chdir("/"))) {
        die(root);
    }
    if (dir && chdir(dir)) {
        die(dir);
    }
    execvp(command[0], command);
    die(command[0]);
}

/* One run; its status as a shell would give it. */
static int once(const char *root, const char *dir, const char *file,
                char **command)
{
    int status;
    pid_t pid = fork();

    if (pid == 0) {
        run(root, dir, file, command);
    }
    if (pid < 0 || waitpid(pid, &status, 0) < 0) {
        perror("spend");
        exit(2);
    }
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int main(int argc, char **argv)
{
    const char *root = NULL, *dir = NULL, *file = NULL;
    long i, times = 1;
    int opt, rc, status = 0;
    struct rusage use;
    double start;

    while ((opt = getopt(argc, argv, "+n:r:d:o:")) != -1) {
        switch (opt) {
        case 'n':
            times = atol(optarg);
            break;
        case 'r':
            root = optarg;
            break;
        case 'd':
            dir = optarg;
            break;
        case 'o':
            file = optarg;
            break;
        default:
            return 2;
        }
    }
    if (times < 1 || optind == argc) {
        fprintf(stderr, "spend: no command, or -n below 1\n");
        return 2;
    }
    start = now();
    for (i = 0; i < times; i++) {
        rc = once(root, dir, file, argv + optind);
        status = status ? status : rc;
    }
    start = now() - start;
    getrusage(RUSAGE_CHILDREN, &use);
    printf("%.6f %.6f %.6f %ld %d\n", start / (double)times,
           seconds(use.ru_utime) / (double)times,
           seconds(use.ru_stime) / (double)times, use.ru_maxrss, status);
    return 0;
}
