/*
 * SPDX-License-Identifier: MIT
 *
 * The nouns of the program: CPU, rule, guest, emulator, instance, job.
 *
 * main -> jobs (register, status, hold, rootless, docker, export)
 *      -> files (instance, kernel, emulator, run) -> text (format, parse,
 * guest)
 *      -> cpu. Functions return a negative errno and are silent; the jobs warn.
 */
#ifndef REGISTER_REGISTER_H
#define REGISTER_REGISTER_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util.h"

#define PROGRAM "qemu-binfmt-conf"
#define BINFMT_MISC "/proc/sys/fs/binfmt_misc"

/* Exit status; the manual page explains it. */
enum {
    EXIT_OK,
    EXIT_OTHER,          /* an error that has no number of its own */
    EXIT_USAGE,          /* unknown option, argument or CPU */
    EXIT_NO_KERNEL,      /* no binfmt_misc, or not in this namespace */
    EXIT_NOT_PERMITTED,  /* missing rights, or something is read-only */
    EXIT_NO_EMULATOR,    /* an interpreter is missing or not static */
    EXIT_REFUSED,        /* by the kernel, or another rule has the name */
    EXIT_UNVERIFIED,     /* a rule is not what was asked for, or does not run */
    EXIT_PARTLY,         /* some CPUs are done, some are not */
    EXIT_WOULD_NOT_LAST, /* the rules die with this container */
};

/* The exit status of a negative errno; @otherwise for one that says nothing
   about permission or the kernel. */
int exit_of_errno(int error, int otherwise);

/* cpu.c: the table */
enum {
#define CPU(name, ...) CPU_##name,
#include "cpus.def"
#undef CPU
    N_CPUS
};

typedef struct Cpu {
    const char *name;
    const char *rule;
    const char *target;
    const char *family;
    uint8_t class;
    uint8_t order;
    uint16_t machine;
    unsigned peculiarity;
    const char *debian;
    const char *oci;
} Cpu;

enum { PATTERN_MAX = 256 }; /* BINPRM_BUF_SIZE: what the kernel looks at */

typedef struct Pattern {
    size_t size;
    uint8_t magic[PATTERN_MAX];
    uint8_t mask[PATTERN_MAX];
} Pattern;

extern const Cpu cpus[N_CPUS];

const Cpu *cpu_by_name(const char *name);
/* The row of a rule's name, "qemu-NAME"; NULL if it is not one of ours. */
const Cpu *cpu_by_rule(const char *rule);
/* The row of a host: @machine as uname(2) or HOST_ARCH spell it. */
const Cpu *cpu_of_host(const char *machine);
/* Sets the rows that a name of QEMU, Debian or OCI means. */
bool cpu_select(const char *name, bool set[N_CPUS]);
/* The same for a list; false with *@unknown, to be freed, or NULL if empty. */
bool cpu_select_list(const char *list, bool set[N_CPUS], char **unknown);
bool cpu_is_native(const Cpu *cpu, const Cpu *host);
bool cpu_is_family(const Cpu *cpu, const Cpu *host);
void cpu_pattern(const Cpu *cpu, Pattern *p);
bool cpu_letters_in_hex(const Cpu *cpu);
bool pattern_matches(const Pattern *p, const uint8_t *head, size_t size);

/* format.c: bytes to text */
enum { PRESERVE_ARGV0 = 1, OPEN_BINARY = 2, CREDENTIALS = 4, FIX_BINARY = 8 };
enum { RULE_MAX = 1920 }; /* the kernel's MAX_REGISTER_LENGTH */

typedef struct Rule {
    const Cpu *cpu;
    char *interpreter;
    unsigned flags;
} Rule;

typedef enum Layout { LAYOUT_TEXT, LAYOUT_JSON } Layout;

/* What is written to the kernel as @name, or into a file of binfmt.d. */
char *rule_text(const Rule *rule, const char *name);
/* A template of update-binfmts. */
char *rule_template(const Rule *rule, const char *package);
/* 0, -ENAMETOOLONG, or -EINVAL for a character that a rule cannot hold; @text
   is its rule_text. */
