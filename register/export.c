/*
 * SPDX-License-Identifier: MIT
 *
 * Writes the files of --debian and --systemd, each whole or not at all.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "register.h"

static int write_all(int fd, const char *text)
{
    size_t left = strlen(text);

    while (left) {
        ssize_t n = write(fd, text, left);

        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return -errno;
        }
        text += n;
        left -= n;
    }
    return 0;
}

/* A file of that name is replaced in one step, so that nobody reads a half. */
static int write_file(int dir, const char *name, const char *text)
{
    _cleanup_free_ char *temporary = text_of(".%s.%ld", name, (long)getpid());
    _cleanup_close_ int fd = -1;
    int r;

    fd = openat(dir, temporary,
                O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (fd < 0) {
        return -errno;
    }
    r = write_all(fd, text);
    if (!r && fsync(fd) < 0 && errno != EINVAL) {
        r = -errno;
    }
    if (!r && renameat(dir, temporary, dir, name) < 0) {
        r = -errno;
    }
    if (r) {
        unlinkat(dir, temporary, 0);
    }
    return r;
}

static char *file_name(const Options *o, const Cpu *cpu)
{
    return text_of("qemu-%s%s", cpu->name,
                   o->mode == MODE_SYSTEMD ? ".conf" : "");
}

static int export_rule(const Options *o, const Rule *rule, int dir,
                       const char *path)
{
    _cleanup_free_ char *name = file_name(o, rule->cpu);
    _cleanup_free_ char *line = rule_text(rule, rule->cpu->rule);
    _cleanup_free_ char *template = rule_template(rule, o->package);
    const char *text = o->mode == MODE_SYSTEMD ? line : template;
    int r = rule_check(rule, line);

    if (r) {
        warn("'%s': %s", rule->interpreter,
             r == -EINVAL ? "a rule cannot hold this path" : strerror(-r));
        return EXIT_USAGE;
    }
    if (o->dry_run) {
        printf("# %s/%s\n%s", path, name, text);
        return 0;
    }
    if (o->mode == MODE_SYSTEMD) {
        printf("Setting %s as binfmt interpreter for %s for "
               "systemd-binfmt.service\n",
               rule->interpreter, rule->cpu->name);
    }
    r = write_file(dir, name, text);
    if (r) {
        return warn_errno(r, "'%s/%s': %m", path, name);
    }
    return EXIT_OK;
}

/* Only where the files would become active at once. */
static void warn_of_service(const Options *o)
{
    if (o->exportdir || o->root || o->dry_run) {
        return;
    }
    if (o->mode == MODE_DEBIAN && access("/usr/sbin/update-binfmts", F_OK)) {
        warn("update-binfmts (package binfmt-support) is not installed here");
    }
    if (o->mode == MODE_SYSTEMD &&
        access("/usr/lib/systemd/systemd-binfmt", F_OK) &&
        access("/lib/systemd/systemd-binfmt", F_OK)) {
        warn("systemd-binfmt is not installed here");
    }
}

int job_export(const Options *o)
{
    const char *usual = o->mode == MODE_DEBIAN ? DEBIANDIR : SYSTEMDDIR;
    _cleanup_free_ char *path = text_of("%s%s", o->root ? o->root : "",
                                        o->exportdir ? o->exportdir : usual);
    const Cpu *host = options_host();
    _cleanup_close_ int dir = -1;
    int status = 0;

    dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0 && !o->dry_run) {
        return warn_errno(-errno, "'%s': %m", path);
    }
    warn_of_service(o);
    for (size_t i = 0; i < N_CPUS; i++) {
        if (options_wants(o, &cpus[i], host)) {
            Rule rule = options_rule(o, &cpus[i]);
            int r = export_rule(o, &rule, dir, path);

            status = status ? status : r;
            free(rule.interpreter);
        }
    }
    return status;
}
