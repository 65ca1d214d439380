/*
 * SPDX-License-Identifier: MIT
 *
 * mseal(): what a sealed page still allows, in a process, its child, and
 * after execve(). The number is the same on all of these CPUs.
 *
 * cpus: common i386
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define NR_MSEAL 462
#define SIZE 65536

static void say(const char *what, long ret)
{
    printf("%s: %s\n", what, ret == -1 ? strerrorname_np(errno) : "fine");
}

/* Where shared memory can be attached: some CPUs want more than pages. */
static char *map(int pages, int prot, int flags)
{
    char *p = mmap(NULL, (pages + 1) * SIZE, PROT_NONE,
                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    p += -(uintptr_t)p & (SIZE - 1);
    return mmap(p, pages * SIZE, prot, flags | MAP_ANONYMOUS | MAP_FIXED, -1,
                0);
}

static long seal(void *p, size_t len, unsigned long flags)
{
    return syscall(NR_MSEAL, p, len, flags);
}

static void arguments(void)
{
    char *p = map(4, PROT_READ, MAP_PRIVATE);

    munmap(p + 2 * SIZE, SIZE);
    say("flags", seal(p, SIZE, 1));
    say("misaligned", seal(p + 1, SIZE, 0));
    say("nothing", seal(p, 0, 0));
    say("too long", seal(p, -1, 0));
    say("a hole", seal(p, 4 * SIZE, 0));
    say("not mapped", seal(p + 2 * SIZE, SIZE, 0));
    say("what is not sealed", munmap(p, 4 * SIZE));
}

/* All that a sealed page can be asked for; P has three, the second sealed. */
static void changes(char *p, int prot)
{
    static const int advice[] = { MADV_DONTNEED, MADV_FREE, MADV_DONTFORK,
                                  MADV_NORMAL, MADV_WIPEONFORK };
    char *q = p + SIZE, *other = map(1, PROT_READ, MAP_PRIVATE);

    say("mprotect", mprotect(q, SIZE, PROT_NONE));
    say("mprotect, same", mprotect(q, SIZE, prot));
    say("munmap", munmap(q, SIZE));
    say("munmap of more", munmap(p, 3 * SIZE));
    say("mremap, smaller", (intptr_t)mremap(q, SIZE, SIZE / 2, 0));
    say("mremap, larger", (intptr_t)mremap(q, SIZE, 2 * SIZE, MREMAP_MAYMOVE));
    say("mremap onto it",
        (intptr_t)mremap(other, SIZE, SIZE, MREMAP_MAYMOVE | MREMAP_FIXED, q));
    say("mmap", (intptr_t)mmap(q, SIZE, prot,
                               MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0));
    say("mmap, a hint",
        (intptr_t)mmap(q, SIZE, prot, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    for (unsigned i = 0; i < sizeof(advice) / sizeof(*advice); i++) {
        say("madvise", madvise(q, SIZE, advice[i]));
    }
    say("again", seal(q, SIZE, 0));
    munmap(other, SIZE);
}

static void shared(char *q)
{
    int id = shmget(IPC_PRIVATE, SIZE, IPC_CREAT | 0600);

    say("shmat", (intptr_t)shmat(id, q, SHM_REMAP));
    shmctl(id, IPC_RMID, NULL);
}

static void sealed(const char *what, int prot, int flags)
{
    char *p = map(3, prot, flags);
    int status;
    pid_t pid;

    puts(what);
    say("mseal", seal(p + SIZE, SIZE, 0));
    changes(p, prot);
    shared(p + SIZE);
    fflush(stdout);
    pid = fork();
    if (!pid) {
        puts("child");
        changes(p, prot);
        fflush(stdout);
        _exit(0);
    }
    waitpid(pid, &status, 0);
    /* Its neighbours are free. */
    say("before", munmap(p, SIZE));
    say("behind", mprotect(p + 2 * SIZE, SIZE, PROT_NONE));
    if (prot & PROT_WRITE) {
        p[SIZE] = 7;
        printf("%d\n", p[SIZE]);
    }
}

static void heap(void)
{
    char *old = sbrk(0), *aligned = (char *)(-(-(uintptr_t)old & -SIZE));

    brk(aligned + 2 * SIZE);
    say("heap", seal(aligned + SIZE, SIZE, 0));
    brk(aligned);
    printf("%d\n", syscall(SYS_brk, 0L) == (long)(aligned + 2 * SIZE));
}

int main(int argc, char **argv)
{
    setvbuf(stdout, NULL, _IOFBF, 1 << 16);
    arguments();
    sealed("read-only", PROT_READ, MAP_PRIVATE);
    sealed("writable", PROT_READ | PROT_WRITE, MAP_PRIVATE);
    sealed("shared", PROT_READ, MAP_SHARED);
    heap();
    fflush(stdout);
    if (argc == 1) {
        execv("/proc/self/exe", (char *[]){ argv[0], "again", NULL });
    }
    return 0;
}
