/*
 * SPDX-License-Identifier: MIT
 *
 * qemu-binfmt-conf: makes the kernel run programs of other CPUs with QEMU.
 *
 * A port of QEMU's scripts/qemu-binfmt-conf.sh that checks what it has done.
 * Called "binfmt" it is tonistiigi's program, called "register" multiarch's.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "arguments.h"
#include "jobs.h"
#include "personas.h"
#include "util.h"

static int run(const Options *o)
{
    switch (o->mode) {
    case MODE_DEBIAN:
    case MODE_SYSTEMD:
        return job_export(o);
    case MODE_LIST:
        return job_list(o);
    case MODE_HELP:
        print_help(o);
        return EXIT_OK;
    case MODE_VERSION:
        printf(PROGRAM " " VERSION "\n");
        return EXIT_OK;
    case MODE_UNREGISTER:
        return job_unregister(o);
    case MODE_STATUS:
        return job_status(o);
    case MODE_VERIFY:
        return job_verify(o);
    case MODE_EXEC:
        return job_exec(o);
    case MODE_REGISTER:
        return o->hold ? job_hold(o) : job_register(o);
    }
    return EXIT_OTHER;
}

/* Standard output on a full disk is an error like any other. */
static int flush(int status)
{
    if (fflush(stdout) || ferror(stdout)) {
        warn("standard output: %s", strerror(errno));
        return status ? status : EXIT_OTHER;
    }
    return status;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

/* Else the next file that is opened gets the number of a closed standard
   output, and receives what we print. */
static void open_standard_files(void)
{
    for (int fd = 0; fd < 3; fd++) {
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDWR) < 0) {
            return;
        }
    }
}

int main(int argc, char **argv)
{
    const char *name = argc > 0 ? base_name(argv[0]) : PROGRAM;
    static char line[1024]; /* a message is one write */
    Options o;

    open_standard_files();
    setvbuf(stderr, line, _IOLBF, sizeof(line));
    ignore_broken_pipe();
    if (!strcmp(name, "binfmt")) {
        return flush(persona_binfmt(argc, argv));
    }
    options_defaults(&o);
    if (!strcmp(name, "register") || !strcmp(name, "register.sh")) {
        persona_register(&o);
    }
    arguments_parse(&o, argc, argv);
    return flush(run(&o));
}
