/*
 * SPDX-License-Identifier: MIT
 *
 * The last page of the address space cannot be mapped, the rest below it not
 * across its beginning.
 *
 * cpus: common i386 mips
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void say(const char *what, void *p)
{
    printf("%s: %s\n", what, p == MAP_FAILED ? strerrorname_np(errno) : "fine");
}

int main(void)
{
    size_t page = sysconf(_SC_PAGESIZE);
    char *last = (char *)-page;
    int flags = MAP_PRIVATE | MAP_ANONYMOUS;
    char *p = mmap(NULL, 2 * page, PROT_READ, flags, -1, 0);

    say("fixed", mmap(last, page, PROT_READ, flags | MAP_FIXED, -1, 0));
    say("not replacing",
        mmap(last, page, PROT_READ, flags | MAP_FIXED_NOREPLACE, -1, 0));
    say("across",
        mmap(last - page, 2 * page, PROT_READ, flags | MAP_FIXED, -1, 0));
    say("a hint", mmap(last, page, PROT_READ, flags, -1, 0));
    say("moved", mremap(p, page, page, MREMAP_MAYMOVE | MREMAP_FIXED, last));
    say("still there", mremap(p, page, page, 0));
    return 0;
}
