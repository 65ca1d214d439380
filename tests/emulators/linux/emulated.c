/*
 * SPDX-License-Identifier: MIT
 *
 * A program can ask whether it is emulated: the auxiliary vector says so, once,
 * in memory and in /proc.
 *
 * prints: marked 1, in memory 1, in the file 1, last 0
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/auxv.h>
#include <unistd.h>

#define AT_QEMU 0x51454d55

int main(int argc, char **argv, char **env)
{
    unsigned long vector[256] = { 0 }, *entry;
    int memory = 0, file = 0, fd;
    ssize_t size;

    while (*env) {
        env++;
    }
    for (entry = (unsigned long *)(env + 1); entry[0]; entry += 2) {
        memory += entry[0] == AT_QEMU;
    }
    fd = open("/proc/self/auxv", O_RDONLY);
    size = read(fd, vector, sizeof(vector));
    for (int n = 0; n < size / (int)sizeof(long); n += 2) {
        file += vector[n] == AT_QEMU;
    }
    printf("marked %d, in memory %d, in the file %d, last %lu\n",
           getauxval(AT_QEMU) >> 16 >= 11, memory, file, entry[0]);
    return 0;
}
