/*
 * SPDX-License-Identifier: MIT
 *
 * Writes the files of --debian and --systemd, each whole or not at all.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "jobs.h"
#include "select.h"

/* A file of that name is replaced in one step, so that nobody reads a half. */
static int write_file(int dir, const char *name, const char *text)
{
    _cleanup_free_ char *temporary = xasprintf(".%s.%ld", name, (long)getpid());
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
    return xasprintf("qemu-%s%s", cpu->name,
                     o->mode == MODE_SYSTEMD ? ".conf" : "");
}

static int export_rule(const Options *o, const Rule *rule, int dir,
                       const char *path)
{
    _cleanup_free_ char *name = file_name(o, rule->cpu);
    _cleanup_free_ char *template = rule_template(rule, o->package);
    const char *text = o->mode == MODE_SYSTEMD ? rule->text : template;
    int r = rule_check(rule);

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
    _cleanup_free_ char *path = xasprintf("%s%s", o->root ? o->root : "",
                                          o->exportdir ? o->exportdir : usual);
    const Cpu *host = host_cpu();
    _cleanup_close_ int dir = -1;
    int status = 0;

    dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0 && !o->dry_run) {
        return warn_errno(-errno, "'%s': %m", path);
    }
    warn_of_service(o);
    FOREACH_CPU(cpu, o->cpus) {
        if (is_wanted(o, cpu, host)) {
            _cleanup_rule_ Rule *rule = rule_for(o, cpu);
            int r = export_rule(o, rule, dir, path);

            status = status ? status : r;
        }
    }
    return status;
}
