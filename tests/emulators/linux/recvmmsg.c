/*
 * SPDX-License-Identifier: MIT
 *
 * recvmmsg(2): its timeout ends it between two packets.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

int main(void)
{
    struct timespec timeout = { 0, 50000000 }, wrong = { 0, 1000000000 };
    struct mmsghdr m[4];
    struct iovec iov[4];
    char bytes[4] = "";
    int s[2], n;

    memset(m, 0, sizeof(m));
    for (int i = 0; i < 4; i++) {
        iov[i] = (struct iovec){ bytes + i, 1 };
        m[i].msg_hdr.msg_iov = &iov[i];
        m[i].msg_hdr.msg_iovlen = 1;
    }
    socketpair(AF_UNIX, SOCK_DGRAM, 0, s);
    if (fork() == 0) {
        alarm(20);
        for (int i = 0; i < 4; i++) {
            usleep(i == 3 ? 3000000 : 200000);
            send(s[1], "abcd" + i, 1, 0);
        }
        _exit(0);
    }
    alarm(20);
    n = recvmmsg(s[0], m, 4, 0, &timeout);
    printf("first %d, left %ld.%09ld\n", n, (long)timeout.tv_sec,
           timeout.tv_nsec);
    timeout = (struct timespec){ 2, 0 };
    n = recvmmsg(s[0], m, 2, 0, &timeout);
    printf("two %d, left %d\n", n, timeout.tv_sec == 1);
    n = recvmmsg(s[0], m, 4, MSG_DONTWAIT, &timeout);
    printf("none %d %d\n", n, errno == EAGAIN);
    n = recvmmsg(s[0], m, 4, MSG_DONTWAIT, &wrong);
    printf("wrong %d %d\n", n, errno == EINVAL);
    n = recvmmsg(s[0], m, 1, 0, NULL);
    printf("last %d %.4s %u\n", n, bytes, m[0].msg_len);
    return 0;
}
