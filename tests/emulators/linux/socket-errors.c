/*
 * SPDX-License-Identifier: MIT
 *
 * Errors of calls that write the address of a socket or two descriptors: the
 * places for them are looked at last, and nothing stays open.
 *
 * cpus: common i386 mips
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* The compiler need not know. */
static void *volatile nowhere = (void *)16;

static void say(const char *what, long ret)
{
    printf("%s: %s\n", what, ret < 0 ? strerrorname_np(errno) : "fine");
}

/* How many descriptors are open, of the first ones. */
static int descriptors(void)
{
    int n = 0;

    for (int fd = 0; fd < 64; fd++) {
        n += fcntl(fd, F_GETFD) >= 0;
    }
    return n;
}

static int listener(struct sockaddr_un *addr, int type)
{
    int fd = socket(AF_UNIX, type, 0);

    memset(addr, 0, sizeof(*addr));
    addr->sun_family = AF_UNIX;
    strcpy(addr->sun_path, "socket");
    unlink(addr->sun_path);
    if (bind(fd, (struct sockaddr *)addr, sizeof(*addr)) ||
        (type != SOCK_DGRAM && listen(fd, 5))) {
        perror("listener");
    }
    return fd;
}

typedef int NameCall(int fd, struct sockaddr *addr, socklen_t *len);

/* One call with each kind of wrong place. */
static void places(const char *name, NameCall *call, int fd)
{
    struct sockaddr_un addr;
    socklen_t one = 1, negative = -1, all = sizeof(addr);
    int before = descriptors();

    printf("%s\n", name);
    say(" no address", call(fd, nowhere, &all));
    say(" no length", call(fd, (struct sockaddr *)&addr, nowhere));
    say(" negative length", call(fd, (struct sockaddr *)&addr, &negative));
    say(" short", call(fd, (struct sockaddr *)&addr, &one));
    printf(" %u, %d more\n", (unsigned)one, descriptors() - before);
}

static void accepting(void)
{
    struct sockaddr_un addr;
    int fd = listener(&addr, SOCK_STREAM), client[4];

    for (int i = 0; i < 4; i++) {
        client[i] = socket(AF_UNIX, SOCK_STREAM, 0);
        connect(client[i], (struct sockaddr *)&addr, sizeof(addr));
    }
    places("accept", accept, fd);
    for (int i = 0; i < 4; i++) {
        char c;

        /* Three have been closed. */
        fcntl(client[i], F_SETFL, O_NONBLOCK);
        say(" client", read(client[i], &c, 1));
        close(client[i]);
    }
    fcntl(fd, F_SETFL, O_NONBLOCK);
    places("accept, nobody", accept, fd);
    places("getpeername", getpeername, fd);
    places("getsockname", getsockname, fd);
    close(fd);
    fd = socket(AF_INET, SOCK_STREAM, 0);
    places("accept, not listening", accept, fd);
    places("getpeername, not connected", getpeername, fd);
    close(fd);
    places("accept, closed", accept, fd);
    places("getsockname, closed", getsockname, fd);
    places("getpeername, closed", getpeername, fd);
    say("flags", accept4(fd, NULL, NULL, ~(SOCK_CLOEXEC | SOCK_NONBLOCK)));
    say("flags, no socket",
        accept4(0, NULL, NULL, ~(SOCK_CLOEXEC | SOCK_NONBLOCK)));
}

static int receive(int fd, struct sockaddr *addr, socklen_t *len)
{
    char c = 0;
    int ret = recvfrom(fd, &c, 1, MSG_DONTWAIT, addr, len);

    printf("  '%c'\n", c ? c : '-');
    return ret;
}

static void receiving(void)
{
    struct sockaddr_un addr;
    int fd = listener(&addr, SOCK_DGRAM), to = socket(AF_UNIX, SOCK_DGRAM, 0);

    for (const char *s = "abcd"; *s; s++) {
        sendto(to, s, 1, 0, (struct sockaddr *)&addr, sizeof(addr));
    }
    places("recvfrom", receive, fd);
    places("recvfrom, nothing", receive, fd);
    close(fd);
    places("recvfrom, closed", receive, fd);
    close(to);
}

int main(void)
{
    int before;

    accepting();
    receiving();
    before = descriptors();
    say("pipe", pipe2(nowhere, 0));
    say("socketpair", socketpair(AF_UNIX, SOCK_STREAM, 0, nowhere));
    printf("%d more\n", descriptors() - before);
    return 0;
}
