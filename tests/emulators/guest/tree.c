/* SPDX-License-Identifier: MIT */
/*
 * A program for cache-tree.t and cache-leave.t: it makes children and executes
 * itself, looks for descriptors that are not its own in all ways there are, and
 * changes who it is.
 */
#define _GNU_SOURCE
#include "tree.h"
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

char **own;

/* wait_for: prints the status of a child, if it is not 0. */
void wait_for(pid_t pid)
{
    int status = -1;

    if (pid < 0 || waitpid(pid, &status, 0) != pid || status) {
        printf("child: status %x\n", status);
    }
}

void execute(char **argv)
{
    execv(argv[0], argv);
    printf("execv: %s\n", strerror(errno));
    _exit(99);
}

/* run: a child, by fork() or vfork(), that executes a program. */
static void run(char **argv, int by_vfork)
{
    pid_t pid;

    fflush(stdout);
    pid = by_vfork ? vfork() : fork();
    if (pid == 0) {
        execv(argv[0], argv);
        _exit(99);
    }
    wait_for(pid);
}

/* self: this program with these arguments, in a child. */
void self(const char *what, const char *more)
{
    char *argv[] = { own[0], (char *)what, (char *)more, NULL };

    run(argv, 0);
}

/* warm: a process records only a share of what it executes, so it takes some
 * of them until all is there. */
static void warm(void)
{
    for (int i = 0; i < 4; i++) {
        self("nothing", NULL);
    }
}

/* bomb: N children at once that execute this, which does something of its own.
 */
static void bomb(int n)
{
    char number[12];

    for (int i = 0; i < n; i++) {
        snprintf(number, sizeof(number), "%d", i);
        if (fork() == 0) {
            execl(own[0], own[0], i % 3 ? "work" : "numbers", number, NULL);
            _exit(99);
        }
    }
    for (int i = 0; i < n; i++) {
        int status = -1;

        wait(&status);
        if (status) {
            printf("child: status %x\n", status);
        }
    }
}

/* murder: N children that are killed after a while, each a little later; then
 * one that lives. */
static void murder(int n)
{
    for (int i = 0; i < n; i++) {
        pid_t pid = fork();

        if (pid == 0) {
            for (;;) {
                self("nothing", NULL);
            }
        }
        usleep(2000 + 700 * i);
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
    }
    self("work", "2");
}

/* mortal: a child that stops, and then executes this; whatever becomes of it,
 * others go on. */
static void mortal(void)
{
    char *argv[] = { own[0], "work", "3", NULL };
    pid_t pid = fork();

    if (pid == 0) {
        raise(SIGSTOP);
        execute(argv);
    }
    waitpid(pid, NULL, 0);
    self("work", "2");
    self("work", "2");
}

static void wait_here(void)
{
    printf("ready\n");
    fflush(stdout);
    pause();
}

static double work(int n)
{
    char text[40];
    double x = n + 1;

    for (int i = 0; i < 20; i++) {
        snprintf(text, sizeof(text), i & 1 ? "%.3f" : "%g", x);
        x = strtod(text, NULL) * 1.25 + (n & i);
    }
    return x;
}

/* forks: N children, one after the other, that execute the same, which is new
 * to the parent. */
static void forks(int n)
{
    for (int i = 0; i < n; i++) {
        pid_t pid = fork();

        if (pid == 0) {
            small();
            list("/proc/self/fd");
            printf("%.6g\n", work(1));
            exit(0);
        }
        wait_for(pid);
    }
}

/* Code is written anew, the same but for the fifth instruction of @nb kinds. */
static void alike(int nb)
{
#ifdef __aarch64__
    uint32_t *code = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                          MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    for (int i = 0; i < nb; i++) {
        for (int n = 0; n < 4; n++) {
            code[n] = 0xd503201f; /* nop */
        }
        code[4] = 0xd2800000 | i << 5; /* mov x0, i */
        code[5] = 0xd65f03c0;          /* ret */
        __builtin___clear_cache((char *)code, (char *)(code + 6));
        if (((int (*)(void))code)() != i) {
            printf("wrong %d\n", i);
        }
    }
#endif
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";

    own = argv;
    if (strcmp(what, "run") == 0 || strcmp(what, "vrun") == 0) {
        for (int i = 0; i < atoi(argv[2]); i++) {
            run(argv + 3, *what == 'v');
        }
    } else if (strcmp(what, "forks") == 0) {
        forks(atoi(argv[2]));
    } else if (strcmp(what, "exec") == 0) {
        execute(argv + 2);
    } else if (strcmp(what, "fds") == 0) {
        list("/proc/self/fd");
        list("/proc/self/fdinfo");
        small();
    } else if (strcmp(what, "reach") == 0) {
        self("nothing", NULL);
        reach();
        self("nothing", NULL);
    } else if (strcmp(what, "hidden") == 0) {
        self("nothing", NULL);
        list("/proc/self/fd");
        list("/proc/self/fdinfo");
        small();
        self("fds", NULL);
    } else if (strcmp(what, "numbers") == 0) {
        self("nothing", NULL);
        numbers();
    } else if (strcmp(what, "close") == 0) {
        warm();
        closing(argv[2]);
    } else if (strcmp(what, "leave") == 0) {
        warm();
        leave(argv[2]);
    } else if (strcmp(what, "forge") == 0) {
        forge(argv[2], argv + 3);
    } else if (strcmp(what, "bomb") == 0) {
        bomb(atoi(argv[2]));
        if (argc > 3) {
            wait_here();
        }
    } else if (strcmp(what, "alike") == 0) {
        warm();
        alike(atoi(argv[2]));
    } else if (strcmp(what, "limits") == 0) {
        self("nothing", NULL);
        limits();
    } else if (strcmp(what, "murder") == 0) {
        murder(atoi(argv[2]));
    } else if (strcmp(what, "mortal") == 0) {
        mortal();
        wait_here();
    } else if (strcmp(what, "work") == 0) {
        printf("%s %.6g\n", argv[2], work(atoi(argv[2])));
    } else if (strcmp(what, "pause") == 0) {
        wait_here();
    } else if (strcmp(what, "sleeper") == 0) {
        warm();
        self("pause", NULL);
    } else if (strcmp(what, "wait") == 0) {
        warm();
        wait_here();
    }
    return 0;
}
