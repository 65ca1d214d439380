/*
 * SPDX-License-Identifier: MIT
 *
 * One mount of binfmt_misc: finds the instance that counts, and mounts it if it
 * must.
 *
 * There is one instance in each user namespace, which can be mounted in many
 * places. Since Linux 6.7 (1c5976ef0f7a, also in the stable series of 2024)
 * the last unmount frees its rules, so a mount in a container is not enough:
 * where the host's mounts can be reached, the host's is used or made. It is
 * never unmounted.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>

#include "instance.h"
#include "namespace.h"
#include "util.h"

#define BINFMT_MISC_MAGIC 0x42494e4d

/* Opening the directory triggers a systemd automount that lies over it. */
static int open_directory(const char *path, Instance *in)
{
    struct statfs fs;
    int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (dir < 0) {
        return -errno;
    }
    if (fstatfs(dir, &fs) < 0) {
        int r = -errno;

        close(dir);
        return r;
    }
    in->is_real = (unsigned long)fs.f_type == BINFMT_MISC_MAGIC;
    if (!in->is_real && faccessat(dir, "register", F_OK, 0)) {
        close(dir);
        return -ENOENT;
    }
    in->dir = dir;
    return 0;
}

static bool kernel_knows_binfmt_misc(void)
{
    _cleanup_fclose_ FILE *file = fopen("/proc/filesystems", "re");
    char line[128];

    while (file && fgets(line, sizeof(line), file)) {
        if (strstr(line, "\tbinfmt_misc\n")) {
            return true;
        }
    }
    return false;
}

static void load_module(void)
{
    static char *const argv[] = { "modprobe", "-q", "binfmt_misc", NULL };
    static char *const envp[] = { "PATH=/usr/sbin:/sbin:/usr/bin:/bin", NULL };
    pid_t pid = fork();

    if (pid == 0) {
        execve("/sbin/modprobe", argv, envp);
        execve("/usr/sbin/modprobe", argv, envp);
        _exit(1);
    }
    if (pid > 0) {
        wait_child(pid);
    }
}

int instance_mount(const char *path)
{
    unsigned long flags = MS_NOSUID | MS_NODEV | MS_NOEXEC;

    return mount("binfmt_misc", path, "binfmt_misc", flags, NULL) < 0 ? -errno
                                                                      : 0;
}

/* In the mount namespace of process 1, so that its mount keeps the rules. */
static int mount_on_host(void)
{
    pid_t pid = fork();
    int status;

    if (pid == 0) {
        int fd = open("/proc/1/ns/mnt", O_RDONLY | O_CLOEXEC);

        if (fd < 0 || setns(fd, CLONE_NEWNS) < 0) {
            _exit(errno);
        }
        _exit(-instance_mount(BINFMT_MISC));
    }
    status = pid < 0 ? -errno : wait_child(pid);
    if (status < 0) {
        return status;
    }
    return WIFEXITED(status) ? -WEXITSTATUS(status) : -ECHILD;
}

/*
 * Through /proc/1/root our own files stay what they are: F opens the emulator
 * of the container, not that of the host.
 */
static int open_on_host(int purpose, Instance *in)
{
    static const char path[] = "/proc/1/root" BINFMT_MISC;
    int r;

    if (!process_1_has_other_mounts()) {
        return -ENOENT;
    }
    r = open_directory(path, in);
    if (r == -ENOENT && purpose != FOR_READING && !mount_on_host()) {
        r = open_directory(path, in);
    }
    in->is_hosts = !r;
    return r;
}

/*
 * When the instance was made. Not the directory's own time: removing a rule
 * changes that, and switching all rules off changes that of "status".
 */
bool instance_birth(const Instance *in, struct timespec *birth)
{
    struct stat st;

    if (fstatat(in->dir, "register", &st, 0) < 0) {
        return false;
    }
    *birth = st.st_ctim;
    return true;
}

/* The time tells whether the instance was there before our mount. */
static bool is_younger(const Instance *in, const struct timespec *time)
{
    struct timespec birth;

    return instance_birth(in, &birth) &&
           (birth.tv_sec > time->tv_sec ||
            (birth.tv_sec == time->tv_sec && birth.tv_nsec >= time->tv_nsec));
}

static int mount_here(const char *procdir, Instance *in)
{
    struct timespec before = { 0 };
    int r;

    clock_gettime(CLOCK_REALTIME_COARSE, &before);
    r = instance_mount(procdir);
    if (!r || r == -EBUSY) {
        in->mounted_by_us = !r;
        r = open_directory(procdir, in);
    }
    in->is_new = !r && in->mounted_by_us && is_younger(in, &before);
    return r;
}

