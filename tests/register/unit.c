/*
 * SPDX-License-Identifier: MIT
 *
 * What no command line reaches: functions of the registrar by themselves. One
 * line of output for each, "ok" or "not ok" and what it is about.
 */
#include <elf.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "cpu.h"
#include "emulator.h"
#include "util.h"

static void check(bool good, const char *what)
{
    printf("%s %s\n", good ? "ok" : "not ok", what);
}

static void check_names(void)
{
    bool set[N_CPUS] = { false };

    check(!cpu_select("", set), "an empty name is no CPU");
}

/* A note whose name is said to be longer than memory; then one that is right,
   which must not be found, since nobody knows where it starts. */
static void check_note(uint32_t name, uint32_t desc, const char *what)
{
    struct {
        Elf32_Ehdr header;
        Elf32_Phdr segment;
        uint32_t note[3], more[3];
        char text[4], id[4];
    } file = { .header = { .e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS32,
                                        ELFDATA2LSB, EV_CURRENT },
                           .e_phoff = sizeof(Elf32_Ehdr),
                           .e_phnum = 1 },
               .segment = { .p_type = PT_NOTE,
                            .p_offset = sizeof(Elf32_Ehdr) + sizeof(Elf32_Phdr),
                            .p_filesz = 32 },
               .note = { htole32(name), htole32(desc), htole32(3) },
               .more = { htole32(4), htole32(4), htole32(3) },
               .text = "GNU",
               .id = "\1\2\3\4" };
    _cleanup_close_ int fd = memfd_create("note", 0);
    Emulator emulator;

    check(write(fd, &file, sizeof(file)) == sizeof(file) &&
              !emulator_inspect(fd, &emulator) && emulator.is_elf &&
              !emulator.build_id[0],
          what);
}

int main(void)
{
    check_names();
    check_note(0xfffffff0, 4, "a note with a name of 4 GiB");
    check_note(0xfffffffd, 4, "a note whose name's length is rounded to 0");
    check_note(4, 0xfffffff0, "a note with a text of 4 GiB");
    check(write_once(-1, "x") == -EBADF, "a write that fails says why");
    return 0;
}
