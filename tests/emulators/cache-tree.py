#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""For cache-tree.t: verifies a copy of the memory of a tree, or damages it.

cache-tree.py verify FILE       prints how many entries that the index leads to are not
                                complete, by how many its count is wrong, and how many are good
cache-tree.py damage FILE N     FILE.0 ... FILE.N-1, with flipped bits: in the header, and in each
                                97th byte from many places on
"""
import struct
import sys

MASK = (1 << 64) - 1
MAGIC = 0x9e3779b97f4a7c15


def total(text):
    """tb_cache_sum() of the emulator."""
    a, b = len(text), MAGIC
    for (word,) in struct.iter_unpack('<Q', text):
        a = (a ^ word) * MAGIC & MASK
        a ^= a >> 32
        b = b + a & MASK
    return a ^ b


def complete(data, offset, used):
    size = struct.unpack_from('<I', data, offset + 8)[0]
    return size % 8 == 0 and offset + size <= used and \
        total(data[offset + 8:offset + size]) == struct.unpack_from('<Q', data, offset)[0]


def verify(data):
    used, index = struct.unpack_from('<QQ', data, 32)
    slots, count = struct.unpack_from('<QQ', data, index)
    right = wrong = 0
    for n in range(slots):
        offset = 8 * struct.unpack_from('<II', data, index + 16 + 8 * n)[1]
        if offset and complete(data, offset, used):
            right += 1
        elif offset:
            wrong += 1
    print(wrong, right + wrong - count, right)


def damage(data, name, copies):
    data = data.rstrip(b'\0')
    for n in range(copies):
        bad = bytearray(data)
        first = n * 8 + 7 if n < 6 else n * len(data) // copies
        for at in range(first, len(bad) if n >= 6 else first + 1, 97):
            bad[at] ^= 1 << n % 8
        with open('%s.%d' % (name, n), 'wb') as out:
            out.write(bad)


def main():
    with open(sys.argv[2], 'rb') as file:
        data = file.read()
    if sys.argv[1] == 'verify':
        verify(data)
    else:
        damage(data, sys.argv[2], int(sys.argv[3]))


main()