/*
 * A container does not see the host's instance in its /proc. To read it, or to
 * remove from it, a mount that has no place does, and leaves no trace (Linux
 * 5.2). One that is new with that has no rules.
 */
static int open_detached(Instance *in)
{
#ifdef SYS_fsmount
    enum { CLOSE_AT_EXEC = 1, CREATE = 6 }; /* of linux/mount.h */
    struct timespec before;
    int context = syscall(SYS_fsopen, "binfmt_misc", CLOSE_AT_EXEC);
    int r;

    if (context < 0) {
        return errno == EPERM ? -EPERM : -ENOENT;
    }
    clock_gettime(CLOCK_REALTIME_COARSE, &before);
    r = syscall(SYS_fsconfig, context, CREATE, NULL, NULL, 0);
    in->dir = r < 0 ? r : syscall(SYS_fsmount, context, CLOSE_AT_EXEC, 0);
    r = in->dir < 0 ? -errno : 0;
    close(context);
    if (!r && is_younger(in, &before)) {
        return -ENOENT;
    }
    in->is_real = in->held_by_another = true;
    return r;
#else
    return in->is_real ? -EEXIST : -ENOENT;
#endif
}

static bool is_usual_place(const char *procdir)
{
    _cleanup_free_ char *path = realpath(procdir, NULL);

    return !strcmp(procdir, BINFMT_MISC) ||
           (path && !strcmp(path, BINFMT_MISC));
}

/*
 * A mount hides what is in the directory. So there is one only where
 * binfmt_misc belongs, or where the user has asked for it (FOR_MOUNTING).
 */
static int open_instance(const char *procdir, int purpose, Instance *in)
{
    int r = open_directory(procdir, in);

    if (r != -ENOENT || (purpose != FOR_MOUNTING && !is_usual_place(procdir))) {
        return r;
    }
    if (access("/proc/self/stat", F_OK)) {
        return -ENOTDIR;
    }
    if (purpose != FOR_READING && !kernel_knows_binfmt_misc()) {
        load_module();
    }
    if (!open_on_host(purpose, in)) {
        return 0;
    }
    return purpose == FOR_READING ? open_detached(in) : mount_here(procdir, in);
}

/* A directory that a test has made collects the rules. */
int instance_open(const char *procdir, int purpose, Instance *in)
{
    int r;

    *in = (Instance)NO_INSTANCE;
    r = open_instance(procdir, purpose, in);
    if (!r && purpose != FOR_READING) {
        in->rules = openat(in->dir, "register",
                           O_WRONLY | O_CLOEXEC | (in->is_real ? 0 : O_APPEND));
        r = in->rules < 0 ? -errno : 0;
    }
    if (r) {
        instance_close(in);
    }
    return r;
}

/* The lock is that of the directory's inode, which all namespaces share. It is
   released when the directory is closed, or by the end of the program. */
int instance_lock(const Instance *in)
{
    while (flock(in->dir, LOCK_EX) < 0) {
        if (errno != EINTR) {
            return -errno;
        }
    }
    return 0;
}

void instance_unlock(const Instance *in)
{
    flock(in->dir, LOCK_UN);
}

void instance_close(Instance *in)
{
    if (in->dir >= 0) {
        close(in->dir);
    }
    if (in->rules >= 0) {
        close(in->rules);
    }
    in->dir = in->rules = -1;
}

char *instance_trouble(const char *procdir, int error)
{
    struct utsname name = { 0 };

    uname(&name);
    if (error == -ENOTDIR) {
        return xasprintf("/proc is not mounted");
    }
    if (error == -ENOENT && !is_usual_place(procdir) &&
        !access(procdir, F_OK)) {
        return xasprintf(
            "'%s' is not binfmt_misc: it has no file \"register\", "
            "and binfmt_misc is mounted only at " BINFMT_MISC,
            procdir);
    }
    if (error == -ENODEV || (error == -ENOENT && !kernel_knows_binfmt_misc())) {
        return xasprintf(
            "this kernel (%s) has no binfmt_misc, neither built in nor "
            "as a module",
            name.release);
    }
    if (in_user_namespace() && (error == -EPERM || error == -EACCES)) {
        return xasprintf(
            "'%s': %s; in a user namespace this needs Linux 6.7 or "
            "newer and the privilege to mount; this is %s",
            procdir, strerror(-error), name.release);
    }
    if (error == -EPERM || error == -EACCES) {
        return xasprintf("'%s': binfmt_misc is not mounted, or may not be "
                         "written: %s; this needs root, in a container "
                         "--privileged",
                         procdir, strerror(-error));
    }
    return xasprintf("'%s': %s", procdir, strerror(-error));
}