int rule_check(const Rule *rule, const char *text);
char *interpreter_of(const Cpu *cpu, const char *path, const char *suffix);

/* parse.c: text of the kernel to a rule */
typedef struct Entry {
    bool enabled;
    const char *interpreter; /* inside the text that was parsed */
    unsigned flags;
    unsigned long offset;
    const char *extension; /* NULL for a rule with magic */
    Pattern pattern;
} Entry;

/* Parses and changes @text; 0 or -EBADMSG. */
int entry_parse(char *text, Entry *entry);
bool entry_is_rule(const Entry *entry, const Rule *rule);
char *entry_flags(unsigned flags);
/* What has to be written to have the entry again. */
char *entry_text(const Entry *entry, const char *name);

/* guest.c: a program of that CPU that exits with GUEST_STATUS */
enum { GUEST_STATUS = 42, GUEST_MAX = 256 };

/* Size of the program, or 0 if its machine code is not known. */
size_t guest_program(const Cpu *cpu, uint8_t image[GUEST_MAX]);
/* One that execve refuses: with EACCES if the kernel runs that CPU. */
size_t guest_stillborn(const Cpu *cpu, uint8_t image[GUEST_MAX]);

/* emulator.c: what an interpreter is */
typedef struct Emulator {
    bool elf;
    bool linked; /* static: it has no program interpreter of its own */
    char build_id[2 * 64 + 1];
    uint8_t head[64];
} Emulator;

int emulator_inspect(int fd, Emulator *emulator);
int emulator_open(const char *path, Emulator *emulator);
/* True if @path is still the file that is open as @fd, or the same build. */
bool emulator_is_at(int fd, const char *path);

/* run.c: programs in the kernel */
/* The exit status, -ENOEXEC if nothing runs it, or another error. */
int run_guest(const Cpu *cpu);
/* The file that the kernel runs for that CPU, open; or a negative errno. */
int run_interpreter(const Cpu *cpu);
/* False if this kernel runs no program of that CPU as it is now. */
bool run_is_native(const Cpu *cpu);

/* instance.c, survive.c: the binfmt_misc file system */
typedef struct Instance {
    int dir;
    int rules;    /* its file "register", open for writing, or -1 */
    bool real;    /* binfmt_misc, not a folder that a test has made */
    bool mounted; /* by us */
    bool fresh;   /* it did not exist before we mounted it */
    bool others;  /* somebody else has it mounted, we have not */
    bool host;    /* reached through /proc/1/root */
} Instance;

/* Only the last mounts binfmt_misc in another place than BINFMT_MISC. */
enum { FOR_READING, FOR_WRITING, FOR_MOUNTING };
#define _cleanup_instance_ __attribute__((cleanup(instance_close)))

int instance_open(const char *procdir, int purpose, Instance *instance);
void instance_close(Instance *instance);
struct timespec;
bool instance_birth(const Instance *instance, struct timespec *birth);
/* Only one program at a time changes an instance. */
int instance_lock(const Instance *instance);
void instance_unlock(const Instance *instance);
/* Mounts the instance of this user namespace there. */
int instance_mount(const char *path);
/* A sentence about an error of instance_open. */
char *instance_trouble(const char *procdir, int error);
/* True if the rules stay when this program has ended. */
bool instance_lasts(const Instance *instance);
bool in_user_namespace(void);
bool in_first_pid_namespace(void);
/* True if the mounts that /proc/@pid shows have that device. */
bool mounts_have(const char *pid, uint64_t device);

