/*
 * SPDX-License-Identifier: MIT
 *
 * --status: every rule of the kernel, ours or not, as text or as JSON.
 */
#include <errno.h>
#include <string.h>

#include "emulator.h"
#include "jobs.h"
#include "json.h"
#include "rules.h"
#include "run.h"
#include "select.h"

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

/* What the kernel has, without a look at any file. */
static void read_entry(const Instance *in, const char *name, State *s)
{
    memset(s, 0, sizeof(*s));
    s->name = concat(name);
    s->cpu = cpu_by_rule(name);
    if (rules_read(in, name, &s->text)) {
        s->text = concat("");
    }
    s->readable = !entry_parse(s->text, &s->entry);
}

static void look_at(const Instance *in, const char *name, State *s)
{
    read_entry(in, name, s);
    if (!s->readable) {
        return;
    }
    s->exists = !emulator_open(s->entry.interpreter, &s->disk);
    if (in->is_real && s->entry.flags & FIX_BINARY) {
        look_at_kernel(s);
    }
}

static void forget(State *s)
{
    free(s->name);
    free(s->text);
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
    if (!s->disk.is_elf) {
        return "script";
    }
    return s->disk.is_static ? "static" : "dynamic";
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
    json_bool(j, "static", s->exists && s->disk.is_elf && s->disk.is_static);
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

static void print_line(const State *s, int width, bool colours)
{
    _cleanup_free_ char *flags = entry_flags(s->entry.flags);

    printf("%-*s  %s%-8s%s  %-5s  %-7s  %-5s  %-12.12s  %s\n", width, s->name,
           colours ? colour_of(s) : "",
           s->entry.enabled ? "enabled" : "disabled", colours ? "\033[0m" : "",
           *flags ? flags : "-", file_state(s), s->cpu ? "ours" : "other",
           build_id_of(s), s->readable ? s->entry.interpreter : "-");
}

static void print_text(const State *states, size_t count)
{
    bool colours = isatty(1) && !getenv("NO_COLOR");
    int width = strlen("NAME");

    for (size_t i = 0; i < count; i++) {
        int length = strlen(states[i].name);

        width = length > width ? length : width;
    }
    printf("%-*s  %-8s  %-5s  %-7s  %-5s  %-12s  %s\n", width, "NAME", "STATE",
           "FLAGS", "FILE", "WHOSE", "BUILD-ID", "INTERPRETER");
    for (size_t i = 0; i < count; i++) {
        print_line(&states[i], width, colours);
    }
}

/* True if the rule runs one of our emulators, where --own asks for that. */
static bool is_own(const Options *o, const State *s)
{
    _cleanup_rule_ Rule *rule = NULL;

    if (!o->own) {
        return true;
    }
    rule = s->cpu ? rule_for(o, s->cpu) : NULL;
    return rule && s->readable &&
           !strcmp(s->entry.interpreter, rule->interpreter);
}

static bool is_asked_for(const Options *o, const State *s)
{
    return is_own(o, s) &&
           (!o->cpus_named || (s->cpu && o->cpus[cpu_index(s->cpu)]));
}

static void print_states(const Options *o, const Instance *in, char **names)
{
    State *states = NULL;
    size_t count = 0;

    for (char **name = names; *name; name++) {
        State s;

        look_at(in, *name, &s);
        if (is_asked_for(o, &s)) {
            states = reallocate(states, (count + 1) * sizeof(*states));
            states[count++] = s;
        } else {
            forget(&s);
        }
    }
    if (o->layout == LAYOUT_JSON) {
        print_json(states, count, true);
    } else {
        print_text(states, count);
    }
    for (size_t i = 0; i < count; i++) {
        forget(&states[i]);
    }
    free(states);
}

/*
 * Which of our rules there are, for scripts; or which of those that were asked
 * for have been switched off: they are disabled, or missing while others are
 * there. If there is none at all, they were lost together: binfmt_misc has been
 * unmounted, or nobody has registered them since the boot.
 */
static void print_names(const Options *o, const Instance *in)
{
    bool listed[N_CPUS] = { false }, off[N_CPUS] = { false };
    bool any = false;

    FOREACH_CPU(cpu, NULL) {
        size_t i = cpu_index(cpu);
        State s;

        off[i] = true;
        if (rules_have(in, cpu->rule)) {
            read_entry(in, cpu->rule, &s);
            off[i] = s.readable && !s.entry.enabled;
            listed[i] = is_own(o, &s);
            any |= listed[i];
            forget(&s);
        }
    }
    FOREACH_CPU(cpu, o->cpus) {
        size_t i = cpu_index(cpu);

        if (o->layout == LAYOUT_NAMES ? listed[i] : any && off[i]) {
            printf("%s\n", cpu->rule);
        }
    }
}

int job_status(const Options *o)
{
    _cleanup_instance_ Instance in = NO_INSTANCE;
    _cleanup_names_ char **names = NULL;
    int status, r;

    if (!open_for(o, FOR_READING, &in, &status)) {
        if (o->layout == LAYOUT_JSON) {
            print_json(NULL, 0, false);
        }
        return status;
    }
    if (o->layout == LAYOUT_NAMES || o->layout == LAYOUT_OFF) {
        print_names(o, &in);
        return EXIT_OK;
    }
    r = rules_names(&in, &names);
    if (r) {
        return warn_errno(r, "'%s': %m", o->procdir);
    }
    print_states(o, &in, names);
    return EXIT_OK;
}
