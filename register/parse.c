/*
 * SPDX-License-Identifier: MIT
 *
 * Reads what the kernel says of a rule in /proc/sys/fs/binfmt_misc/NAME.
 */
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "rule.h"

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c |= 'a' ^ 'A';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static int parse_bytes(const char *s, uint8_t *bytes, size_t *size)
{
    size_t n;

    for (n = 0; s[2 * n]; n++) {
        int high = hex_digit(s[2 * n]), low = hex_digit(s[2 * n + 1]);

        if (high < 0 || low < 0 || n == PATTERN_MAX) {
            return -EBADMSG;
        }
        bytes[n] = 16 * high + low;
    }
    *size = n;
    return 0;
}

static int parse_flags(const char *s, unsigned *flags)
{
    static const char letters[] = "POCF";

    for (*flags = 0; *s; s++) {
        const char *letter = strchr(letters, *s);

        if (!letter) {
            return -EBADMSG; /* a flag of a newer kernel */
        }
        *flags |= 1U << (letter - letters);
    }
    return 0;
}

static int parse_offset(const char *s, unsigned long *offset)
{
    char *end;

    if (!isdigit((unsigned char)*s)) {
        return -EBADMSG;
    }
    *offset = strtoul(s, &end, 10);
    return *end || *offset > PATTERN_MAX ? -EBADMSG : 0;
}

/* The value after @key, if the line starts with that. */
static const char *value_of(const char *line, const char *key)
{
    size_t length = strlen(key);

    return strncmp(line, key, length) ? NULL : line + length;
}

static int parse_line(const char *line, Entry *entry, size_t *mask_size)
{
    const char *value;

    if (!strcmp(line, "enabled") || !strcmp(line, "disabled")) {
        entry->enabled = *line == 'e';
    } else if ((value = value_of(line, "interpreter "))) {
        entry->interpreter = value;
    } else if ((value = value_of(line, "flags: "))) {
        return parse_flags(value, &entry->flags);
    } else if ((value = value_of(line, "extension "))) {
        entry->extension = *value == '.' ? value + 1 : value;
    } else if ((value = value_of(line, "offset "))) {
        return parse_offset(value, &entry->offset);
    } else if ((value = value_of(line, "magic "))) {
        return parse_bytes(value, entry->pattern.magic, &entry->pattern.size);
    } else if ((value = value_of(line, "mask "))) {
        return parse_bytes(value, entry->pattern.mask, mask_size);
    } else {
        return -EBADMSG;
    }
    return 0;
}

/* A rule without mask compares every bit; the kernel then shows none. */
int entry_parse(char *text, Entry *entry)
{
    size_t mask_size = 0;

    memset(entry, 0, sizeof(*entry));
    for (char *next, *line = text; line && *line; line = next) {
        next = strchr(line, '\n');
        if (next) {
            *next++ = '\0';
        }
        if (parse_line(line, entry, &mask_size) < 0) {
            return -EBADMSG;
        }
    }
    if (!mask_size) {
        mask_size = entry->pattern.size;
        memset(entry->pattern.mask, 0xff, mask_size);
    }
    if (!entry->interpreter || mask_size != entry->pattern.size ||
        !entry->extension == !entry->pattern.size) {
        return -EBADMSG;
    }
    return 0;
}

/* The kernel keeps magic as it was written. */
bool entry_is_rule(const Entry *entry, const Rule *rule)
{
    return entry->enabled && !entry->extension && !entry->offset &&
           entry->flags == rule->flags &&
           !strcmp(entry->interpreter, rule->interpreter) &&
           pattern_equals(&entry->pattern, &rule->pattern);
}
