/*
 * SPDX-License-Identifier: MIT
 *
 * The guest of queue.t: its argument says what to do, it prints the result.
 */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The answer of a system call: its value, or its error. */
static void answer(const char *what, long ret)
{
    if (ret >= 0) {
        printf("%s %ld\n", what, ret);
    } else {
        printf("%s %s\n", what, strerror(errno));
    }
}

static void do_mlock2(void)
{
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    answer("now", syscall(SYS_mlock2, page, 4096, 0));
    answer("onfault", syscall(SYS_mlock2, page, 4096, 1));
    answer("unknown", syscall(SYS_mlock2, page, 4096, 0x100));
}

/* A datagram of five bytes, looked at through a msghdr without a buffer. */
static void do_peek(void)
{
    struct msghdr msg = {};
    int fd[2];

    socketpair(AF_UNIX, SOCK_DGRAM, 0, fd);
    answer("sent", send(fd[0], "hello", 5, 0));
    answer("waiting", recvmsg(fd[1], &msg, MSG_PEEK | MSG_TRUNC));
}

/* What the kernel says to an empty message depends on its version. */
static void do_netlink(void)
{
    struct msghdr msg = {};
    int fd = socket(AF_NETLINK, SOCK_RAW, 0);

    if (fd >= 0) {
        sendmsg(fd, &msg, 0);
    }
    printf("alive\n");
}

#ifdef __aarch64__

static void do_hwcap(void)
{
    unsigned long hwcap = getauxval(AT_HWCAP);

    printf("paca %lu pacg %lu\n", hwcap >> 30 & 1, hwcap >> 31 & 1);
}

/*
 * PACIASP is a NOP if there is no pointer authentication. A signature has only
 * a few bits and may be that of a plain pointer, so ask for many.
 */
static void do_sign(void)
{
    unsigned int changed = 0;

    for (unsigned long address = 0x10000; address < 0x20000; address += 4) {
        register unsigned long lr asm("x30") = address;

        asm volatile("hint #25" : "+r"(lr));
        changed += lr != address;
    }
    printf("%s\n", changed ? "signed" : "plain");
}

#endif

static const struct {
    const char *name;
    void (*run)(void);
} jobs[] = {
    { "mlock2", do_mlock2 }, { "peek", do_peek }, { "netlink", do_netlink },
#ifdef __aarch64__
    { "hwcap", do_hwcap },   { "sign", do_sign },
#endif
};

int main(int argc, char **argv)
{
    for (size_t i = 0; argc == 2 && i < sizeof(jobs) / sizeof(*jobs); i++) {
        if (!strcmp(argv[1], jobs[i].name)) {
            jobs[i].run();
            return 0;
        }
    }
    return 2;
}
