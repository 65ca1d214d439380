/* SPDX-License-Identifier: MIT */
/*
 * Of tree.c: the calls after which a process must not share code with its
 * relatives any more, each made by a child.  It tells who it is, waits while
 * it is looked at from outside, and executes this program.
 */
#define _GNU_SOURCE
#include "tree.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef SYS_clone3
#define SYS_clone3 435
#endif
#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_restrict_self 446
#endif
#ifndef SYS_lsm_set_self_attr
#define SYS_lsm_set_self_attr 460
#endif

static struct sock_filter all[] = { BPF_STMT(BPF_RET | BPF_K,
                                             SECCOMP_RET_ALLOW) };
static struct sock_fprog filter = { 1, all };
static const char *errors; /* where statistics go, by the name of the call */

static long same_capabilities(void)
{
    struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3, 0 };
    struct __user_cap_data_struct data[2];

    return syscall(SYS_capget, &head, data) ? -1
                                            : syscall(SYS_capset, &head, data);
}

static long same_namespace(void)
{
    return setns(open("/proc/self/ns/ipc", O_RDONLY), 0);
}

/* No block device is made here. */
static long landlock(void)
{
    uint64_t handled = 1 << 11;
    int fd = syscall(SYS_landlock_create_ruleset, &handled, 8, 0);

    return syscall(SYS_landlock_restrict_self, fd, 0);
}

/* The label of a security module: whoever opens that file may change it. */
static long open_label(int dir, const char *name)
{
    return openat(dir, name, O_RDWR);
}

static long label(void)
{
    return open_label(AT_FDCWD, "/proc/self/attr/current");
}

static long label_there(void)
{
    return chdir("/proc/self/attr") ? -1 : open_label(AT_FDCWD, "current");
}

static long label_above(void)
{
    int dir = open("/proc/self", O_RDONLY | O_DIRECTORY);

    return open_label(dir, "attr/./current");
}

/* The link is there already, so that it is named nowhere here. */
static long label_by_link(void)
{
    char name[4096];

    snprintf(name, sizeof(name), "%s.link", errors);
    return open_label(AT_FDCWD, name);
}

/* The child returns; the parent waits for it, and tells nothing of itself. */
static long in_namespace(long pid)
{
    if (pid > 0) {
        close(2);
        wait_for(pid);
        _exit(0);
    }
    return pid;
}

static long by_clone(void)
{
    return in_namespace(syscall(SYS_clone, CLONE_NEWUTS | SIGCHLD, 0, 0, 0, 0));
}

static long by_clone3(void)
{
    uint64_t args[8] = { CLONE_NEWUTS, 0, 0, 0, SIGCHLD };

    return in_namespace(syscall(SYS_clone3, args, sizeof(args)));
}

/* The child shares the emulator's memory, so only its descriptor can go. */
static long by_vfork(void)
{
    char *argv[] = { own[0], "nothing", NULL }, byte;
    pid_t pid = vfork();

    if (pid == 0) {
        syscall(SYS_setuid, 0);
        dprintf(1, "vforked %d done\n", getpid());
        read(0, &byte, 1);
        execute(argv);
    }
    wait_for(pid);
    return pid;
}

typedef struct Call {
    const char *name;
    long number;
    long args[3];
    long (*function)(void); /* instead */
} Call;

/* clang-format off */
#define ONE(name, suffix) { #name #suffix, SYS_##name##suffix }
#define CHANGES_OF_IDS(suffix)                                                 \
    ONE(setuid, suffix), ONE(setgid, suffix), ONE(setreuid, suffix),           \
    ONE(setregid, suffix), ONE(setresuid, suffix), ONE(setresgid, suffix),     \
    ONE(setfsuid, suffix), ONE(setfsgid, suffix), ONE(setgroups, suffix)
/* clang-format on */

/* They change nothing, where that is possible: then only that they were made
 * keeps the next program from the memory, not what it finds itself to be. */
static const Call calls[] = {
    { "nothing", SYS_getppid },
    { "name", SYS_prctl, { PR_SET_NAME, (long)"tree" } },
    CHANGES_OF_IDS(),
#ifdef SYS_setuid32
    CHANGES_OF_IDS(32),
#endif
    { "capset", .function = same_capabilities },
    { "keyctl", SYS_keyctl, { 1 } },
    { "chroot", SYS_chroot, { (long)"/" } },
    { "pivot_root", SYS_pivot_root, { (long)"/", (long)"/" } },
    { "unshare", SYS_unshare, { CLONE_NEWUTS } },
    { "setns", .function = same_namespace },
    { "clone", .function = by_clone },
    { "clone3", .function = by_clone3 },
    { "vfork", .function = by_vfork },
    { "seccomp", SYS_seccomp, { SECCOMP_SET_MODE_FILTER, 0, (long)&filter } },
    { "landlock", .function = landlock },
    { "lsm_set_self_attr", SYS_lsm_set_self_attr, { 100 } },
    { "no_new_privs", SYS_prctl, { PR_SET_NO_NEW_PRIVS, 1 } },
    { "filter", SYS_prctl, { PR_SET_SECCOMP, 2, (long)&filter } },
    { "capbset", SYS_prctl, { PR_CAPBSET_DROP, 22 } },
    { "securebits", SYS_prctl, { PR_SET_SECUREBITS, 4 } },
    { "ambient", SYS_prctl, { PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL } },
    { "dumpable", SYS_prctl, { PR_SET_DUMPABLE } },
    { "label", .function = label },
    { "label_there", .function = label_there },
    { "label_above", .function = label_above },
    { "label_by_link", .function = label_by_link },
};

/* make: as the child that it is in, until somebody has looked at it. */
static void make(const Call *call)
{
    const long *a = call->args;
    char name[4096], *argv[] = { own[0], "nothing", NULL };
    long ret;

    snprintf(name, sizeof(name), "%s.%s", errors, call->name);
    dup2(open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600), 2);
    errno = 0;
    ret = call->function ? call->function()
                         : syscall(call->number, a[0], a[1], a[2], 0, 0);
    dprintf(1, "%s %d %s\n", call->name, getpid(),
            ret < 0 ? strerror(errno) : "done");
    read(0, name, 1);
    execute(argv);
}

/* leave: the calls; each child has all that others have left. */
void leave(const char *where)
{
    errors = where;
    for (size_t i = 0; i < sizeof(calls) / sizeof(*calls); i++) {
        pid_t pid = fork();

        if (pid == 0) {
            make(&calls[i]);
        }
        wait_for(pid);
        dprintf(1, "end\n");
    }
}
