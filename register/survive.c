/*
 * SPDX-License-Identifier: MIT
 *
 * Tells whether the rules stay when this program has ended.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>

#include "register.h"

/* Numbers that the kernel gives to its first namespaces (proc_ns.h). */
#define FIRST_USER_NAMESPACE 0xEFFFFFFDU
#define FIRST_PID_NAMESPACE 0xEFFFFFFCU

static ino_t inode_of(const char *path)
{
    struct stat st;

    return stat(path, &st) < 0 ? 0 : st.st_ino;
}

bool in_user_namespace(void)
{
    ino_t inode = inode_of("/proc/self/ns/user");

    return inode && inode != FIRST_USER_NAMESPACE;
}

bool in_first_pid_namespace(void)
{
    return inode_of("/proc/self/ns/pid") == FIRST_PID_NAMESPACE;
}

/* A line of mountinfo: id, parent, major:minor, ... */
static bool is_on_device(const char *line, uint64_t device)
{
    const char *parent = strchr(line, ' ');
    const char *s = parent ? strchr(parent + 1, ' ') : NULL;
    char *end;

    return s && strtoul(s, &end, 10) == major(device) && *end == ':' &&
           strtoul(end + 1, NULL, 10) == minor(device);
}

/* A look at the usual place is quicker than the list of mounts, which can be
   read without being allowed more. */
bool mounts_have(const char *pid, uint64_t device)
{
    _cleanup_free_ char *place = text_join("/proc/", pid, "/root" BINFMT_MISC);
    _cleanup_free_ char *path = text_join("/proc/", pid, "/mountinfo");
    _cleanup_fclose_ FILE *file = NULL;
    _cleanup_free_ char *line = NULL;
    size_t size = 0;
    struct stat st;

    if (!stat(place, &st) && st.st_dev == device) {
        return true;
    }
    file = fopen(path, "re");
    while (file && getline(&line, &size, file) > 0) {
        if (is_on_device(line, device)) {
            return true;
        }
    }
    return false;
}

static int64_t milliseconds(const struct timespec *t)
{
    return (int64_t)t->tv_sec * 1000 + t->tv_nsec / 1000000;
}

/* When process 1 of this PID namespace has started, by the clock as it is set
   now; 0: unknown. */
static int64_t first_process_start(void)
{
    _cleanup_fclose_ FILE *file = fopen("/proc/1/stat", "re");
    struct timespec now = { 0 }, up = { 0 };
    char line[1024], *s;

    if (!file || !fgets(line, sizeof(line), file)) {
        return 0;
    }
    s = strrchr(line, ')');
    for (int field = 2; s && field < 22; field++) {
        s = strchr(s + 1, ' ');
    }
    if (!s) {
        return 0;
    }
    clock_gettime(CLOCK_REALTIME, &now);
    clock_gettime(CLOCK_BOOTTIME, &up);
    return milliseconds(&now) - milliseconds(&up) +
           strtoll(s, NULL, 10) * 1000 / sysconf(_SC_CLK_TCK);
}

/*
 * The instance has a time of day, from when it was made. If the clock was set
 * since then, what is computed from it says nothing; but /proc has such a time
 * too, from when the container began. It may be mounted again later, so the
 * earlier of both counts: whatever happens to the clock, an instance that is
 * younger than the container's /proc is not taken for an older one.
 *
 * The clock of file systems is late by a tick of the kernel, 10 ms at most.
 */
static bool older_than_container(const struct timespec *birth)
{
    struct stat proc;

    return milliseconds(birth) + 20 < first_process_start() &&
           !stat("/proc", &proc) &&
           milliseconds(birth) + 20 < milliseconds(&proc.st_ctim);
}

static bool parent_holds(uint64_t device)
{
    char pid[16];

    snprintf(pid, sizeof(pid), "%ld", (long)getppid());
    return getppid() > 0 && mounts_have(pid, device);
}

/*
 * A superblock lives as long as one of its mounts does, in any namespace.
 *
 *   process 1 is the host's         its mounts must have the instance
 *   a container in the user         the instance must be older than the
 *   namespace of who started it     container: then somebody outside holds it
 *   a user namespace of its own     it is nobody else's; process 1 or whoever
 *                                   has called us must have it mounted
 */
bool instance_lasts(const Instance *in)
{
    struct timespec birth;
    struct stat st;

    if (!in->real || !kernel_at_least(5, 4) || fstat(in->dir, &st) < 0 ||
        !instance_birth(in, &birth)) {
        return true;
    }
    if (in->host || in->others) {
        return true;
    }
    if (getpid() != 1 && (in_first_pid_namespace() || in_user_namespace()) &&
        mounts_have("1", st.st_dev)) {
        return true;
    }
    if (in_user_namespace() && parent_holds(st.st_dev)) {
        return true;
    }
    if (in_first_pid_namespace()) {
        return false;
    }
    return in->mounted ? !in->fresh : older_than_container(&birth);
}
