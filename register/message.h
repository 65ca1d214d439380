/*
 * SPDX-License-Identifier: MIT
 *
 * What the program says, and what it exits with.
 *
 * Functions return a negative errno and are silent; the jobs report.
 */
#ifndef REGISTER_MESSAGE_H
#define REGISTER_MESSAGE_H

#define PROGRAM "qemu-binfmt-conf"
#define PRINTF(text, arguments) __attribute__((format(printf, text, arguments)))

/* Exit status; the manual page explains it. */
enum {
    EXIT_OK,
    EXIT_OTHER,          /* an error that has no number of its own */
    EXIT_USAGE,          /* unknown option, argument or CPU */
    EXIT_NO_KERNEL,      /* no binfmt_misc, or not in this namespace */
    EXIT_NOT_PERMITTED,  /* missing privileges, or something is read-only */
    EXIT_NO_EMULATOR,    /* an interpreter is missing or not static */
    EXIT_REFUSED,        /* by the kernel, or another rule has the name */
    EXIT_UNVERIFIED,     /* a rule is not what was requested, or does not run */
    EXIT_PARTLY,         /* some CPUs are done, some are not */
    EXIT_WOULD_NOT_LAST, /* the rules die with this container */
};

/* The exit status for a negative errno: @otherwise for one that says nothing
   about permission or the kernel. There is no other such mapping. */
int exit_of_errno(int error, int otherwise);

/* A line on standard error. */
void warn(const char *format, ...) PRINTF(1, 2);
/* The same for a negative errno, which @format shows as %m. Returns the exit
   status, so that nobody looks at errno after the message was written. */
int warn_errno(int error, const char *format, ...) PRINTF(2, 3);
void die(int status, const char *format, ...) PRINTF(2, 3)
    __attribute__((noreturn));

#endif
