/*
 * SPDX-License-Identifier: MIT
 *
 * libFuzzer targets for what reads text: one, by FUZZ, in each build.
 *
 *   FUZZ_ENTRY    entry_parse, and back to text: the same rule again
 *   FUZZ_LIST     cpu_select_list
 *   FUZZ_OPTIONS  arguments_parse; words are between newlines
 *   FUZZ_ELF      emulator_inspect
 *
 * die() of message.c would end the fuzzer: it jumps back instead. What the
 * options have allocated by then is lost; leaks are not looked for there.
 */
#include <getopt.h>
#include <setjmp.h>
#include <string.h>
#include <sys/mman.h>

#include "arguments.h"
#include "emulator.h"
#include "rule.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static jmp_buf out;

void __wrap_die(int status, const char *format, ...);
void __wrap_die(int status, const char *format, ...)
{
    (void)status;
    (void)format;
    longjmp(out, 1);
}

static char *text_from(const uint8_t *data, size_t size)
{
    char *text = allocate(size + 1);

    memcpy(text, data, size);
    return text;
}

static void fuzz_entry(char *text)
{
    _cleanup_free_ char *again = NULL, *flags = NULL;
    _cleanup_rule_ Rule *rule = rule_new(&cpus[0], concat("/x"), 0);
    Entry entry;

    if (entry_parse(text, &entry)) {
        return;
    }
    entry_is_rule(&entry, rule);
    flags = entry_flags(entry.flags);
    again = entry_text(&entry, "qemu-x");
    if (!strstr(again, entry.interpreter)) {
        abort();
    }
}

static void fuzz_list(const char *text)
{
    _cleanup_free_ char *unknown = NULL;
    bool set[N_CPUS] = { false };
    bool any = false, known = cpu_select_list(text, set, &unknown);

    for (size_t i = 0; i < N_CPUS; i++) {
        any |= set[i];
    }
    if (known && (unknown || !any)) {
        abort();
    }
}

static void fuzz_options(char *text)
{
    char *argv[64] = { "fuzz" };
    int argc = 1;
    Options o;

    for (char *s = strtok(text, "\n"); s && argc < 63; s = strtok(NULL, "\n")) {
        argv[argc++] = s;
    }
    optind = 0;
    if (!setjmp(out)) {
        options_defaults(&o);
        arguments_parse(&o, argc, argv);
    }
}

static void fuzz_elf(const uint8_t *data, size_t size)
{
    _cleanup_close_ int fd = memfd_create("fuzz", 0);
    Emulator emulator;

    if (fd >= 0 && write(fd, data, size) == (ssize_t)size) {
        emulator_inspect(fd, &emulator);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    _cleanup_free_ char *text = text_from(data, size);

#if defined(FUZZ_ENTRY)
    fuzz_entry(text);
#elif defined(FUZZ_LIST)
    fuzz_list(text);
#elif defined(FUZZ_OPTIONS)
    fuzz_options(text);
#elif defined(FUZZ_ELF)
    fuzz_elf(data, size);
#else
#error "which one?"
#endif
    (void)fuzz_entry, (void)fuzz_list, (void)fuzz_options, (void)fuzz_elf;
    return 0;
}
