/*
 * SPDX-License-Identifier: MIT
 *
 * madvise(): which advice is taken, and what it does.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>
#include "code.h"

static long size;

static void advise(const char *name, void *p, size_t length, int advice)
{
    int rc = madvise(p, length, advice);

    printf("%s: %s\n", name,
           rc == 0           ? "done"
           : errno == EINVAL ? "EINVAL"
           : errno == ENOMEM ? "ENOMEM"
           : errno == EPERM  ? "EPERM"
                             : "other");
}

static char *map(int pages, int fd, int flags)
{
    char *p = mmap(NULL, pages * size, PROT_READ | PROT_WRITE | PROT_EXEC,
                   flags, fd, 0);

    memset(p, 'x', pages * size);
    return p;
}

static void child(const char *name, char *p)
{
    unsigned char vec[1];
    int status;

    fflush(stdout);
    if (fork() == 0) {
        printf("%s: mapped %d", name, mincore(p, size, vec) == 0);
        fflush(stdout);
        printf(" %d\n", mincore(p, size, vec) == 0 ? *p : -1);
        fflush(stdout);
        _exit(0);
    }
    wait(&status);
    printf("parent %d %d\n", status, *p);
}

/* Shared memory keeps its pages, those of a file are read again. */
static void shared(void)
{
    int fd = memfd_create("file", 0), id = shmget(IPC_PRIVATE, 2 * size, 0600);
    char *p, *file;

    p = shmat(id, NULL, 0);
    shmctl(id, IPC_RMID, NULL);
    p[0] = 4;
    advise("DONTNEED of shared memory", p, 2 * size, MADV_DONTNEED);
    printf("%d\n", p[0]);
    advise("WIPEONFORK of shared memory", p, size, MADV_WIPEONFORK);
    advise("REMOVE of shared memory", p, size, MADV_REMOVE);
    printf("%d\n", p[0]);

    ftruncate(fd, 2 * size);
    file = map(2, fd, MAP_SHARED);
    put_code(file, 5);
    p = mmap(NULL, 2 * size, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE,
             fd, 0);
    flush_code(p, 64);
    printf("code %d", call_code(p));
    flush_code(p, put_code(p, 6));
    printf(" %d", call_code(p));
    madvise(p, size, MADV_DONTNEED);
    printf(" %d\n", call_code(p));
}

/* What was there is there again, whatever the kernel did meanwhile. */
static void kept(void)
{
    const long huge = 2 << 20;
    char *p = mmap(NULL, 4 * huge, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char *start = (char *)(((unsigned long)p + huge - 1) & -huge);
    int sum = 0, rc;

    memset(p, 'x', 4 * huge);
    advise("PAGEOUT", p, 4 * huge, MADV_PAGEOUT);
    rc = madvise(start, 2 * huge, 25 /* MADV_COLLAPSE */);
    /* There need not be large pages. */
    printf("COLLAPSE %d\n", rc == 0 || errno == ENOMEM || errno == EAGAIN);
    for (long i = 0; i < 4 * huge; i += size) {
        sum += p[i] != 'x' || p[i + 1] != 'x';
    }
    printf("kept %d\n", sum);
    advise("FREE", p, 4 * huge, MADV_FREE);
    p[0] = 'y';
    for (long i = 0; i < 4 * huge; i += size) {
        sum += p[i + 1] != 'x' && p[i + 1] != 0;
    }
    printf("free %d %d\n", p[0], sum);
    p = mmap(NULL, size, PROT_READ, MAP_SHARED, memfd_create("file", 0), 0);
    advise("FREE of a file", p, size, MADV_FREE);
}

int main(void)
{
    char *p;

    size = sysconf(_SC_PAGESIZE);
    p = map(8, -1, MAP_PRIVATE | MAP_ANONYMOUS);
    advise("NORMAL", p, size, MADV_NORMAL);
    advise("RANDOM", p, size, MADV_RANDOM);
    advise("SEQUENTIAL", p, size, MADV_SEQUENTIAL);
    advise("HUGEPAGE", p, size, MADV_HUGEPAGE);
    advise("NOHUGEPAGE", p, size, MADV_NOHUGEPAGE);
    advise("MERGEABLE", p, size, MADV_MERGEABLE);
    advise("UNMERGEABLE", p, size, MADV_UNMERGEABLE);
    advise("COLD", p, size, MADV_COLD);
    advise("DONTDUMP", p, size, MADV_DONTDUMP);
    advise("POPULATE_READ", p, 8 * size, 22);
    advise("POPULATE_WRITE", p, 8 * size, 23);
    advise("unknown", p, size, 77);
    advise("minus one", p, 0, -1);
    advise("unaligned", p + 1, size, MADV_NORMAL);
    advise("nothing", p, 0, MADV_NORMAL);
    advise("REMOVE", p, size, MADV_REMOVE);

    advise("DONTNEED", p, 2 * size, MADV_DONTNEED);
    printf("%d %d %d\n", p[0], p[size], p[2 * size]);
    munmap(p + 4 * size, size);
    advise("NORMAL with a hole", p, 8 * size, MADV_NORMAL);
    advise("DONTNEED with a hole", p + 3 * size, 3 * size, MADV_DONTNEED);
    printf("%d %d %d\n", p[3 * size], p[5 * size], p[6 * size]);
    advise("POPULATE with a hole", p, 8 * size, 22);

    advise("DONTFORK", p, size, MADV_DONTFORK);
    p[0] = 3;
    child("DONTFORK", p);
    advise("DOFORK", p, size, MADV_DOFORK);
    child("DOFORK", p);
    advise("WIPEONFORK", p, size, MADV_WIPEONFORK);
    child("WIPEONFORK", p);
    advise("KEEPONFORK", p, size, MADV_KEEPONFORK);
    child("KEEPONFORK", p);

    shared();
    kept();
    return 0;
}
