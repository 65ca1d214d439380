/*
 * SPDX-License-Identifier: MIT
 *
 * Tells whether the rules stay when this program has ended.
 */
#include <sys/stat.h>

#include "lasting.h"
#include "namespace.h"
#include "util.h"

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

    if (!in->is_real || !kernel_at_least(5, 4) || fstat(in->dir, &st) < 0 ||
        !instance_birth(in, &birth)) {
        return true;
    }
    if (in->is_hosts || in->held_by_another) {
        return true;
    }
    if (getpid() != 1 && (in_first_pid_namespace() || in_user_namespace()) &&
        mounts_have("1", st.st_dev)) {
        return true;
    }
    if (in_user_namespace() && parent_mounts_have(st.st_dev)) {
        return true;
    }
    if (in_first_pid_namespace()) {
        return false;
    }
    return in->mounted_by_us ? !in->is_new : older_than_container(&birth);
}
