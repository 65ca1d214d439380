/*
 * SPDX-License-Identifier: MIT
 *
 * PROCMAP_QUERY says of each mapping what its line in maps says.
 *
 * cpus: common i386 mips
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/utsname.h>
#include <unistd.h>

/* As in the headers of Linux 6.11. */
struct query {
    uint64_t size, flags, addr;
    uint64_t start, end, perms, page_size, offset, inode;
    uint32_t major, minor, name_size, id_size;
    uint64_t name_addr, id_addr;
};
#define QUERY _IOWR('f', 17, struct query)

enum { R = 1, W = 2, X = 4, SHARED = 8, NEXT = 16, BACKED = 32 };

static int fd;

static int ask(struct query *q, uint64_t addr, unsigned flags)
{
    q->size = sizeof(*q);
    q->addr = addr;
    q->flags = flags;
    return ioctl(fd, QUERY, q);
}

static void say(const char *what, int ret)
{
    printf("%s: %s\n", what, ret < 0 ? strerrorname_np(errno) : "fine");
}

/* What is asked for any address of a mapping is what its line says. */
static int same(const char *line, uint64_t addr)
{
    char name[300] = "", perms[5], said[512], path[300] = "";
    struct query q = { .name_addr = (uintptr_t)name,
                       .name_size = sizeof(name) };

    if (ask(&q, addr, 0)) {
        return 0;
    }
    snprintf(perms, sizeof(perms), "%c%c%c%c", q.perms & R ? 'r' : '-',
             q.perms & W ? 'w' : '-', q.perms & X ? 'x' : '-',
             q.perms & SHARED ? 's' : 'p');
    snprintf(said, sizeof(said),
             "%08" PRIx64 "-%08" PRIx64 " %s %08" PRIx64 " %02x:%02x %" PRIu64
             " ",
             q.start, q.end, perms, q.offset, q.major, q.minor, q.inode);
    sscanf(line, "%*s %*s %*s %*s %*s %299s", path);
    return !strncmp(line, said, strlen(said)) && !strcmp(path, name) &&
           q.name_size == (*name ? strlen(name) + 1 : 0) &&
           q.page_size == (uint64_t)sysconf(_SC_PAGESIZE);
}

static void lines(void)
{
    char *line = NULL;
    size_t size = 0;
    int all = 0, good = 0;
    uint64_t heap = (uintptr_t)sbrk(0) - 1;
    FILE *maps = fdopen(dup(fd), "r");

    while (getline(&line, &size, maps) > 0) {
        uint64_t start, end;

        /* Heap and stack may grow meanwhile. */
        if (sscanf(line, "%" SCNx64 "-%" SCNx64, &start, &end) != 2 ||
            (start <= heap && heap < end) || strstr(line, "[stack]") ||
            strstr(line, "[vsyscall]")) {
            continue;
        }
        all += 2;
        good += same(line, start) + same(line, end - 1);
    }
    printf("all the same: %d\n", all > 4 && all == good);
    free(line);
}

static void search(void)
{
    long page = sysconf(_SC_PAGESIZE);
    char *p =
        mmap(NULL, 5 * page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    uint64_t a = (uintptr_t)p;
    struct query q = { 0 };

    munmap(p + page, page);
    mprotect(p + 3 * page, page, PROT_READ | PROT_WRITE);
    say("hole", ask(&q, a + page, 0));
    say("next", ask(&q, a + page, NEXT));
    printf("%d\n", q.start == a + 2 * page && q.end == a + 3 * page);
    say("next that can be written", ask(&q, a, NEXT | W));
    printf("%d\n", q.start == a + 3 * page && q.perms == (R | W));
    say("can be written", ask(&q, a, W));
    say("can be read", ask(&q, a, R));
    say("is a file", ask(&q, a, BACKED));
    say("the code", ask(&q, (uintptr_t)search, BACKED | X));
    say("nothing", ask(&q, 0, 0));
    say("above all", ask(&q, -1, NEXT));
}

static void errors(void)
{
    char name[300], id[32] = { 0 };
    uint64_t code = (uintptr_t)errors;
    struct query q = { 0 };
    struct {
        struct query q;
        char more[8];
    } longer = { { 0 }, { 0 } };

    say("flags", ask(&q, code, 64));
    q.name_size = sizeof(name);
    say("no place for the name", ask(&q, code, 0));
    q.name_addr = (uintptr_t)name;
    q.name_size = 2;
    say("name too long", ask(&q, code, 0));
    q.name_addr = 16;
    q.name_size = 300;
    say("name nowhere", ask(&q, code, 0));
    q.name_addr = q.name_size = 0;
    q.id_addr = (uintptr_t)id;
    say("no size of the ID", ask(&q, code, 0));
    q.id_size = 3;
    say("ID too long", ask(&q, code, 0));
    q.id_size = sizeof(id);
    say("ID", ask(&q, code, 0));
    printf("%u %d\n", q.id_size, id[0] || id[1] || id[19]);
    q.size = 23;
    say("short", ioctl(fd, QUERY, &q));
    q.size = 24;
    q.id_addr = q.id_size = 0;
    say("oldest", ioctl(fd, QUERY, &q));
    longer.q.size = sizeof(longer);
    longer.q.addr = code;
    say("newer", ioctl(fd, QUERY, &longer));
    longer.more[7] = 1;
    say("unknown", ioctl(fd, QUERY, &longer));
    longer.q.size = 1 << 20;
    say("too long", ioctl(fd, QUERY, &longer));
    say("nowhere", ioctl(fd, QUERY, 16));
    close(fd);
    fd = open("/proc/self/status", O_RDONLY);
    say("another file", ask(&q, code, 0));
}

int main(void)
{
    struct utsname name;
    int major, minor;

    uname(&name);
    sscanf(name.release, "%d.%d", &major, &minor);
    if (major * 1000 + minor < 6011) {
        puts("none");
        return 0;
    }
    fd = open("/proc/self/maps", O_RDONLY);
    lines();
    search();
    errors();
    return 0;
}
