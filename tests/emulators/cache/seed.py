# SPDX-License-Identifier: MIT
"""Lists of blocks and emulators with a seed, changed for tests/emulators/cache-seed.t.

    seed.py poison FILE OUT     the code of each block is breakpoints of the host; all sums are right
    seed.py flip FILE OUT N     bit N of the seed is another
    seed.py cut FILE OUT N      the file ends after N bytes of the seed
    seed.py overlap FILE OUT    the index leads into the middle of blocks, and beyond the end
    seed.py lengths FILE OUT    lengths of blocks are wrong, their sums right
    seed.py bounds FILE OUT     each block has one that is impossible, their sums right
    seed.py states FILE OUT     states and places of blocks are wrong, their sums right
    seed.py size FILE           of the seed; of a list, of all

FILE is a list (a file of -tb-cache) or an emulator that has a seed, of one image.
"""
import struct
import sys

HEADER = struct.Struct('<8sQQIIII')     # TBCacheHeader
ENTRY = struct.Struct('<QIIQQIIIHHHH2H2HHHIII4x')     # TBCacheEntry
FACTOR = 0x9e3779b97f4a7c15
MASK = (1 << 64) - 1


def checksum(data):
    """What tb_cache_sum() says."""
    a, b = len(data), FACTOR
    for word, in struct.iter_unpack('<Q', data):
        a = (a ^ word) * FACTOR & MASK
        a ^= a >> 32
        b = (b + a) & MASK
    return a ^ b


def place(data):
    """Offset and size of the seed: the last PT_LOAD, which is read-only and after all others."""
    if data[:4] != b'\x7fELF':
        return 0, len(data)
    headers, = struct.unpack_from('<Q', data, 32)
    count, = struct.unpack_from('<H', data, 56)
    loads = []
    for i in range(count):
        kind, flags, offset, address, _, size = struct.unpack_from('<IIQQQQ', data, headers + 56 * i)
        if kind == 1:
            loads.append((address, flags, offset, size))
    _, flags, offset, size = max(loads)
    assert flags == 4, 'no seed'
    return offset, size


def first(data, at):
    """The offset of the first entry of the image at at, and that of its end."""
    _, _, size, key, slots, _, _ = HEADER.unpack_from(data, at)
    return at + HEADER.size + key + slots * 8, at + size


def entries(data, at):
    """The offset and the fields of each entry."""
    at, end = first(data, at)
    while at < end:
        fields = ENTRY.unpack_from(data, at)
        yield at, fields
        at += fields[1]


def resum(data, at, length):
    """The entry at at, of that many bytes, has the right sum."""
    struct.pack_into('<Q', data, at, checksum(bytes(data[at + 8:at + length])))


def poison(data, at):
    for entry, fields in entries(bytes(data), at):
        states, size = fields[16], fields[18]
        code = entry + ENTRY.size + states * 16
        data[code:code + size] = b'\xcc' * size
        resum(data, entry, fields[1])


def overlap(data, at):
    _, _, size, key, slots, _, _ = HEADER.unpack_from(data, at)
    index = at + HEADER.size + key
    for n in range(slots):
        value, offset = struct.unpack_from('<II', data, index + n * 8)
        if offset:
            wrong = (offset + 1, offset - 3, size // 8 - 1, size // 8, 0xffffffff, 1)[n % 6]
            struct.pack_into('<II', data, index + n * 8, value, wrong)


def change_fields(data, at, places, values):
    for n, (entry, fields) in enumerate(entries(bytes(data), at)):
        where, form = places[n % len(places)]
        value = values[n // len(places) % len(values)] & (1 << 8 * struct.calcsize(form)) - 1
        struct.pack_into('<' + form, data, entry + where, value)
        resum(data, entry, fields[1])


def lengths(data, at):
    change_fields(data, at, ((46, 'H'), (56, 'H'), (60, 'H'), (62, 'H'), (64, 'I'), (68, 'I')),
                  (0, 1, 0x7fff, 0xfffffff8))


def bounds(data, at):
    change_fields(data, at, ((46, 'H'), (56, 'H'), (60, 'H'), (62, 'H'), (64, 'I'), (68, 'I')),
                  (0x7fff, 0xfff8))


def states(data, at):
    change_fields(data, at, ((16, 'Q'), (24, 'Q'), (36, 'I'), (40, 'I'), (44, 'H')),
                  (0, 1, 0xfff, 0x7fff000, 0x8000000000000000, (1 << 64) - 1))


def main():
    verb, name = sys.argv[1:3]
    with open(name, 'rb') as f:
        data = bytearray(f.read())
    at, size = place(data)
    if verb == 'size':
        print(size)
        return
    if verb == 'flip':
        n = int(sys.argv[4])
        data[at + n // 8] ^= 1 << n % 8
    elif verb == 'cut':
        del data[at + int(sys.argv[4]):]
    else:
        {'poison': poison, 'overlap': overlap, 'lengths': lengths,
         'bounds': bounds, 'states': states}[verb](data, at)
    with open(sys.argv[3], 'wb') as f:
        f.write(data)


main()
