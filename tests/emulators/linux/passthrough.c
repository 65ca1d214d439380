/*
 * SPDX-License-Identifier: MIT
 *
 * Calls, ioctls and fcntls that an emulator has only to hand on.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* rc: a small word for a result. */
static const char *word(long rc)
{
    return rc >= 0               ? "ok"
           : errno == ENOSYS     ? "ENOSYS"
           : errno == EINVAL     ? "EINVAL"
           : errno == EFAULT     ? "EFAULT"
           : errno == ENOTTY     ? "ENOTTY"
           : errno == EAGAIN     ? "EAGAIN"
           : errno == ETIMEDOUT  ? "ETIMEDOUT"
           : errno == ENOKEY     ? "ENOKEY"
           : errno == EACCES     ? "EACCES"
           : errno == EPERM      ? "EPERM"
           : errno == ENOSPC     ? "ENOSPC"
           : errno == EOPNOTSUPP ? "EOPNOTSUPP"
           : errno == ENODEV     ? "ENODEV"
                                 : "another error";
}

static void try_process_vm(void)
{
    char from[] = "some bytes", to[16] = "";
    struct iovec l[2] = { { to, 4 }, { to + 4, 7 } },
                 r = { from, sizeof(from) };
    long rc = process_vm_readv(getpid(), l, 2, &r, 1, 0);

    printf("process_vm_readv %ld %s\n", rc, to);
    r.iov_base = (void *)1;
    rc = process_vm_readv(getpid(), l, 2, &r, 1, 0);
    printf("process_vm_readv %s\n", word(rc));
}

static void try_keys(void)
{
    char buf[32] = "", *text;
    long ring = syscall(SYS_keyctl, 1, "a session", 0, 0, 0);
    long key = syscall(SYS_add_key, "user", "a key", "payload", 7, ring), rc;

    printf("keyring %s", word(ring));
    printf(", key %s", word(key));
    if (ring < 0)
        return;
    rc = syscall(SYS_keyctl, 11, key, buf, sizeof(buf), 0);
    printf(", read %ld %s", rc, buf);
    text = calloc(1, 256);
    rc = syscall(SYS_keyctl, 6, key, text, 256, 0);
    printf(", describe %d",
           rc > 0 && strstr(text, "a key") && !strncmp(text, "user;", 5));
    printf(", search %d",
           syscall(SYS_keyctl, 10, ring, "user", "a key", 0) == key);
    printf(", request %d",
           syscall(SYS_request_key, "user", "a key", NULL, 0) == key);
    rc = syscall(SYS_keyctl, 11, ring, buf, 4, 0);
    printf(", keys %ld %d", rc, *(int *)buf == key);
    rc = syscall(SYS_keyctl, 10, ring, "user", "no key", 0);
    printf(", none %s\n", word(rc));
}

static void try_landlock(void)
{
    long rc, version = syscall(444, NULL, 0, 1);
    uint64_t access = 4 | 8; /* read files and directories */
    int status, fd;

    printf("landlock %d\n", version >= 1);
    if (version < 1)
        return;
    mkdir("allowed", 0700);
    close(open("allowed/file", O_CREAT | O_WRONLY, 0600));
    close(open("forbidden", O_CREAT | O_WRONLY, 0600));
    fflush(stdout);
    if (fork() == 0) {
        struct {
            uint64_t access;
            int32_t fd;
        } __attribute__((packed)) beneath = { access, open("allowed", O_PATH) };

        fd = syscall(444, &access, 8, 0);
        printf("ruleset %s", word(fd));
        rc = syscall(445, fd, 1, &beneath, 0);
        printf(", rule %s", word(rc));
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        printf(", restrict %s", word(syscall(446, fd, 0)));
        printf(", inside %s", word(open("allowed/file", O_RDONLY)));
        printf(", outside %s\n", word(open("forbidden", O_RDONLY)));
        fflush(stdout);
        _exit(0);
    }
    wait(&status);
}

