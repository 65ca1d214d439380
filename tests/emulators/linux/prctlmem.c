/*
 * SPDX-License-Identifier: MIT
 *
 * Options of prctl() for memory, the auxiliary vector and the like.
 */
#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

static void result(const char *name, int rc)
{
    printf("%s: ", name);
    if (rc >= 0) {
        printf("%d\n", rc);
    } else {
        printf("%s\n", errno == EINVAL   ? "EINVAL"
                       : errno == ENOMEM ? "ENOMEM"
                       : errno == EPERM  ? "EPERM"
                       : errno == EACCES ? "EACCES"
                       : errno == EFAULT ? "EFAULT"
                                         : "other");
    }
}

int main(void)
{
    long size = sysconf(_SC_PAGESIZE), i, n;
    unsigned long vector[256];
    char line[512], *p, *q;
    int named = 0;
    FILE *maps;

    result("THP", prctl(PR_GET_THP_DISABLE, 0, 0, 0, 0));
    result("no THP", prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0));
    result("THP", prctl(PR_GET_THP_DISABLE, 0, 0, 0, 0));
    result("THP, too much", prctl(PR_SET_THP_DISABLE, 1, 9, 9, 0));
    result("merge", prctl(68, 0, 0, 0, 0));
    result("merge on", prctl(67, 1, 0, 0, 0));
    result("merge", prctl(68, 0, 0, 0, 0));
    result("merge off", prctl(67, 0, 0, 0, 0));
    result("perf off", prctl(PR_TASK_PERF_EVENTS_DISABLE, 0, 0, 0, 0));
    result("perf on", prctl(PR_TASK_PERF_EVENTS_ENABLE, 0, 0, 0, 0));
    result("seccomp", prctl(PR_GET_SECCOMP, 0, 0, 0, 0));
    result("unknown", prctl(12345, 0, 0, 0, 0));
    /* Slots of the process's own hash of futexes: Linux 6.16 */
    result("futexes", prctl(78, 2, 0, 0, 0));
    result("futexes, 16", prctl(78, 1, 16, 0, 0));
    result("futexes", prctl(78, 2, 0, 0, 0));

    n = prctl(0x41555856, vector, sizeof(vector), 0, 0) / (2 * sizeof(long));
    for (i = 0; i < n && vector[2 * i] != AT_PAGESZ; i++) {
        continue;
    }
    printf("auxv: page size %d\n", i < n && vector[2 * i + 1] == size);
    vector[1] = 99;
    printf("auxv, short: %d", prctl(0x41555856, vector, sizeof(long), 0, 0) ==
                                  n * 2 * sizeof(long));
    printf(", untouched %d\n", (int)vector[1]);

    p = mmap(NULL, 4 * size, PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    munmap(p + 3 * size, size);
    result("name", prctl(0x53564d41, 0, p, 2 * size, "some name"));
    maps = fopen("/proc/self/maps", "r");
    while (fgets(line, sizeof(line), maps)) {
        named |= strstr(line, "[anon:some name]") != NULL;
    }
    printf("in maps %d\n", named);
    result("no name", prctl(0x53564d41, 0, p, 2 * size, NULL));
    result("name, unaligned", prctl(0x53564d41, 0, p + 1, size, "name"));
    result("name of a hole", prctl(0x53564d41, 0, p + 3 * size, size, "name"));

    result("MDWE", prctl(66, 0, 0, 0, 0));
    result("MDWE, unknown", prctl(65, 8, 0, 0, 0));
    result("MDWE, no inheritance of nothing", prctl(65, 2, 0, 0, 0));
    q = mmap(NULL, size, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
             0);
    result("MDWE on", prctl(65, 1, 0, 0, 0));
    result("MDWE", prctl(66, 0, 0, 0, 0));
    result("MDWE off", prctl(65, 0, 0, 0, 0));
    result("becomes code", mprotect(p, size, PROT_READ | PROT_EXEC));
    result("is code", mprotect(q, size, PROT_EXEC));
    result("code and data", mprotect(q, size, PROT_WRITE | PROT_EXEC));
    p = mmap(NULL, size, PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS,
             -1, 0);
    result("new code and data", p == MAP_FAILED ? -1 : 0);
    p = mmap(NULL, size, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
             0);
    result("new code", p == MAP_FAILED ? -1 : 0);
    return 0;
}
