/*
 * SPDX-License-Identifier: MIT
 *
 * Looks into an interpreter: is it static, and which build is it?
 */
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "emulator.h"
#include "machine.h"
#include "util.h"

/* The file may be of either class and byte order, and broken. */
typedef struct Elf {
    int fd;
    uint8_t data[1024]; /* its beginning, where headers and notes usually are */
    size_t size;
    bool big;
    bool wide;
} Elf;

static inline uint64_t get(const Elf *elf, const uint8_t *from, size_t size)
{
    union {
        uint16_t half;
        uint32_t word;
        uint64_t xword;
    } value;

    memcpy(&value, from, size);
    switch (size) {
    case sizeof(value.half):
        return elf->big ? be16toh(value.half) : le16toh(value.half);
    case sizeof(value.word):
        return elf->big ? be32toh(value.word) : le32toh(value.word);
    default:
        return elf->big ? be64toh(value.xword) : le64toh(value.xword);
    }
}

#define FIELD(elf, type, base, field)                                          \
    ((elf)->wide ? get(elf, (base) + offsetof(Elf64_##type, field),            \
                       sizeof(((Elf64_##type *)0)->field))                     \
                 : get(elf, (base) + offsetof(Elf32_##type, field),            \
                       sizeof(((Elf32_##type *)0)->field)))

/* @size bytes, which are in @buffer only if they are not in .data; or NULL. */
static const uint8_t *bytes_at(const Elf *elf, uint8_t *buffer, size_t size,
                               uint64_t offset)
{
    if (offset <= elf->size && size <= elf->size - offset) {
        return elf->data + offset;
    }
    return pread(elf->fd, buffer, size, offset) == (ssize_t)size ? buffer
                                                                 : NULL;
}

static size_t align4(size_t n)
{
    return (n + 3) & ~(size_t)3;
}

static void put_hex(char *to, const uint8_t *bytes, size_t size)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < size; i++) {
        *to++ = digits[bytes[i] >> 4];
        *to++ = digits[bytes[i] & 15];
    }
    *to = '\0';
}

/* Names, types and lengths of notes are 4 bytes each in both classes. */
static void find_build_id(const Elf *elf, const uint8_t *header,
                          Emulator *emulator)
{
    uint8_t buffer[1024];
    uint64_t length = FIELD(elf, Phdr, header, p_filesz);
    size_t size = length < sizeof(buffer) ? length : sizeof(buffer);
    const uint8_t *notes =
        bytes_at(elf, buffer, size, FIELD(elf, Phdr, header, p_offset));

    for (size_t at = 0; notes && at + 12 <= size;) {
        size_t name = align4(get(elf, notes + at, 4));
        size_t desc = get(elf, notes + at + 4, 4);
        uint32_t type = get(elf, notes + at + 8, 4);

        if (name > size || desc > size || at + 12 + name + desc > size) {
            return;
        }
        if (type == NT_GNU_BUILD_ID && name == 4 && desc <= 64 &&
            !memcmp(notes + at + 12, "GNU", 4)) {
            put_hex(emulator->build_id, notes + at + 12 + name, desc);
            return;
        }
        at += 12 + name + align4(desc);
    }
}

static void read_segments(const Elf *elf, Emulator *emulator)
{
    size_t entry = elf->wide ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr);
    uint64_t offset = FIELD(elf, Ehdr, elf->data, e_phoff);
    unsigned count = FIELD(elf, Ehdr, elf->data, e_phnum);
    uint8_t buffer[sizeof(Elf64_Phdr)];

    emulator->is_static = true;
    for (unsigned i = 0; i < count; i++) {
        const uint8_t *header =
            bytes_at(elf, buffer, entry, offset + i * entry);

        if (!header) {
            return;
        }
        switch (FIELD(elf, Phdr, header, p_type)) {
        case PT_INTERP:
            emulator->is_static = false;
            break;
        case PT_NOTE:
            if (!emulator->build_id[0]) {
                find_build_id(elf, header, emulator);
            }
            break;
        }
    }
}

int emulator_inspect(int fd, Emulator *emulator)
{
    Elf elf;
    ssize_t n;

    memset(emulator, 0, sizeof(*emulator));
    elf.fd = fd;
    n = pread(fd, elf.data, sizeof(elf.data), 0);
    if (n < 0) {
        return errno == ESPIPE ? -EACCES : -errno; /* as execve says it */
    }
    elf.size = n;
    memcpy(emulator->head, elf.data, sizeof(emulator->head));
    elf.big = emulator->head[EI_DATA] == ELFDATA2MSB;
    elf.wide = emulator->head[EI_CLASS] == ELFCLASS64;
    if (elf.size < sizeof(Elf64_Ehdr) ||
        memcmp(emulator->head, ELFMAG, SELFMAG)) {
        return 0;
    }
    emulator->is_elf = true;
    read_segments(&elf, emulator);
    return 0;
}

int emulator_open(const char *path, Emulator *emulator)
{
    _cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    return fd < 0 ? -errno : emulator_inspect(fd, emulator);
}

/* The same build is the same emulator: each container has files of its own. */
bool emulator_is_at(int fd, const char *path)
{
    struct stat there, here;
    Emulator kept, named;

    if (fstat(fd, &there) || stat(path, &here)) {
        return false;
    }
    if (there.st_dev == here.st_dev && there.st_ino == here.st_ino) {
        return true;
    }
    return !emulator_inspect(fd, &kept) && !emulator_open(path, &named) &&
           kept.build_id[0] && !strcmp(kept.build_id, named.build_id);
}
