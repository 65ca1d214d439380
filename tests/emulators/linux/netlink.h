/*
 * SPDX-License-Identifier: MIT
 *
 * Messages of netlink: how they are made, sent and read.
 */
#ifndef NETLINK_H
#define NETLINK_H

#include <errno.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

static _Alignas(8) char request[4096], answer[65536];
static struct nlmsghdr *head;
static int sock, seq;

/* begin: a message, the first or the next, with a structure. */
static void begin(void *at, int type, int flags, const void *body, size_t size)
{
    head = at;
    memset(head, 0, sizeof(*head));
    head->nlmsg_len = NLMSG_SPACE(size);
    head->nlmsg_type = type;
    head->nlmsg_flags = NLM_F_REQUEST | flags;
    head->nlmsg_seq = ++seq;
    memcpy(NLMSG_DATA(head), body, size);
}

static void *end(void)
{
    return (char *)head + head->nlmsg_len;
}

static struct nlattr *put(int type, const void *data, size_t size)
{
    struct nlattr *a = end();

    a->nla_len = NLA_HDRLEN + size;
    a->nla_type = type;
    if (size)
        memcpy(a + 1, data, size);
    head->nlmsg_len += NLA_ALIGN(a->nla_len);
    return a;
}

#define put32(type, value) put(type, &(unsigned){ value }, 4)
#define puts0(type, text) put(type, text, strlen(text) + 1)

static struct nlattr *nest(int type)
{
    return put(type | NLA_F_NESTED, NULL, 0);
}

static void close_nest(struct nlattr *a)
{
    a->nla_len = (char *)end() - (char *)a;
}

/* talk: send all of it; the number of an error of the last answer. */
static int talk(const char *what)
{
    struct nlmsghdr *h = (void *)answer;
    size_t len = (char *)end() - request;
    int error = send(sock, request, len, 0) == (ssize_t)len ? 0 : errno, got;

    while (!error && (got = recv(sock, answer, sizeof(answer), 0)) > 0) {
        if (h->nlmsg_type != NLMSG_ERROR)
            break;
        error = -*(int *)NLMSG_DATA(h);
        if (h->nlmsg_seq == head->nlmsg_seq || error)
            break;
    }
    if (what)
        printf("%s: %s\n", what, error ? strerror(error) : "done");
    return error;
}

static struct nlattr *find(void *from, size_t len, int type)
{
    struct nlattr *a = from;

    while (len >= sizeof(*a) && a->nla_len >= sizeof(*a) && a->nla_len <= len) {
        size_t size = NLA_ALIGN(a->nla_len);

        if ((a->nla_type & NLA_TYPE_MASK) == type)
            return a;
        a = (void *)((char *)a + size);
        len = size < len ? len - size : 0;
    }
    return NULL;
}

/* get: an attribute of the answer, behind a structure. */
static struct nlattr *get(size_t size, int type)
{
    struct nlmsghdr *h = (void *)answer;
    char *attrs = (char *)NLMSG_DATA(h) + NLMSG_ALIGN(size);

    return find(attrs, h->nlmsg_len - NLMSG_SPACE(size), type);
}

static inline struct nlattr *below(struct nlattr *a, int type)
{
    return a ? find(a + 1, a->nla_len - NLA_HDRLEN, type) : NULL;
}

static inline unsigned number(const struct nlattr *a)
{
    unsigned value = 0;

    if (a)
        memcpy(&value, a + 1, 4);
    return a ? value : -1u;
}

#endif
