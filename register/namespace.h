/*
 * SPDX-License-Identifier: MIT
 *
 * Facts about the namespaces that we are in, and who has what mounted.
 */
#ifndef REGISTER_NAMESPACE_H
#define REGISTER_NAMESPACE_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/* Where binfmt_misc belongs. */
#define BINFMT_MISC "/proc/sys/fs/binfmt_misc"

bool in_user_namespace(void);
bool in_first_pid_namespace(void);
/* True if process 1 is in sight, and sees other mounts than we do. */
bool process_1_has_other_mounts(void);
/* True if the mounts that /proc/@pid shows have that device. */
bool mounts_have(const char *pid, uint64_t device);
bool parent_mounts_have(uint64_t device);
/* True if what was made at @time was there before this PID namespace. */
bool older_than_container(const struct timespec *time);

#endif
