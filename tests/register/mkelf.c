/*
 * SPDX-License-Identifier: MIT
 *
 * Writes a static ELF program for a row of register/cpus.def from machine code.
 *
 * Usage: mkelf NAME [FIELD=NUMBER...] <code >program
 *
 *   NAME   first column of the table; gives class, byte order, machine and,
 *          for the two ABIs of MIPS that share a machine, e_flags
 *   FIELD  class data version osabi abiversion pad: bytes of e_ident, from
 *          EI_CLASS on; type machine flags: fields of the header. A number is
 *          decimal, 0x... or 0...; class also changes the layout, data does
 *          not change the byte order.
 *   code   numbers of 2, 4, 6, 8 or 16 hexadecimal digits between blanks, each
 *          written as that many bytes in the byte order of the row; # starts
 *          a comment. Without any number the program is nothing but headers.
 *
 * The file is one segment, readable, writable and executable, at BASE; the
 * code follows the headers at BASE + CODE, and execution starts there.
 *
 * Exit status: 0, or 1 with a message.
 */
#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../register/machine.h"

enum {
    BASE = 0x400000,
    CODE = 128, /* behind the headers of both classes */
    MAX_CODE = 1 << 20,
};

enum Field {
    CLASS,
    DATA,
    VERSION,
    OSABI,
    ABIVERSION,
    PAD,
    TYPE,
    MACHINE,
    FLAGS,
    FIELDS
};

static const char *const field_name[FIELDS] = {
    "class", "data", "version", "osabi", "abiversion",
    "pad",   "type", "machine", "flags",
};

typedef struct Row {
    const char *name;
    unsigned class;
    unsigned order;
    unsigned machine;
    unsigned flags;
} Row;

/* A peculiarity of the table as the e_flags that it asks for. */
#define LOOSE_DATA 0
#define LOOSE_VERSION 0
#define LINUX_OSABI 0
#define MACHINE_LOW_BYTE 0
#define LETTERS_IN_HEX 0
#define FLAGS_O32 0
#define FLAGS_N32 EF_MIPS_ABI2

#define CPU(name, target, family, class, order, machine, peculiarity, ...)     \
    { #name, ELFCLASS##class, ELFDATA2##order, machine, peculiarity },

static const Row rows[] = {
#include "../../register/cpus.def"
};

static unsigned char image[CODE + MAX_CODE];
static size_t used;
static unsigned byte_order;

static void die(const char *what, const char *name)
{
    fprintf(stderr, "mkelf: %s: %s\n", what, name);
    exit(1);
}

/* Appends @value as @size bytes in the byte order of the program. */
static void put(uint64_t value, size_t size)
{
    if (used + size > sizeof(image)) {
        die("more code than fits", "standard input");
    }
    for (size_t i = 0; i < size; i++) {
        size_t place = byte_order == ELFDATA2MSB ? size - 1 - i : i;

        image[used++] = value >> (8 * place);
    }
}

/* Appends a number of the listing: every two digits are a byte. */
static void put_number(const char *digits)
{
    size_t length = strlen(digits);

    if (length % 2 || length > 16 ||
        strspn(digits, "0123456789abcdefABCDEF") != length) {
        die("not a number of whole bytes", digits);
    }
    put(strtoull(digits, NULL, 16), length / 2);
}

static void read_code(void)
{
    char line[256];

    while (fgets(line, sizeof(line), stdin)) {
        line[strcspn(line, "#\n")] = '\0';
        for (char *s = strtok(line, " \t"); s; s = strtok(NULL, " \t")) {
            put_number(s);
        }
    }
    if (ferror(stdin)) {
        die(strerror(errno), "standard input");
    }
}

static void put_file_header(const unsigned long *field)
{
    size_t word = field[CLASS] == ELFCLASS64 ? 8 : 4;
    size_t ehsize = word == 8 ? sizeof(Elf64_Ehdr) : sizeof(Elf32_Ehdr);
    size_t phentsize = word == 8 ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr);

    memcpy(image, ELFMAG, SELFMAG);
    for (int i = CLASS; i <= PAD; i++) {
        image[EI_CLASS + i] = field[i];
    }
    used = EI_NIDENT;
    put(field[TYPE], 2);
    put(field[MACHINE], 2);
    put(EV_CURRENT, 4);
    put(BASE + CODE, word); /* e_entry */
    put(ehsize, word);      /* e_phoff */
    put(0, word);           /* e_shoff */
    put(field[FLAGS], 4);
    put(ehsize, 2);
    put(phentsize, 2);
    put(1, 2); /* e_phnum */
    put(0, 6); /* no sections */
}

static void put_program_header(const unsigned long *field, size_t size)
{
    size_t word = field[CLASS] == ELFCLASS64 ? 8 : 4;

    put(PT_LOAD, 4);
    if (word == 8) {
        put(PF_R | PF_W | PF_X, 4);
    }
    put(0, word);    /* p_offset */
    put(BASE, word); /* p_vaddr */
    put(BASE, word); /* p_paddr */
    put(size, word); /* p_filesz */
    put(size, word); /* p_memsz */
    if (word == 4) {
        put(PF_R | PF_W | PF_X, 4);
    }
    put(0x10000, word); /* p_align */
}

static const Row *find_row(const char *name)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (!strcmp(rows[i].name, name)) {
            return &rows[i];
        }
    }
    die("not in register/cpus.def", name);
    return NULL;
}

/* Reads FIELD=NUMBER into @field. */
static void set_field(unsigned long *field, char *text)
{
    char *equals = strchr(text, '='), *end;

    if (!equals || !isdigit((unsigned char)equals[1])) {
        die("not FIELD=NUMBER", text);
    }
    *equals = '\0';
    for (int i = 0; i < FIELDS; i++) {
        if (!strcmp(field_name[i], text)) {
            field[i] = strtoul(equals + 1, &end, 0);
            if (*end) {
                die("not a number", equals + 1);
            }
            return;
        }
    }
    die("unknown field", text);
}

int main(int argc, char **argv)
{
    unsigned long field[FIELDS] = { [VERSION] = EV_CURRENT, [TYPE] = ET_EXEC };
    const Row *row;
    size_t size;

    if (argc < 2) {
        die("usage", "mkelf NAME [FIELD=NUMBER...] <code >program");
    }
    row = find_row(argv[1]);
    field[CLASS] = row->class;
    field[DATA] = byte_order = row->order;
    field[MACHINE] = row->machine;
    field[FLAGS] = row->flags;
    for (int i = 2; i < argc; i++) {
        set_field(field, argv[i]);
    }

    used = CODE;
    read_code();
    size = used;
    put_file_header(field);
    put_program_header(field, size);
    if (fwrite(image, 1, size, stdout) != size || fflush(stdout)) {
        die(strerror(errno), "standard output");
    }
    return 0;
}
