/*
 * SPDX-License-Identifier: MIT
 *
 * /proc/PID/mem: a position is an address of the program; what may not be
 * written otherwise is written, code as well, and where nothing is, there is
 * an error.
 */
#define _GNU_SOURCE
#define _FILE_OFFSET_BITS 64
#include "code.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile int number = 1234;

static off_t at(const volatile void *p)
{
    return (uintptr_t)p;
}

static void show(const char *what, long n, int value)
{
    if (n == -1) {
        printf("%s: %s\n", what, strerror(errno));
    } else {
        printf("%s: %ld, %d\n", what, n, value);
    }
}

static void with_positions(int fd)
{
    int value = 0;
    long n = pread(fd, &value, sizeof(value), at(&number));

    show("pread", n, value);
    value = 5678;
    n = pwrite(fd, &value, sizeof(value), at(&number));
    show("pwrite", n, number);
}

static void from_here(int fd)
{
    int value = 0;
    long n;

    printf("lseek %d\n", lseek(fd, at(&number), SEEK_SET) == at(&number));
    n = read(fd, &value, sizeof(value));
    show("read", n, value);
    printf("lseek %d\n",
           lseek(fd, -(int)sizeof(number), SEEK_CUR) == at(&number));
    value = 99;
    n = write(fd, &value, sizeof(value));
    show("write", n, number);
    printf("lseek %d end %d\n",
           lseek(fd, 0, SEEK_CUR) == at(&number) + (int)sizeof(number),
           (int)lseek(fd, 0, SEEK_END));
}

/* Pages: of data, of code, without any right, and none. */
static void of_pages(int fd)
{
    long size = getpagesize(), n;
    char *p = mmap(NULL, 4 * size, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    static char buf[3 << 16];
    int value = 0;

    munmap(p + 3 * size, size);
    put_code(p + size, 11);
    flush_code(p + size, 64);
    memset(p + 2 * size, 'x', size);
    mprotect(p + size, size, PROT_READ | PROT_EXEC);
    mprotect(p + 2 * size, size, PROT_NONE);
    printf("code %d\n", call_code(p + size));
    n = put_code(buf, 22);
    n = pwrite(fd, buf, n, at(p + size));
    printf("code %d, written %d\n", call_code(p + size), n > 0);
    n = pread(fd, buf, 1, at(p + 3 * size - 1));
    printf("none %d %c\n", (int)n, buf[0]);
    printf("all %d\n", pread(fd, buf, 4 * size, at(p)) == 3 * size);
    n = pread(fd, &value, sizeof(value), at(p + 3 * size));
    show("no page", n, value);
    n = pwrite(fd, &value, sizeof(value), at(p + 3 * size));
    show("no page", n, value);
    n = pread(fd, &value, sizeof(value), 16);
    show("at 16", n, value);
    printf("nothing %d\n", (int)pread(fd, &value, 0, 16));
}

/* A child, which has something else at that place */
static void of_another(int parents)
{
    int ready[2], go[2], value = 0, fd, status;
    struct iovec to, from;
    char name[64], c;
    long n;
    pid_t pid;

    if (pipe(ready) < 0 || pipe(go) < 0) {
        exit(1);
    }
    pid = fork();
    if (pid == 0) {
        number = 4321;
        n = pread(parents, &value, sizeof(value), at(&number));
        show("the parent's", n, value);
        write(ready[1], "x", 1);
        read(go[0], &c, 1);
        printf("child %d\n", number);
        _exit(0);
    }
    read(ready[0], &c, 1);
    snprintf(name, sizeof(name), "/proc/%d/mem", (int)pid);
    fd = open(name, O_RDWR | O_CLOEXEC);
    n = pread(fd, &value, sizeof(value), at(&number));
    show("another's", n, value);
    to = (struct iovec){ &value, sizeof(value) };
    from = (struct iovec){ (void *)&number, sizeof(number) };
    value = 0;
    n = process_vm_readv(pid, &to, 1, &from, 1, 0);
    show("another's", n, value);
    value = 8765;
    n = pwrite(fd, &value, sizeof(value), at(&number));
    show("another's", n, number);
    write(go[1], "x", 1);
    waitpid(pid, &status, 0);
    n = pread(fd, &value, sizeof(value), at(&number));
    show("nobody's", n, 0);
    close(fd);
}

int main(void)
{
    char name[64];
    int fd = open("/proc/self/mem", O_RDWR | O_CLOEXEC), copy;

    setvbuf(stdout, NULL, _IOLBF, 0);
    with_positions(fd);
    from_here(fd);
    of_pages(fd);
    copy = dup(fd);
    close(fd);
    from_here(copy);
    of_another(copy);
    close(copy);
    snprintf(name, sizeof(name), "/proc/self/task/%d/mem", (int)getpid());
    fd = open(name, O_RDONLY);
    with_positions(fd);
    return 0;
}
