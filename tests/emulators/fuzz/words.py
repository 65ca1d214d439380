# SPDX-License-Identifier: MIT
"""Random instructions of the CPUs whose decoder in QEMU has no decodetree files.

Each function takes the random numbers, the row of the CPU and the folder target/ of QEMU, and
returns the bytes of one instruction. Registers come from two of them and 0, to make operands the
same one often.
"""
import functools
import re
import struct

import x86 as x86_insns


def _small(r):
    """An offset that mostly stays within what can be accessed."""
    return r.choice([r.randrange(64), 0xffc0 | r.randrange(64), r.getrandbits(16)])


def ppc(r, cpu, _target):
    op = r.choice([31, 31, 31, 19, 16, 18, 59, 63, 63, 60, 60, 4, 4, 30, 58, 62, 57, 61,
                   *range(2, 64)])
    hot = [r.randrange(32), r.randrange(32), 0]
    w = (op << 26 | r.choice(hot) << 21 | r.choice(hot) << 16 | r.choice(hot) << 11 |
         r.getrandbits(11))
    if op == 16:
        w = (op << 26 | r.choice([4, 12, 16, 18, 20, 0, 2, 8, 10]) << 21 | r.randrange(32) << 16 |
             r.randrange(2, 12) << 2 | r.randrange(2))
    elif op == 18:
        w = op << 26 | r.randrange(2, 12) << 2 | r.randrange(2)
    elif op not in (31, 19, 59, 63, 60, 4, 30) and r.random() < .7:
        w = w & ~0xffff | _small(r)
    return struct.pack(cpu.order + 'I', w)


def mips(r, cpu, _target):
    op = r.choice([0, 0, 0, 0, 0x1c, 0x1f, 0x11, 0x11, 0x13, 1, *range(64)])
    hot = [r.randrange(32), r.randrange(32), 0]
    w = (op << 26 | r.choice(hot) << 21 | r.choice(hot) << 16 | r.choice(hot) << 11 |
         r.getrandbits(11))
    if op == 0x11:
        w = (op << 26 | r.choice([0, 1, 2, 4, 5, 6, 8, 16, 16, 17, 17, 20, 21, 22]) << 21 |
             r.choice(hot) << 16 | r.choice(hot) << 11 | r.choice(hot) << 6 | r.randrange(64))
    if op in (1, 4, 5, 6, 7, 0x14, 0x15, 0x16, 0x17) or op == 0x11 and w >> 21 & 31 == 8:
        w = w & ~0xffff | r.randrange(1, 12)
    elif op >= 8 and op not in (0x11, 0x13, 0x1c, 0x1f) and r.random() < .7:
        w = w & ~0xffff | _small(r)
    if op in (2, 3, 0x1d):              # J and JAL lead out of the block
        w = 0
    return struct.pack(cpu.order + 'I', w)


def alpha(r, cpu, _target):
    op = r.choice([0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x1a, 0x1c] * 2 +
                  list(range(1, 64)))
    hot = [r.randrange(32), r.randrange(32), 31]
    w = op << 26 | r.choice(hot) << 21 | r.choice(hot) << 16
    if 0x10 <= op <= 0x17 or op == 0x1c:
        if op < 0x14 and r.random() < .4:       # a literal instead of a register
            w = w & ~0x1f0000 | r.randrange(256) << 13 | 1 << 12
        w |= r.getrandbits(7) << 5 | r.choice(hot)
        if op in (0x14, 0x15, 0x16, 0x17):
            w |= r.getrandbits(11) << 5
    elif op >= 0x30:
        w |= r.randrange(1, 12)
    else:
        w |= _small(r)
    return struct.pack(cpu.order + 'I', w)


def sh4(r, cpu, _target):
    """The low digit and, of 0 and 4, the third one tell the operation."""
    hot = [r.randrange(16), r.randrange(16), 0]
    w = r.getrandbits(4) << 12 | r.choice(hot) << 8 | r.choice(hot) << 4 | r.getrandbits(4)
    if w >> 12 in (0, 4) and r.random() < .7:
        w = w & ~0xf0 | r.getrandbits(4) << 4
    elif w >> 12 in (8, 9, 10, 11, 13, 14) and r.random() < .5:
        w = w & ~0xff | r.randrange(2, 24)
    return struct.pack(cpu.order + 'H', w)


