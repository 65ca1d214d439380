/*
 * SPDX-License-Identifier: MIT
 *
 * The only writer of JSON, for --status, --list and the name "binfmt".
 */
#include <string.h>

#include "json.h"

static bool has_lines(JsonKind kind)
{
    return kind == JSON_OBJECT_LINES || kind == JSON_ARRAY_LINES;
}

static bool is_object(JsonKind kind)
{
    return kind == JSON_OBJECT || kind == JSON_OBJECT_LINES;
}

static void new_line(Json *j)
{
    appendf(&j->text, "\n%*s", 2 * (int)j->depth, "");
}

/*
 * The length of the UTF-8 sequence at @s, or 0 if it is not one (RFC 3629: no
 * overlong form, no surrogate, nothing above U+10FFFF). The NUL that ends @s
 * is no continuation byte, so nothing after it is read.
 */
static size_t utf8_length(const unsigned char *s)
{
    static const struct {
        unsigned char first, last, low, high; /* of byte one, of byte two */
        unsigned char length;
    } forms[] = {
        { 0x01, 0x7f, 0, 0, 1 },       { 0xc2, 0xdf, 0x80, 0xbf, 2 },
        { 0xe0, 0xe0, 0xa0, 0xbf, 3 }, { 0xe1, 0xec, 0x80, 0xbf, 3 },
        { 0xed, 0xed, 0x80, 0x9f, 3 }, { 0xee, 0xef, 0x80, 0xbf, 3 },
        { 0xf0, 0xf0, 0x90, 0xbf, 4 }, { 0xf1, 0xf3, 0x80, 0xbf, 4 },
        { 0xf4, 0xf4, 0x80, 0x8f, 4 },
    };

    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        size_t n = forms[i].length;

        if (s[0] < forms[i].first || s[0] > forms[i].last) {
            continue;
        }
        if (n > 1 && (s[1] < forms[i].low || s[1] > forms[i].high)) {
            return 0;
        }
        for (size_t k = 2; k < n; k++) {
            if ((s[k] & 0xc0) != 0x80) {
                return 0;
            }
        }
        return n;
    }
    return 0;
}

static void add_quoted(Text *t, const char *s)
{
    append(t, "\"");
    while (*s) {
        unsigned char c = *s;
        size_t length = utf8_length((const unsigned char *)s);

        if (!length) {
            append(t, "\\ufffd");
            length = 1;
        } else if (c == '"' || c == '\\') {
            appendf(t, "\\%c", c);
        } else if (c < 0x20 || c == 0x7f) {
            appendf(t, "\\u%04x", c);
        } else {
            appendf(t, "%.*s", (int)length, s);
        }
        s += length;
    }
    append(t, "\"");
}

/* What comes before a value: a comma, a new line, the key. */
static void begin(Json *j, const char *key)
{
    if (j->depth) {
        bool lines = has_lines(j->level[j->depth - 1].kind);

        if (j->level[j->depth - 1].filled) {
            append(&j->text, lines ? "," : ", ");
        }
        if (lines) {
            new_line(j);
        }
        j->level[j->depth - 1].filled = true;
    }
    if (key) {
        add_quoted(&j->text, key);
        append(&j->text, ": ");
    }
}

void json_open(Json *j, const char *key, JsonKind kind)
{
    begin(j, key);
    append(&j->text, is_object(kind) ? "{" : "[");
    j->level[j->depth].kind = kind;
    j->level[j->depth].filled = false;
    j->depth++;
}

void json_close(Json *j)
{
    j->depth--;
    if (has_lines(j->level[j->depth].kind) && j->level[j->depth].filled) {
        new_line(j);
    }
    append(&j->text, is_object(j->level[j->depth].kind) ? "}" : "]");
}

void json_string(Json *j, const char *key, const char *value)
{
    begin(j, key);
    if (value) {
        add_quoted(&j->text, value);
    } else {
        append(&j->text, "null");
    }
}

void json_bool(Json *j, const char *key, bool value)
{
    begin(j, key);
    append(&j->text, value ? "true" : "false");
}

void json_number(Json *j, const char *key, unsigned long value)
{
    begin(j, key);
    appendf(&j->text, "%lu", value);
}

void json_words(Json *j, const char *words)
{
    char *word;

    while ((word = next_word(&words, " "))) {
        json_string(j, NULL, word);
        free(word);
    }
}

void json_print(Json *j)
{
    puts(j->text.text);
    free(j->text.text);
    j->text = (Text){ 0 };
}