static void try_futex(void)
{
    static uint32_t word_a = 5, word_b = 6;
    struct {
        uint64_t val, addr;
        uint32_t flags, reserved;
    } v[2] = { { 5, (uintptr_t)&word_a, 2 | 128, 0 },
               { 6, (uintptr_t)&word_b, 2 | 128, 0 } };
    struct timespec now;
    int64_t end[2];

    clock_gettime(CLOCK_MONOTONIC, &now);
    end[0] = now.tv_sec;
    end[1] = now.tv_nsec;
    printf("futex_waitv %s", word(syscall(449, v, 2, 0, end, CLOCK_MONOTONIC)));
    v[1].val = 7;
    printf(" %s", word(syscall(449, v, 2, 0, end, CLOCK_MONOTONIC)));
    printf(" %s", word(syscall(449, v, 0, 0, end, CLOCK_MONOTONIC)));
    printf(", futex_wait %s", word(syscall(455, &word_a, 5UL, -1UL & 0xffffffff,
                                           2 | 128, end, CLOCK_MONOTONIC)));
    printf(" %s", word(syscall(455, &word_a, 4UL, -1UL & 0xffffffff, 2 | 128,
                               end, CLOCK_MONOTONIC)));
    printf(", futex_wake %ld\n",
           syscall(454, &word_a, 0xffffffffUL, 1, 2 | 128));
}

static void try_memory(void)
{
    unsigned long nodes[32] = { 0 }, first = 1;
    int mode = -1, status = -1;
    char *page = mmap(NULL, 65536, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    void *pages[1] = { page };

    *page = 1;
    printf("get_mempolicy %s",
           word(syscall(SYS_get_mempolicy, &mode, NULL, 0, NULL, 0)));
    printf(" %d", mode);
    printf(", nodes %s",
           word(syscall(SYS_get_mempolicy, NULL, nodes, 1024, NULL, 4)));
    printf(" %d", (int)(nodes[0] & 1));
    printf(", bind %s", word(syscall(SYS_mbind, page, 65536, 2, &first, 8, 0)));
    printf(", of it %s",
           word(syscall(SYS_get_mempolicy, &mode, nodes, 1024, page, 2)));
    printf(" %d", mode);
    printf(", set_mempolicy %s",
           word(syscall(SYS_set_mempolicy, 1, &first, 8)));
    printf(", move_pages %s",
           word(syscall(SYS_move_pages, 0, 1, pages, NULL, &status, 0)));
    printf(" %d\n", status);
}

static void try_ioctl(void)
{
    struct {
        uint32_t xflags, extsize, nextents, projid, cowextsize;
        unsigned char pad[8];
    } attr;
    int fd = open("/proc/self/ns/user", O_RDONLY), s[2],
        tty = open("/dev/ptmx", O_RDWR), n = -1;
    uint64_t hint = 2;

    printf("NS_GET_NSTYPE %s", word(n = ioctl(fd, _IO(0xb7, 3))));
    printf(" %d\n", n == CLONE_NEWUSER);
    socketpair(AF_UNIX, SOCK_STREAM, 0, s);
    printf("FSGETXATTR %s\n",
           word(ioctl(open(".", O_RDONLY), _IOR('X', 31, attr), &attr)));
    printf("nothing %s\n", word(ioctl(fd, _IO(0xb7, 99))));
    printf("on a socket %s\n", word(ioctl(s[0], _IOR('E', 1, int), &n)));
    printf("TIOCSBRK %s\n", word(ioctl(tty, TIOCSBRK)));
    printf("TIOCCBRK %s\n", word(ioctl(tty, TIOCCBRK)));
    fd = open("hints", O_CREAT | O_RDWR, 0600);
    printf("F_SET_RW_HINT %s", word(fcntl(fd, F_SET_RW_HINT, &hint)));
    hint = 0;
    printf(", F_GET_RW_HINT %s", word(fcntl(fd, F_GET_RW_HINT, &hint)));
    printf(" %d", (int)hint);
    printf(", F_DUPFD_QUERY %d\n", fcntl(fd, 1024 + 3, fd));
}

int main(void)
{
    alarm(30);
    try_process_vm();
    try_keys();
    try_landlock();
    try_futex();
    try_memory();
    try_ioctl();
    return 0;
}
