/*
 * SPDX-License-Identifier: MIT
 *
 * The rules of an instance of binfmt_misc: read, add, remove, replace.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "rules.h"

/* A rule of less than RULE_MAX bytes, and what the kernel writes around it. */
enum { ENTRY_MAX = 4096 };

int rules_read(const Instance *in, const char *name, char **text)
{
    _cleanup_close_ int fd = openat(in->dir, name, O_RDONLY | O_CLOEXEC);
    char buffer[ENTRY_MAX];
    ssize_t n;

    if (fd < 0) {
        return -errno;
    }
    do {
        n = read(fd, buffer, sizeof(buffer)); /* gives all that it has */
    } while (n < 0 && errno == EINTR);
    if (n < 0) {
        return -errno;
    }
    *text = allocate(n + 1);
    memcpy(*text, buffer, n);
    return 0;
}

bool rules_have(const Instance *in, const char *name)
{
    return !faccessat(in->dir, name, F_OK, AT_SYMLINK_NOFOLLOW);
}

int rules_add(const Instance *in, const char *text)
{
    return write_once(in->rules, text);
}

int rules_remove(const Instance *in, const char *name)
{
    _cleanup_close_ int fd = openat(in->dir, name, O_WRONLY | O_CLOEXEC);

    return fd < 0 ? -errno : write_once(fd, "-1");
}

void rules_clean(const Instance *in, const char *name)
{
    _cleanup_free_ char *beside = xasprintf("%s.new", name);

    rules_remove(in, beside);
}

/*
 * The new rule is first registered beside the old one under another name. If
 * the kernel refuses it, nothing has changed; if not, it serves the CPU while
 * the old rule makes room for it.
 */
int rules_replace(const Instance *in, const Rule *rule)
{
    const char *name = rule->cpu->rule;
    _cleanup_free_ char *beside = xasprintf("%s.new", name);
    _cleanup_free_ char *trial = rule_text(rule, beside);
    _cleanup_free_ char *seen = NULL, *old = NULL;
    Entry entry;
    int r;

    if (!rules_read(in, name, &seen) && !entry_parse(seen, &entry)) {
        old = entry_text(&entry, name);
    }
    if (!in->is_real) {
        r = rules_remove(in, name);
        return r ? r : rules_add(in, rule->text);
    }
    rules_clean(in, name);
    r = rules_add(in, trial);
    if (r) {
        return r;
    }
    r = rules_remove(in, name);
    if (!r || r == -ENOENT) {
        r = rules_add(in, rule->text);
        if (r && old) {
            rules_add(in, old);
        }
    }
    rules_clean(in, name);
    return r;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static int read_names(DIR *dir, char ***names)
{
    size_t count = 0;
    struct dirent *d;
    int r;

    *names = allocate(sizeof(char *));
    for (errno = 0; (d = readdir(dir)); errno = 0) {
        if (d->d_name[0] == '.' || !strcmp(d->d_name, "register") ||
            !strcmp(d->d_name, "status")) {
            continue;
        }
        *names = reallocate(*names, (count + 2) * sizeof(char *));
        (*names)[count++] = xasprintf("%s", d->d_name);
        (*names)[count] = NULL;
    }
    r = -errno;
    qsort(*names, count, sizeof(char *), compare_names);
    return r;
}

int rules_names(const Instance *in, char ***names)
{
    int fd = openat(in->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir;
    int r;

    if (fd < 0) {
        return -errno;
    }
    dir = fdopendir(fd);
    if (!dir) {
        r = -errno;
        close(fd);
        return r;
    }
    r = read_names(dir, names);
    closedir(dir);
    return r;
}

void free_names(char **names)
{
    for (char **name = names; name && *name; name++) {
        free(*name);
    }
    free(names);
}
