/*
 * SPDX-License-Identifier: MIT
 *
 * --status: every rule of the kernel, ours or not, as text or as JSON.
 */
#include <errno.h>
#include <string.h>

#include "json.h"
#include "register.h"

/* A program runs through the rule to see which file F has kept. */
typedef struct State {
    char *name;
    char *text;
    Entry entry;
    bool readable;
    const Cpu *cpu;
    bool exists;
    Emulator disk;
    bool known; /* what the kernel runs */
    bool stale; /* it is not the file of that name now */
    Emulator kernel;
} State;

static void look_at_kernel(State *s)
{
    _cleanup_close_ int fd = -1;

    if (!s->cpu || !s->entry.enabled) {
        return;
    }
    fd = run_interpreter(s->cpu);
    s->known = fd >= 0 && !emulator_inspect(fd, &s->kernel);
    s->stale = s->known && !emulator_is_at(fd, s->entry.interpreter);
}

static void look_at(const Instance *in, const char *name, State *s)
{
    memset(s, 0, sizeof(*s));
    s->name = text_of("%s", name);
    s->cpu = cpu_by_rule(name);
    if (kernel_read(in, name, &s->text)) {
        s->text = text_of("%s", "");
    }
    s->readable = !entry_parse(s->text, &s->entry);
    if (!s->readable) {
        return;
    }
    s->exists = !emulator_open(s->entry.interpreter, &s->disk);
    if (in->real && s->entry.flags & FIX_BINARY) {
        look_at_kernel(s);
    }
}

static const char *file_state(const State *s)
{
    if (!s->readable) {
        return "unknown";
    }
    if (s->stale) {
        return "stale";
    }
    if (!s->exists) {
        return "missing";
    }
    if (!s->disk.elf) {
        return "script";
    }
    return s->disk.linked ? "static" : "dynamic";
}

static const char *build_id_of(const State *s)
{
    const Emulator *e = s->known ? &s->kernel : &s->disk;

    return e->build_id[0] ? e->build_id : "-";
}

static const char *colour_of(const State *s)
{
    const char *state = file_state(s);

    if (!s->entry.enabled || !strcmp(state, "missing")) {
        return "\033[31m";
    }
    return strcmp(state, "static") ? "\033[33m" : "\033[32m";
}

static void print_text(const State *s, int width)
{
    bool colour = isatty(1) && !getenv("NO_COLOR");
    _cleanup_free_ char *flags = entry_flags(s->entry.flags);

    printf("%-*s  %s%-8s%s  %-5s  %-7s  %s  %-12.12s  %s\n", width, s->name,
           colour ? colour_of(s) : "",
           s->entry.enabled ? "enabled" : "disabled", colour ? "\033[0m" : "",
           *flags ? flags : "-", file_state(s), s->cpu ? "ours " : "other",
           build_id_of(s), s->readable ? s->entry.interpreter : "-");
}

static const char *or_null(const char *s)
{
    return s && *s ? s : NULL;
}

static void add_json(Json *j, const State *s)
{
    _cleanup_free_ char *flags = entry_flags(s->entry.flags);

    json_open(j, NULL, JSON_OBJECT);
    json_string(j, "name", s->name);
    json_bool(j, "ours", s->cpu);
    json_bool(j, "enabled", s->entry.enabled);
    json_string(j, "interpreter", or_null(s->entry.interpreter));
    json_string(j, "flags", flags);
    json_bool(j, "exists", s->exists);
    json_bool(j, "static", s->exists && s->disk.elf && s->disk.linked);
    json_bool(j, "stale", s->stale);
    json_string(j, "build_id", or_null(s->disk.build_id));
    json_string(j, "registered_build_id",
                s->known ? or_null(s->kernel.build_id) : NULL);
    json_close(j);
}

static void print_json(const State *states, size_t count, bool mounted)
{
    Json j = { 0 };

    json_open(&j, NULL, JSON_OBJECT_LINES);
    json_bool(&j, "mounted", mounted);
    json_open(&j, "rules", JSON_ARRAY_LINES);
    for (size_t i = 0; i < count; i++) {
        add_json(&j, &states[i]);
    }
    json_close(&j);
    json_close(&j);
    json_print(&j);
}

static void print_table(const State *states, size_t count)
{
    int width = 4;

    for (size_t i = 0; i < count; i++) {
        int length = strlen(states[i].name);

        width = length > width ? length : width;
    }
    printf("%-*s  %-8s  %-5s  %-7s  %-5s  %-12s  %s\n", width, "NAME", "STATE",
           "FLAGS", "FILE", "WHOSE", "BUILD-ID", "INTERPRETER");
    for (size_t i = 0; i < count; i++) {
        print_text(&states[i], width);
    }
}

static int print_states(const Options *o, const Instance *in, char **names)
{
    State *states;
    size_t count = 0;

    while (names[count]) {
        count++;
    }
    states = allocate(count * sizeof(*states));
    for (size_t i = 0; i < count; i++) {
        look_at(in, names[i], &states[i]);
    }
    if (o->layout == LAYOUT_JSON) {
        print_json(states, count, true);
    } else {
        print_table(states, count);
    }
    for (size_t i = 0; i < count; i++) {
        free(states[i].name);
        free(states[i].text);
    }
    free(states);
    return EXIT_OK;
}

int job_status(const Options *o)
{
    _cleanup_instance_ Instance in = { .dir = -1, .rules = -1 };
    char **names = NULL;
    int status, r;

    if (!open_for(o, FOR_READING, &in, &status)) {
        if (o->layout == LAYOUT_JSON) {
            print_json(NULL, 0, false);
        }
        return status;
    }
    r = kernel_names(&in, &names);
    if (r) {
        status = warn_errno(r, "'%s': %m", o->procdir);
    } else {
        status = print_states(o, &in, names);
    }
    free_names(names);
    return status;
}
