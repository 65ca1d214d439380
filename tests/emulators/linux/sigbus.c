/*
 * SPDX-License-Identifier: MIT
 *
 * Pages of a mapping beyond the end of its file: reading, writing and executing
 * them is SIGBUS, at that address.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include "access.h"

static sigjmp_buf back;
static char *page;

static void handler(int sig, siginfo_t *info, void *context)
{
    printf(" %s, ADRERR %d, address %d\n", sig == SIGBUS ? "SIGBUS" : "other",
           info->si_code == BUS_ADRERR,
           (char *)info->si_addr >= page && (char *)info->si_addr < page + 16);
    siglongjmp(back, 1);
}

static void access_it(const char *how)
{
    printf("%s:", how);
    fflush(stdout);
    if (sigsetjmp(back, 1) == 0) {
        access_page(how, page);
        printf(" none\n");
    }
}

int main(void)
{
    struct sigaction act = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO };
    long size = sysconf(_SC_PAGESIZE);
    int fd = memfd_create("short", 0), status;
    sigset_t set;

    ftruncate(fd, 100);
    page = mmap(NULL, 2 * size, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_SHARED,
                fd, 0);
    page += size;
    sigaction(SIGBUS, &act, NULL);
    access_it("read");
    access_it("write");
    access_it("clear");
    access_it("execute");

    fflush(stdout);
    if (fork() == 0) {
        sigemptyset(&set);
        sigaddset(&set, SIGBUS);
        sigprocmask(SIG_BLOCK, &set, NULL);
        alarm(20);
        access_page("read", page);
        _exit(0);
    }
    wait(&status);
    printf("blocked: killed by SIGBUS %d\n",
           WIFSIGNALED(status) && WTERMSIG(status) == SIGBUS);
    return 0;
}
