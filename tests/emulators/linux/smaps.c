/*
 * SPDX-License-Identifier: MIT
 *
 * /proc/self/smaps has the numbers of the program's pages (redis does not start
 * without them).
 *
 * cpus: common i386 mips sparc64
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static char text[1 << 18];

static void slurp(const char *name)
{
    int fd = open(name, O_RDONLY);
    long n, len = 0;

    while ((n = read(fd, text + len, sizeof(text) - 1 - len)) > 0) {
        len += n;
    }
    text[len] = 0;
    close(fd);
}

/* A number of smaps for the mapping that begins at that address. */
static int smaps(void *address, const char *key)
{
    unsigned long start, end;
    int in = 0;

    slurp("/proc/self/smaps");
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        if (sscanf(line, "%lx-%lx ", &start, &end) == 2) {
            in =
                start <= (unsigned long)address && (unsigned long)address < end;
        } else if (in && !strncmp(line, key, strlen(key))) {
            return atoi(line + strlen(key));
        }
    }
    return -1;
}

int main(void)
{
    long page = sysconf(_SC_PAGESIZE), kb = page / 1024;
    int st, rss;
    pid_t pid;
    char *p;

    /* pages: one is written, the others are not */
    p = mmap(NULL, 64 * page, PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    p += 16 * page;
    mprotect(p - 16 * page, 16 * page, PROT_NONE);
    mprotect(p + 16 * page, 32 * page, PROT_NONE);
    memset(p, 1, page);
    printf("smaps %d %d %d\n", smaps(p, "Rss:") == kb,
           smaps(p, "Private_Dirty:") == kb, smaps(p, "Size:") == 16 * kb);
    pid = fork();
    if (!pid) {
        _exit(smaps(p, "Shared_Dirty:") == kb);
    }
    waitpid(pid, &st, 0);
    printf("shared %d\n", WEXITSTATUS(st));
    slurp("/proc/self/smaps_rollup");
    rss = atoi(strstr(text, "\nRss:") + 5);
    printf("rollup %d %d\n", strstr(text, "[rollup]\n") != NULL, rss >= kb);

    /* what cannot be written to */
    printf("denied %d\n",
           open("/proc/self/smaps", O_RDONLY | O_CREAT | O_EXCL, 0600) == -1);
    return 0;
}
