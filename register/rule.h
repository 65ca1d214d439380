/*
 * SPDX-License-Identifier: MIT
 *
 * A rule of ours (format.c writes it), and the entry that the kernel has of a
 * rule (parse.c reads it). No input or output.
 */
#ifndef REGISTER_RULE_H
#define REGISTER_RULE_H

#include "cpu.h"
#include "util.h"

enum { PRESERVE_ARGV0 = 1, OPEN_BINARY = 2, CREDENTIALS = 4, FIX_BINARY = 8 };
enum { RULE_MAX = 1920 }; /* the kernel's MAX_REGISTER_LENGTH */

typedef struct Rule {
    const Cpu *cpu;
    char *interpreter;
    unsigned flags;
    Pattern pattern;
    char *text; /* a line for the kernel, or for a file of binfmt.d */
} Rule;

/* Takes @interpreter. */
Rule *rule_new(const Cpu *cpu, char *interpreter, unsigned flags);
void rule_free(Rule *rule);

static inline void cleanup_rule(Rule **rule)
{
    rule_free(*rule);
}

#define _cleanup_rule_ __attribute__((cleanup(cleanup_rule)))

/* Its text under another name. */
char *rule_text(const Rule *rule, const char *name);
/* A template of update-binfmts. */
char *rule_template(const Rule *rule, const char *package);
/* 0, -ENAMETOOLONG, or -EINVAL for a character that a rule cannot hold. */
int rule_check(const Rule *rule);
/* The emulator of a CPU in a directory. */
char *interpreter_of(const Cpu *cpu, const char *path, const char *suffix);

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

#endif
