/*
 * SPDX-License-Identifier: MIT
 *
 * The rules of an instance. Functions return 0 or a negative errno.
 */
#ifndef REGISTER_RULES_H
#define REGISTER_RULES_H

#include "instance.h"
#include "rule.h"

/* What the kernel shows of a rule; *@text is to be freed. */
int rules_read(const Instance *in, const char *name, char **text);
bool rules_have(const Instance *in, const char *name);
int rules_add(const Instance *in, const char *text);
int rules_remove(const Instance *in, const char *name);
/* Replaces the entry @name, without a moment in which neither rule is there. */
int rules_replace(const Instance *in, const Rule *rule);
/* Removes what a replacement that was killed has left beside @name. */
void rules_clean(const Instance *in, const char *name);
/* Names of all rules, sorted, ending with NULL; free with free_names. */
int rules_names(const Instance *in, char ***names);
void free_names(char **names);

static inline void cleanup_names(char ***names)
{
    free_names(*names);
}

#define _cleanup_names_ __attribute__((cleanup(cleanup_names)))

#endif
