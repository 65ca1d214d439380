// SPDX-License-Identifier: MIT
// A program that is run for a seed, and does what it should not be able to do,
// or what nobody can keep it from (tests/emulators/user-seed.t). If it has done
// what it should not, or for "garbage", what it leaves is no list of blocks.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int opens(const char *path, int flags)
{
    return open(path, flags, 0600) >= 0;
}

int main(int argc, char **argv)
{
    const char *dir = getenv("QEMU_TB_CACHE"), *mode = argc > 1 ? argv[1] : "";
    char path[256];
    int done = strcmp(mode, "garbage") == 0;

    snprintf(path, sizeof(path), "%s/0.tbs", dir ? dir : "");
    if (strcmp(mode, "write") == 0) {
        done =
            opens("/written", O_WRONLY | O_CREAT) || opens("/meddle", O_WRONLY);
    } else if (strcmp(mode, "read") == 0) {
        done = opens("/secret", O_RDONLY) || setuid(0) == 0;
    } else if (strcmp(mode, "fifo") == 0) {
        done = mkfifo(path, 0600) != 0;
    } else if (strcmp(mode, "stay") == 0 && fork() == 0) {
        setsid();
        for (;;) {
            pause();
        }
    }
    if (done) {
        FILE *f = fopen(path, "w");

        if (f) {
            fputs("no list at all", f);
            fclose(f);
        }
    }
    return 0;
}
