/*
 * SPDX-License-Identifier: MIT
 *
 * Makes the smallest program of a CPU: headers and a few instructions that
 * exit with GUEST_STATUS; and one that cannot start. No input or output here.
 */
#include <stdlib.h>
#include <string.h>

#include "guest.h"
#include "machine.h"

/* Behind the headers of both classes; the address is fit for any page size. */
enum { BASE = 0x400000, CODE = 128, ALIGN = 0x10000 };

typedef struct Guest {
    const char *target;
    uint32_t flags;
    const char *code;
} Guest;

static const Guest guests[] = {
#define GUEST(target, flags, code) { #target, flags, code },
#include "guests.def"
#undef GUEST
};

typedef struct Writer {
    uint8_t *image;
    size_t used;
    bool big;
    size_t word;
} Writer;

static void put(Writer *w, uint64_t value, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        size_t place = w->big ? size - 1 - i : i;

        w->image[w->used++] = value >> (8 * place);
    }
}

static void put_code(Writer *w, const char *code)
{
    while (*code) {
        char *end;
        uint64_t value = strtoull(code, &end, 16);

        put(w, value, (end - code) / 2);
        code = end + strspn(end, " ");
    }
}

static void put_file_header(Writer *w, const Cpu *cpu, uint32_t flags)
{
    bool wide = w->word == 8;
    size_t size = wide ? sizeof(Elf64_Ehdr) : sizeof(Elf32_Ehdr);

    memcpy(w->image, ELFMAG, SELFMAG);
    w->image[EI_CLASS] = cpu->class;
    w->image[EI_DATA] = cpu->order;
    w->image[EI_VERSION] = EV_CURRENT;
    w->used = EI_NIDENT;
    put(w, ET_EXEC, 2);
    put(w, cpu->machine, 2);
    put(w, EV_CURRENT, 4);
    put(w, BASE + CODE, w->word); /* e_entry */
    put(w, size, w->word);        /* e_phoff */
    put(w, 0, w->word);           /* e_shoff */
    put(w, flags, 4);
    put(w, size, 2);
    put(w, wide ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr), 2);
    put(w, 1, 2); /* e_phnum */
    put(w, 0, 6); /* no sections */
}

static void put_program_header(Writer *w, uint32_t type, size_t offset,
                               size_t size)
{
    put(w, type, 4);
    if (w->word == 8) {
        put(w, PF_R | PF_X, 4);
    }
    put(w, offset, w->word);
    put(w, BASE + offset, w->word); /* p_vaddr */
    put(w, BASE + offset, w->word); /* p_paddr */
    put(w, size, w->word);          /* p_filesz */
    put(w, size, w->word);          /* p_memsz */
    if (w->word == 4) {
        put(w, PF_R | PF_X, 4);
    }
    put(w, ALIGN, w->word);
}

static Writer writer_for(const Cpu *cpu, uint8_t image[GUEST_MAX])
{
    memset(image, 0, GUEST_MAX);
    return (Writer){ .image = image,
                     .used = CODE,
                     .big = cpu->order == ELFDATA2MSB,
                     .word = cpu->class == ELFCLASS64 ? 8 : 4 };
}

static const Guest *guest_of(const Cpu *cpu)
{
    for (size_t i = 0; i < sizeof(guests) / sizeof(guests[0]); i++) {
        if (!strcmp(guests[i].target, cpu->target)) {
            return &guests[i];
        }
    }
    return NULL;
}

size_t guest_program(const Cpu *cpu, uint8_t image[GUEST_MAX])
{
    const Guest *guest = guest_of(cpu);
    Writer w = writer_for(cpu, image);
    size_t size;

    if (!guest) {
        return 0;
    }
    put_code(&w, guest->code);
    size = w.used;
    put_file_header(&w, cpu, guest->flags);
    put_program_header(&w, PT_LOAD, 0, size);
    return size;
}

/* The kernel looks for the program interpreter when it has found the CPU to be
   its own, and before it gives up the program that calls execve. */
size_t guest_stillborn(const Cpu *cpu, uint8_t image[GUEST_MAX])
{
    static const char directory[] = "/";
    const Guest *guest = guest_of(cpu);
    Writer w = writer_for(cpu, image);

    if (!guest) {
        return 0;
    }
    memcpy(image + CODE, directory, sizeof(directory));
    put_file_header(&w, cpu, guest->flags);
    put_program_header(&w, PT_INTERP, CODE, sizeof(directory));
    return CODE + sizeof(directory);
}
