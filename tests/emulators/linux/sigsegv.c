/*
 * SPDX-License-Identifier: MIT
 *
 * SIGSEGV says whether nothing is mapped at an address (SEGV_MAPERR) or the
 * mapping does not allow the access (SEGV_ACCERR), and which address it was;
 * that of a jump is its target. (No CPUs that execute what they can read.)
 *
 * cpus: common i386 x86_64 ppc ppc64 sparc64
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>
#include "access.h"

static sigjmp_buf back;
static char *page;

static const char *code_name(int code)
{
    return code == SEGV_MAPERR   ? "MAPERR"
           : code == SEGV_ACCERR ? "ACCERR"
                                 : "other";
}

/* Some CPUs tell of the page only. */
static void handler(int sig, siginfo_t *info, void *context)
{
    char *addr = info->si_addr;

    (void)sig;
    (void)context;
    printf(" %s, address %d\n", code_name(info->si_code),
           addr >= page && addr < page + 16);
    siglongjmp(back, 1);
}

static void access_it(const char *how)
{
    printf("  %s:", how);
    if (sigsetjmp(back, 1) == 0) {
        access_page(how, page);
        printf(" none\n");
    }
}

/* The jump comes first, so that no access before it has left the address. */
static void access_all(const char *what)
{
    printf("%s\n", what);
    access_it("jump");
    access_it("read");
    access_it("write");
    access_it("atomic");
    access_it("clear");
}

int main(void)
{
    struct sigaction act = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO };
    long size = sysconf(_SC_PAGESIZE);

    page = mmap(NULL, 3 * size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    sigaction(SIGSEGV, &act, NULL);
    access_all("PROT_READ");
    page += size;
    mprotect(page, size, PROT_NONE);
    access_all("PROT_NONE");
    page += size;
    munmap(page, size);
    access_all("unmapped");
    return 0;
}
