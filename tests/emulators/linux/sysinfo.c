/*
 * SPDX-License-Identifier: MIT
 *
 * sysinfo has the sizes of /proc/meminfo, also where a word cannot count all
 * bytes.
 *
 * cpus: common i386 mips ppc
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysinfo.h>

int main(void)
{
    unsigned long long total = 0, swap = 0, got;
    struct sysinfo si;
    char line[128];
    FILE *f = fopen("/proc/meminfo", "r");

    while (f && fgets(line, sizeof(line), f)) {
        if (!strncmp(line, "MemTotal:", 9)) {
            total = strtoull(line + 9, NULL, 10) * 1024;
        } else if (!strncmp(line, "SwapTotal:", 10)) {
            swap = strtoull(line + 10, NULL, 10) * 1024;
        }
    }
    printf("sysinfo %d\n", sysinfo(&si));
    got = (unsigned long long)si.totalram * si.mem_unit;
    printf("total %d\n", total - got < (1 << 20) || got - total < (1 << 20));
    got = (unsigned long long)si.totalswap * si.mem_unit;
    printf("swap %d\n", swap - got < (1 << 20) || got - swap < (1 << 20));
    printf("free %d procs %d\n", si.freeram <= si.totalram, si.procs > 0);
    return 0;
}
