/*
 * SPDX-License-Identifier: MIT
 *
 * Writes JSON: containers are opened and closed, commas and escapes come by
 * themselves. In an array @key is NULL.
 */
#ifndef REGISTER_JSON_H
#define REGISTER_JSON_H

#include <stdbool.h>

#include "util.h"

enum { JSON_DEPTH = 4 };

typedef enum JsonKind {
    JSON_OBJECT,
    JSON_ARRAY,
    JSON_OBJECT_LINES, /* each member on a line of its own */
    JSON_ARRAY_LINES,
} JsonKind;

typedef struct Json {
    Text text;
    unsigned depth;
    struct {
        JsonKind kind;
        bool filled;
    } level[JSON_DEPTH];
} Json;

void json_open(Json *j, const char *key, JsonKind kind);
void json_close(Json *j);
/* NULL is written as null. What is not UTF-8 becomes U+FFFD. */
void json_string(Json *j, const char *key, const char *value);
void json_bool(Json *j, const char *key, bool value);
void json_number(Json *j, const char *key, unsigned long value);
/* Each of the words between spaces as a string of the open array. */
void json_words(Json *j, const char *words);
/* Prints what was written, on standard output, and frees it. */
void json_print(Json *j);

#endif