def xtensa(r, cpu, _target):
    """Big-endian ones have the fields, which are digits but for numbers, from the other end."""
    code = _xtensa(r)
    if cpu.order == '<':
        return code
    digits = [byte >> 4 | byte << 4 & 0xf0 for byte in code]
    return bytes(digits[:2]) + (code[2:] if code[0] & 15 else bytes(digits[2:]))


def _xtensa(r):
    """Of 24 bits, or of 16 if the low digit is 8 to 13."""
    hot = [r.randrange(16), r.randrange(16), 2]
    w = r.choice([0, 0, 0, 0, 2, 3, 4, 5, 6, 7, *range(8, 14)])
    w |= r.choice(hot) << 4 | r.choice(hot) << 8 | r.choice(hot) << 12
    if w & 15 == 2 and r.random() < .8:
        w = w & ~0xf000 | r.choice([0, 1, 2, 4, 5, 6, 9, 10, 11, 12, 13, 14]) << 12
    if w & 15 in (6, 7) and r.random() < .8:        # branches, not far
        return (w | r.randrange(2, 24) << 16).to_bytes(3, 'little')
    if w & 15 >= 8:
        return w.to_bytes(2, 'little')
    return (w | r.getrandbits(8) << 16).to_bytes(3, 'little')


def m68k(r, _cpu, _target):
    w = r.getrandbits(16)
    if r.random() < .15:
        w = 0x6000 | r.randrange(16) << 8 | r.randrange(2, 24, 2)
    if r.random() < .15:
        w = 0xf200 | r.randrange(64)
    more = [_small(r) if r.random() < .67 else r.randrange(64)
            for _ in range(r.choice([0, 0, 1, 1, 2, 2, 3]))]
    return struct.pack(f'>{1 + len(more)}H', w, *more)


@functools.lru_cache
def _s390x_table(target):
    """(opcode, name, format) of QEMU's table."""
    with open(target / 's390x/tcg/insn-data.h.inc', encoding='utf-8') as file:
        found = (re.match(r'\s*[CDEF]\(0x([0-9a-f]{4}),\s*(\w+),\s*(\w+),', line) for line in file)
        return [(int(m[1], 16), m[2], m[3]) for m in found if m]


def s390x(r, _cpu, target):
    op, name, form = r.choice(_s390x_table(target))
    first, second = op >> 8, op & 0xff
    hot = [r.randrange(16), r.randrange(16), 0, 1]
    length = 2 if op >> 14 == 0 else 6 if op >> 14 == 3 else 4
    b = bytearray(r.choice(hot) << 4 | r.choice(hot) for _ in range(length))
    if form.startswith('V') and r.random() < .8:        # the size of elements
        b[4] = r.randrange(8) << 4 | (b[4] & 15 if form != 'VRX' else 0)
    if length == 6 and form[:3] in ('RXY', 'RSY', 'SIY') and r.random() < .7:
        b[4] = 0                                        # the upper half of the displacement
    if form in ('SS_a', 'SS_b', 'SS_c', 'SS_d', 'SS_f', 'SI'):
        b[1] = r.choice([0, 1, 3, 7, 15, 31, r.randrange(256)])
    b[0] = first
    if first in (0xe3, 0xe6, 0xe7, 0xeb, 0xec, 0xed):
        b[5] = second
    elif first in (0x01, 0xb2, 0xb3, 0xb9, 0xe5):
        b[1] = second
    elif first in (0xa5, 0xa7, 0xc0, 0xc2, 0xc4, 0xc6, 0xc8, 0xcc):
        b[1] = b[1] & 0xf0 | second & 15
    # distances, in halfwords
    if name.startswith(('BR', 'J')) and first == 0xa7:
        b[2:4] = struct.pack('>H', r.randrange(2, 16))
    elif first == 0xc0 and second & 15 in (4, 5) or first == 0xcc and second & 15 == 6:
        b[2:6] = struct.pack('>I', r.randrange(3, 16))
    elif first == 0xec and second in (0x44, 0x45, 0x64, 0x65, 0x76, 0x77, *range(0x7c, 0x80)):
        b[2:4] = struct.pack('>H', r.randrange(3, 16))
    elif first == 0xc4:
        b[2:6] = struct.pack('>i', r.randrange(-64, 64))
    return bytes(b)


def hexagon(r, _cpu, _target):
    """Each a packet of its own."""
    return struct.pack('<I', r.getrandbits(32) | 0xc000)


def x86(r, cpu, _target):
    return x86_insns.Maker(r, cpu.target == 'x86_64').insn()
