/*
 * SPDX-License-Identifier: MIT
 *
 * remap_file_pages(): the pages of a shared mapping in another order.  And
 * the calls that put code into the kernel, which nobody in a namespace may use
 * (some kernels have none).
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char *error(long ret)
{
    return ret == 0 ? "ok" : errno == EINVAL ? "EINVAL" : strerror(errno);
}

static void privileged(const char *name, int number)
{
    long ret = syscall(number, 0, 0, 0, 0, 0);

    printf("%s %s\n", name,
           ret < 0 && (errno == EPERM || errno == ENOSYS) ? "refused"
                                                          : error(ret));
}

int main(void)
{
    size_t page = sysconf(_SC_PAGESIZE);
    int fd = memfd_create("pages", 0);
    char *p, *private;

    ftruncate(fd, 4 * page);
    p = mmap(NULL, 4 * page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    private = mmap(NULL, page, PROT_READ, MAP_PRIVATE, fd, 0);
    for (int i = 0; i < 4; i++) {
        p[i * page] = 'a' + i;
    }
    printf("first %s\n", error(remap_file_pages(p, page, 0, 3, 0)));
    printf("last two %s\n",
           error(remap_file_pages(p + 2 * page, 2 * page, 0, 0, 0)));
    printf("%c%c%c%c\n", p[0], p[page], p[2 * page], p[3 * page]);
    p[0] = 'z';
    printf("the file's last is %c\n",
           pread(fd, p + page, 1, 3 * page) == 1 ? p[page] : '?');
    printf("protection %s\n",
           error(remap_file_pages(p, page, PROT_READ, 0, 0)));
    printf("no length %s\n", error(remap_file_pages(p, 0, 0, 0, 0)));
    printf("private %s\n", error(remap_file_pages(private, page, 0, 1, 0)));
    munmap(private, page);
    printf("nothing %s\n", error(remap_file_pages(private, page, 0, 1, 0)));

    privileged("init_module", SYS_init_module);
    privileged("delete_module", SYS_delete_module);
    privileged("kexec_load", SYS_kexec_load);
    return 0;
}