/* kernel.c: the rules of an instance */
int kernel_read(const Instance *in, const char *name, char **text);
int kernel_add(const Instance *in, const char *text);
int kernel_remove(const Instance *in, const char *name);
/* Replaces the entry @name, without a moment in which neither rule is there. */
int kernel_replace(const Instance *in, const Rule *rule);
/* Removes what a replacement that was killed has left beside @name. */
void kernel_clean(const Instance *in, const char *name);
/* Names of all rules, sorted, ending with NULL; free with free_names. */
int kernel_names(const Instance *in, char ***names);
void free_names(char **names);
bool kernel_at_least(int major, int minor);

/* options.c */
typedef enum Mode {
    MODE_REGISTER,
    MODE_DEBIAN,
    MODE_SYSTEMD,
    MODE_UNREGISTER,
    MODE_STATUS,
    MODE_VERIFY,
    MODE_LIST,
    MODE_EXEC,
    MODE_HELP,
    MODE_VERSION,
} Mode;

typedef struct Options {
    Mode mode;
    const char *mode_name; /* the option that has set it */
    const char *path;
    const char *suffix; /* NULL: not given */
    const char *exportdir;
    const char *root;
    const char *procdir;
    const char *package; /* NULL: as in the script */
    bool credential, persistent, preserve_argv0;
    enum { FAMILY_UNSAID, FAMILY_COUNTS, FAMILY_IGNORED } family;
    bool cpus[N_CPUS];
    bool named; /* the user has named CPUs: family and absence do not excuse */
    Layout layout;
    bool reset, force, verify, no_verify, dry_run, hold, keep_ids;
    bool elsewhere; /* without F, emulators may be in another root only */
    bool quiet;     /* nothing on standard output, no summary */
    const char *ready;
    char **command;
} Options;

void options_defaults(Options *o);
void options_parse(Options *o, int argc, char **argv);
const Cpu *options_host(void);
Rule options_rule(const Options *o, const Cpu *cpu);
/* False for CPUs that the script leaves out: the host's own and its family. */
bool options_wants(const Options *o, const Cpu *cpu, const Cpu *host);
void usage(const Options *o);

/* report.c: what happened to each CPU */
typedef enum Outcome {
    NOT_ASKED,
    NATIVE,
    FAMILY,
    ABSENT,
    REGISTERED,
    REPLACED,
    ALREADY,
    REMOVED,
    NOT_THERE,
    RUNS,
    FAILED, /* from here on; .error says how */
} Outcome;

typedef struct Report {
    Outcome outcome[N_CPUS];
    int exit[N_CPUS];
    bool ran[N_CPUS];
    int trouble; /* exit status of what belongs to no CPU */
} Report;

void report_failure(Report *r, const Cpu *cpu, int status, const char *format,
                    ...) PRINTF(4, 5);
bool report_nothing(Report *r, const Options *o);
/* Returns the exit status; report_end prints the summary before. */
int report_end(const Report *r);
int report_exit(const Report *r);

/* The jobs; each returns the exit status. */
int job_export(const Options *o);
int job_list(const Options *o);
int job_register(const Options *o);
/* The same without a look at how long the rules stay. It has the lock of the
   instance meanwhile, as unregister_in. */
void register_in(const Options *o, const Instance *in, Report *report);
/* Says what instance_open has met; returns the exit status. */
int report_instance(const Options *o, int error);
/* Opens the instance for a job; false with a message and *@status. */
bool open_for(const Options *o, int purpose, Instance *in, int *status);
int job_unregister(const Options *o);
/* Removes our rules of @set. */
void unregister_in(const Options *o, const Instance *in, const bool set[N_CPUS],
                   Report *report);
int job_verify(const Options *o);
int job_status(const Options *o);
int job_hold(const Options *o);
int job_exec(const Options *o);
int docker_main(int argc, char **argv);

/* verify.c */
/* Compares the rule in the kernel with @rule; true if it is that. */
bool verify_entry(const Instance *in, const Rule *rule, Report *r);
/* Runs a program of the CPU; what is wrong goes into the report. */
void verify_run(const Cpu *cpu, Report *r);
/* 0, or the exit status with a message that the rules would not stay. */
int verify_lasting(const Instance *in);

#endif
