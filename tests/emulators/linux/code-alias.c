/*
 * SPDX-License-Identifier: MIT
 *
 * Where caches are coherent, code that is written through another mapping of
 * its page is executed without any flush: JITs that keep to W^X, such as .NET,
 * map their code twice.
 *
 * cpus: i386 x86_64 s390x
 * prints: written first 1 2 3
 * prints: mapped anew 4 5 6
 * prints: made writable 7 8 9
 * prints: read into 10 11 12
 * prints: remapped 13 14 15
 * prints: System V 16 17 18
 * prints: two pages 19 20 21
 * prints: by itself 22
 * prints: another file 23
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <unistd.h>
#include "code.h"

enum { RX = PROT_READ | PROT_EXEC, RW = PROT_READ | PROT_WRITE };
static long size;
static int fd, number;

static void *must(void *p)
{
    if (p == MAP_FAILED) {
        perror("code-alias");
        exit(1);
    }
    return p;
}

/* Page @page of the file. */
static char *map(int prot, int page)
{
    return must(mmap(NULL, size, prot, MAP_SHARED, fd, page * size));
}

/* Three times: write the next number's function to data, execute it at code. */
static void thrice(const char *how, char *data, char *code)
{
    printf("%s", how);
    for (int i = 0; i < 3; i++) {
        put_code(data, ++number);
        printf(" %d", call_code(code));
    }
    printf("\n");
}

static void mapped_anew(char *code)
{
    printf("mapped anew");
    for (int i = 0; i < 3; i++) {
        char *data = map(RW, 0);

        put_code(data, ++number);
        munmap(data, size);
        printf(" %d", call_code(code));
    }
    printf("\n");
}

static void made_writable(char *code)
{
    char *data = map(PROT_READ, 0);

    printf("made writable");
    for (int i = 0; i < 3; i++) {
        mprotect(data, size, RW);
        put_code(data, ++number);
        mprotect(data, size, PROT_READ);
        printf(" %d", call_code(code));
    }
    printf("\n");
    munmap(data, size);
}

static void read_into(char *data, char *code)
{
    char bytes[64];
    int pipes[2];

    if (pipe(pipes) != 0) {
        return;
    }
    printf("read into");
    for (int i = 0; i < 3; i++) {
        size_t n = put_code(bytes, ++number);

        if (write(pipes[1], bytes, n) != n || read(pipes[0], data, n) != n) {
            return;
        }
        printf(" %d", call_code(code));
    }
    printf("\n");
}

static void system_v(void)
{
    int id = shmget(IPC_PRIVATE, size, 0700);
    char *code = must(shmat(id, NULL, SHM_EXEC | SHM_RDONLY)),
         *data = must(shmat(id, NULL, 0));

    shmctl(id, IPC_RMID, NULL);
    thrice("System V", data, code);
}

/* Mappings of two pages, of which one is gone. */
static void two_pages(void)
{
    char *code = must(mmap(NULL, 2 * size, RX, MAP_SHARED, fd, 0));
    char *data = must(mmap(NULL, 2 * size, RW, MAP_SHARED, fd, 0));

    munmap(data, size);
    thrice("two pages", data + size + 64, code + size + 64);
}

/* A function that writes, by the other mapping, to the instruction behind the
 * write. */
static void by_itself(char *data, char *code)
{
    printf("by itself %d\n", ++number);
#if defined(__x86_64__) || defined(__i386__)
    /* mov %al, (%ecx); mov $0, %eax; ret */
    static const char self[] = { 0x88, 0x01, 0xb8, 0, 0, 0, 0, 0xc3 };
    int result;

    memcpy(data, self, sizeof(self));
    asm volatile("call *%[code]"
                 : "=a"(result)
                 : [code] "r"(code), "a"(number), "c"(data + 3)
                 : "memory", "cc");
    if (result != number) {
        printf("but it is %d\n", result);
    }
#endif
}

int main(void)
{
    char *code, *data, *other;

    size = sysconf(_SC_PAGESIZE);
    fd = memfd_create("code", 0);
    ftruncate(fd, 4 * size);

    code = map(RX, 0);
    data = map(RW, 0);
    thrice("written first", data, code);
    mapped_anew(code);
    made_writable(code);
    read_into(data, code);

    other = must(mmap(NULL, size, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
    code = must(mremap(other, 0, size, MREMAP_MAYMOVE));
    mprotect(code, size, RX);
    thrice("remapped", other, code);
    system_v();
    two_pages();
    code = map(RX, 0);
    by_itself(data, code);

    fd = memfd_create("other", 0);
    ftruncate(fd, size);
    other = map(RW, 0);
    put_code(data, ++number);
    put_code(other, 63);
    printf("another file %d\n", call_code(code));
    return 0;
}
