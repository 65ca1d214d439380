/*
 * SPDX-License-Identifier: MIT
 *
 * Names of files without an end: of PATH_MAX bytes and more they are too long,
 * shorter ones are a bad address.
 *
 * cpus: common i386 mips
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define SIZE 65536

static void say(const char *what, long ret)
{
    printf("%s: %s\n", what, ret < 0 ? strerrorname_np(errno) : "fine");
}

static void names(const char *name)
{
    struct stat st;
    char buf[8];

    say("open", open(name, O_RDONLY));
    say("mknod", mknod(name, S_IFIFO | 0600, 0));
    say("stat", stat(name, &st));
    say("rename", rename(name, "other"));
    say("rename to", rename("other", name));
    say("readlink", readlink(name, buf, sizeof(buf)));
    say("chdir", chdir(name));
    say("execve", execve(name, (char *[]){ "a", NULL }, (char *[]){ NULL }));
}

int main(void)
{
    char *p = mmap(NULL, 2 * SIZE, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char *end = p + SIZE;

    memset(p, 'a', 2 * SIZE);
    mprotect(end, SIZE, PROT_NONE);
    for (int n = PATH_MAX + 2; n >= PATH_MAX - 1; n--) {
        printf("%d bytes\n", n);
        names(end - n);
    }
    puts("absolute");
    end[-PATH_MAX] = '/';
    names(end - PATH_MAX);
    puts("with an end");
    end[-1] = 0;
    names(end - PATH_MAX);
    names(end - PATH_MAX - 1);
    end[-1] = 'a';
    /* Arguments may be longer than names, and have to have an end. */
    say("argument", execve("/bin/true", (char *[]){ end - SIZE, NULL },
                           (char *[]){ NULL }));
    say("environment",
        execve("/bin/true", (char *[]){ "a", NULL }, (char *[]){ p, NULL }));
    return 0;
}
