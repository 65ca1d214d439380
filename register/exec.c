/*
 * SPDX-License-Identifier: MIT
 *
 * --exec: runs a command where foreign programs work, without privileges.
 *
 * Since Linux 6.7 (21ca59b365c0) a user namespace has a binfmt_misc of its
 * own. It lives as long as the mount namespace of the command.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/utsname.h>

#include "jobs.h"
#include "util.h"

static int write_proc(const char *path, const char *text)
{
    _cleanup_close_ int fd = open(path, O_WRONLY | O_CLOEXEC);

    if (fd < 0) {
        return -errno;
    }
    return write_once(fd, text);
}

typedef struct Ids {
    unsigned uid, gid;
} Ids;

/* One id can be mapped without privileges; setgroups must be given up for it.
 */
static int map_ids(Ids inside, Ids outside)
{
    _cleanup_free_ char *users = xasprintf("%u %u 1", inside.uid, outside.uid);
    _cleanup_free_ char *groups = xasprintf("%u %u 1", inside.gid, outside.gid);
    int r = write_proc("/proc/self/setgroups", "deny");

    if (r && r != -ENOENT) {
        return r;
    }
    r = write_proc("/proc/self/uid_map", users);
    return r ? r : write_proc("/proc/self/gid_map", groups);
}

static int enter(int others, Ids inside, Ids outside)
{
    int r;

    if (unshare(CLONE_NEWUSER | others) < 0) {
        return warn_errno(
            -errno, "no user namespace: %m; see user_namespaces(7), and "
                    "kernel.unprivileged_userns_clone, "
                    "user.max_user_namespaces, "
                    "kernel.apparmor_restrict_unprivileged_userns of sysctl");
    }
    r = map_ids(inside, outside);
    if (r) {
        return warn_errno(r, "the ids of the namespace cannot be mapped: %m");
    }
    return EXIT_OK;
}

static int keep_mounts_private(void)
{
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0) {
        return warn_errno(-errno, "mounts cannot be made private: %m");
    }
    return EXIT_OK;
}

static int mount_own(void)
{
    struct utsname name = { 0 };
    int r = instance_mount(BINFMT_MISC);

    if (!r) {
        return EXIT_OK;
    }
    uname(&name);
    if (!kernel_at_least(6, 7)) {
        warn("--exec needs Linux 6.7, where a user namespace has a "
             "binfmt_misc of its own; this is %s",
             name.release);
        return EXIT_NO_KERNEL;
    }
    warn_errno(r, "'%s': %m%s", BINFMT_MISC,
               r == -ENOENT || r == -ENODEV
                   ? "; the module binfmt_misc has to be loaded by root first"
                   : "");
    return exit_of_errno(r, EXIT_NO_KERNEL);
}

/* The files of binfmt_misc belong to id 0, so that must exist to register. To
   keep one's ids takes a second namespace in the first, whose rules it shares.
 */
int job_exec(const Options *o)
{
    static const Ids root = { 0, 0 };
    const Ids own = { geteuid(), getegid() };
    Options quiet = *o;
    Report report = { 0 };
    Instance in = NO_INSTANCE;
    int status;

    quiet.persistent = true;
    quiet.quiet = true;
    quiet.no_verify = !o->verify;
    status = enter(CLONE_NEWNS, root, own);
    status = status ? status : keep_mounts_private();
    status = status ? status : mount_own();
    if (status || !open_for(&quiet, FOR_WRITING, &in, &status)) {
        return status;
    }
    register_in(&quiet, &in, &report);
    instance_close(&in);
    status = report_exit(&report);
    if (!status && o->keep_ids) {
        status = enter(0, own, root);
    }
    if (status) {
        return status;
    }
    restore_broken_pipe();
    execvp(o->command[0], o->command);
    status = errno == ENOENT ? 127 : 126;
    warn_errno(-errno, "'%s': %m", o->command[0]);
    return status;
}
