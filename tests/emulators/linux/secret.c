/*
 * SPDX-License-Identifier: MIT
 *
 * memfd_secret(): memory that the kernel does not read for another process.
 *
 * cpus: aarch64 riscv64 i386 x86_64 s390x
 */
#define _GNU_SOURCE
#include "outcome.h"
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

int main(void)
{
    int fd = syscall(447, O_CLOEXEC);
    char *p, byte;
    struct iovec to = { &byte, 1 }, from = { NULL, 1 };

    printf("secret %s", outcome(fd));
    printf(", flags %s", outcome(syscall(447, 1)));
    if (fd < 0) {
        printf("\n");
        return 0;
    }
    printf(", size %d", ftruncate(fd, 65536));
    p = mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    p[65535] = 5;
    from.iov_base = p + 65535;
    printf(", memory %d", p[65535]);
    printf(", read %s", outcome(pread(fd, &byte, 1, 0)));
    printf(", by the kernel %s\n",
           outcome(process_vm_readv(getpid(), &to, 1, &from, 1, 0)));
    return 0;
}
