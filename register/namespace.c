/*
 * SPDX-License-Identifier: MIT
 *
 * Namespaces as /proc shows them: which we are in, their mounts, their age.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "namespace.h"
#include "util.h"

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

bool process_1_has_other_mounts(void)
{
    ino_t own = inode_of("/proc/self/ns/mnt");
    ino_t first = inode_of("/proc/1/ns/mnt");

    return own && first && own != first;
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
    _cleanup_free_ char *place = concat("/proc/", pid, "/root" BINFMT_MISC);
    _cleanup_free_ char *path = concat("/proc/", pid, "/mountinfo");
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

bool parent_mounts_have(uint64_t device)
{
    char pid[16];

    snprintf(pid, sizeof(pid), "%ld", (long)getppid());
    return getppid() > 0 && mounts_have(pid, device);
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
bool older_than_container(const struct timespec *birth)
{
    struct stat proc;

    return milliseconds(birth) + 20 < first_process_start() &&
           !stat("/proc", &proc) &&
           milliseconds(birth) + 20 < milliseconds(&proc.st_ctim);
}
