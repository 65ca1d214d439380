/*
 * SPDX-License-Identifier: MIT
 *
 * The only writer of rule syntax: a rule as the kernel, systemd and
 * update-binfmts read it. No input or output here.
 */
#include <errno.h>
#include <string.h>

#include "rule.h"

char *interpreter_of(const Cpu *cpu, const char *path, const char *suffix)
{
    return concat(path, "/qemu-", cpu->target, suffix);
}

/* A pattern as \xNN; the letters of "ELF" as they are, if asked. */
typedef struct PatternText {
    char magic[4 * PATTERN_MAX + 1];
    char mask[4 * PATTERN_MAX + 1];
} PatternText;

static void put_bytes(char *s, const uint8_t *bytes, size_t size, bool letters)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < size; i++) {
        if (letters && i >= 1 && i <= 3) {
            *s++ = bytes[i];
            continue;
        }
        *s++ = '\\';
        *s++ = 'x';
        *s++ = digits[bytes[i] >> 4];
        *s++ = digits[bytes[i] & 15];
    }
    *s = '\0';
}

static void put_pattern(PatternText *text, const Pattern *p, bool letters)
{
    put_bytes(text->magic, p->magic, p->size, letters);
    put_bytes(text->mask, p->mask, p->size, false);
}

/*
 * The kernel takes the first character of a rule for the separator. It must
 * not be in the path; nor may it start a comment of binfmt.d (# and ;).
 */
static char separator_for(const char *interpreter)
{
    for (const char *c = ":|,!@~^+="; *c; c++) {
        if (!strchr(interpreter, *c)) {
            return *c;
        }
    }
    return '\0';
}

static void put_pattern_of(PatternText *text, const Rule *rule)
{
    put_pattern(text, &rule->pattern, !cpu_letters_in_hex(rule->cpu));
}

/* Flags in the order of QEMU's script, which writes O only with C. */
char *rule_text(const Rule *rule, const char *name)
{
    unsigned flags = rule->flags;
    const char c[] = { separator_for(rule->interpreter), '\0' };
    PatternText p;

    put_pattern_of(&p, rule);
    return concat(c, name, c, "M", c, c, p.magic, c, p.mask, c,
                  rule->interpreter, c, flags & OPEN_BINARY ? "O" : "",
                  flags & CREDENTIALS ? "C" : "", flags & FIX_BINARY ? "F" : "",
                  flags & PRESERVE_ARGV0 ? "P" : "", "\n");
}

Rule *rule_new(const Cpu *cpu, char *interpreter, unsigned flags)
{
    Rule *rule = allocate(sizeof(*rule));

    rule->cpu = cpu;
    rule->interpreter = interpreter;
    rule->flags = flags;
    cpu_pattern(cpu, &rule->pattern);
    rule->text = rule_text(rule, cpu->rule);
    return rule;
}

void rule_free(Rule *rule)
{
    if (rule) {
        free(rule->interpreter);
        free(rule->text);
        free(rule);
    }
}

static const char *yes_no(bool value)
{
    return value ? "yes" : "no";
}

/* The package for update-binfmts; the script makes one of each CPU. */
char *rule_template(const Rule *rule, const char *package)
{
    PatternText p;

    put_pattern_of(&p, rule);
    return xasprintf(
        "package %s%s\n"
        "interpreter %s\n"
        "magic %s\n"
        "mask %s\n"
        "credentials %s\n"
        "preserve %s\n"
        "fix_binary %s\n",
        package ? package : "qemu-", package ? "" : rule->cpu->name,
        rule->interpreter, p.magic, p.mask, yes_no(rule->flags & CREDENTIALS),
        yes_no(rule->flags & PRESERVE_ARGV0), yes_no(rule->flags & FIX_BINARY));
}

/* The kernel shows a path as it is: a control character would forge a line. */
int rule_check(const Rule *rule)
{
    for (const char *c = rule->interpreter; *c; c++) {
        if ((unsigned char)*c < 0x20 || *c == 0x7f) {
            return -EINVAL;
        }
    }
    if (!separator_for(rule->interpreter)) {
        return -EINVAL;
    }
    return strlen(rule->text) >= RULE_MAX ? -ENAMETOOLONG : 0;
}

/* P, O, C, F: the order of the kernel. */
char *entry_flags(unsigned flags)
{
    return xasprintf("%s%s%s%s", flags & PRESERVE_ARGV0 ? "P" : "",
                     flags & OPEN_BINARY ? "O" : "",
                     flags & CREDENTIALS ? "C" : "",
                     flags & FIX_BINARY ? "F" : "");
}

char *entry_text(const Entry *entry, const char *name)
{
    _cleanup_free_ char *flags = entry_flags(entry->flags);
    char c = separator_for(entry->interpreter);
    PatternText p;

    if (entry->extension) {
        return xasprintf("%c%s%cE%c%c%s%c%c%s%c%s\n", c, name, c, c, c,
                         entry->extension, c, c, entry->interpreter, c, flags);
    }
    put_pattern(&p, &entry->pattern, false);
    return xasprintf("%c%s%cM%c%lu%c%s%c%s%c%s%c%s\n", c, name, c, c,
                     entry->offset, c, p.magic, c, p.mask, c,
                     entry->interpreter, c, flags);
}
