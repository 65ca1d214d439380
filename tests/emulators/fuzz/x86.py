# SPDX-License-Identifier: MIT
"""One random instruction of x86, complete with its operands."""
import re

SSE_0F = [*range(0x10, 0x18), *range(0x28, 0x30), *range(0x50, 0x77), 0x7c, 0x7d, 0x7e, 0x7f,
          0xc2, 0xc4, 0xc5, 0xc6, *range(0xd0, 0x100)]
SSE_0F38 = [*range(0x00, 0x0c), 0x10, 0x14, 0x15, 0x17, 0x1c, 0x1d, 0x1e, *range(0x20, 0x26),
            *range(0x28, 0x2c), *range(0x30, 0x42), *range(0xc8, 0xce), *range(0xdb, 0xe0),
            0xf0, 0xf1, 0xf6]
SSE_0F3A = [*range(0x08, 0x10), 0x14, 0x15, 0x16, 0x17, 0x20, 0x21, 0x22, 0x40, 0x41, 0x42, 0x44,
            0x60, 0x61, 0x62, 0x63, 0xcc, 0xdf]
VEX = {
    1: SSE_0F + [0x77],
    2: SSE_0F38 + [*range(0x0c, 0x10), 0x13, 0x16, 0x18, 0x19, 0x1a, 0x45, 0x46, 0x47, 0x58, 0x59,
                   0x5a, 0x78, 0x79, 0x8c, 0x8e, *range(0x90, 0x94), *range(0x96, 0xa0),
                   *range(0xa6, 0xb0), *range(0xb6, 0xc0)] + [0xf2, 0xf3, 0xf5, 0xf6, 0xf7] * 3,
    3: SSE_0F3A + [0, 1, 2, 4, 5, 6, 0x18, 0x19, 0x1d, 0x38, 0x39, 0x46, 0x4a, 0x4b, 0x4c,
                   0xf0, 0xf0],
}
# of 0F: those with an immediate byte
IMM8_0F = {0x70, 0x71, 0x72, 0x73, 0xc2, 0xc4, 0xc5, 0xc6, 0xa4, 0xac, 0xba}
# System calls, clocks, CPUID, random numbers, privileged and far things, segments, POPF, EVEX, XOP:
# wherever their bytes are, as a jump may go into the middle of an instruction.
FORBIDDEN = re.compile(
    rb'\x0f[\x05\x34\x31\xa2\x01\xc7\xae\xa1\xa9\xb2\xb4\xb5\x07\x35\xaa\x0b\xb9\xff\x3f\x36\x24]|'
    rb'[\xcd\xcc\xf1\x9d\x8e\x64\x65\xcf\xcb\xca\x9a\xea\x62]|\x8f[\xe8-\xea]', re.S)


class Maker:
    """Instructions by the random numbers of RANDOM, of 64-bit mode if WIDE."""

    def __init__(self, random, wide):
        self.r = random
        self.wide = wide
        self.prefix = b''
        self.rexw = 0
        self.imm_size = 4

    def insn(self):
        while True:
            code = self._any()
            if code.startswith(b'\x0f\xc7'):        # CMPXCHG8B; only with memory
                if not FORBIDDEN.search(code[2:]):
                    return code
            elif not FORBIDDEN.search(code) and (self.wide or not self._other_in_32(code)):
                return code

    @staticmethod
    def _other_in_32(code):
        """Segments, and what is LES and LDS there instead of VEX."""
        return code[0] in (0x06, 0x07, 0x0e, 0x16, 0x17, 0x1e, 0x1f, 0xc5) or \
            code[0] == 0xc4 and code[1] < 0xc0

    def _any(self):
        kinds = [(.22, self._arithmetic), (.08, self._group), (.10, self._move),
                 (.06, self._other), (.04, self._control), (.10, self._two_bytes),
                 (.04, self._string), (.06, self._x87), (.12, self._sse), (.18, self._vex)]
        short = self.r.random() < .2
        self.prefix = b'\x66' if short else b''
        self.rexw, self.rex = 0, b''
        if self.wide and self.r.random() < .55:
            rex = self.r.choice([8, 8, 0, self.r.randrange(16), self.r.randrange(16)])
            self.rex = bytes([0x40 | rex])
            self.rexw = rex & 8
        self.imm_size = 2 if short and not self.rexw else 4
        return self.r.choices([k for _, k in kinds], [w for w, _ in kinds])[0]()

    def _op(self, *opcode):
        return self.prefix + self.rex + bytes(opcode)

    def _imm(self, size):
        value = self.r.choice([0, 1, 2, 7, 8, 15, 16, 31, 32, 63, -1, -2, 127, -128,
                               self.r.getrandbits(8 * size), self.r.getrandbits(8 * size)])
        return (value & ((1 << 8 * size) - 1)).to_bytes(size, 'little')

    def _modrm(self, digit=None, memory=None):
        """ModRM, SIB and displacement; DIGIT: the opcode's part of it."""
        r = self.r
        reg = r.randrange(8) if digit is None else digit
        if memory is None:
            memory = r.random() < .35
        if not memory:
            return bytes([0xc0 | reg << 3 | r.randrange(8)])
        mod, rm, sib = r.choice([0, 1, 1, 1, 2]), r.randrange(8), b''
        if rm == 4:
            sib = bytes([r.choice([0x20, 0x20, r.randrange(64), r.randrange(256)]) & ~7 |
                         r.randrange(8)])
        size = (0, 1, 4)[mod]
        if mod == 0 and (rm == 5 or rm == 4 and sib[0] & 7 == 5):
            size = 4
        displacement = r.choice([r.randrange(-64, 64), r.randrange(-16, 256),
                                 r.randrange(-4096, 4096)])
        if size == 4 and rm == 5 and mod == 0 and not self.wide:
            displacement = 0x30010000 + r.randrange(1024)
        elif size == 1:
            displacement = r.randrange(-32, 64)
        return bytes([mod << 6 | reg << 3 | rm]) + sib + \
            (displacement & ((1 << 8 * size) - 1)).to_bytes(size, 'little')

    def _arithmetic(self):
        op = self.r.randrange(8) << 3 | self.r.randrange(6)
        if op & 7 >= 4:
            return self._op(op) + self._imm(1 if op & 7 == 4 else self.imm_size)
        operands = self._modrm()
        lock = op & 7 < 2 and op >> 3 != 7 and operands[0] < 0xc0 and self.r.random() < .1
        return (b'\xf0' if lock else b'') + self._op(op) + operands

    def _group(self):
        kind = self.r.randrange(9)
        if kind < 3:
            op = self.r.choice([0x80, 0x81, 0x83])
            return self._op(op) + self._modrm() + self._imm(self.imm_size if op == 0x81 else 1)
        if kind < 6:
            op = self.r.choice([0xc0, 0xc1, 0xd0, 0xd1, 0xd2, 0xd3])
            return self._op(op) + self._modrm() + (self._imm(1) if op < 0xd0 else b'')
        if kind < 8:
            op, digit = self.r.choice([0xf6, 0xf7]), self.r.randrange(8)
            code = self._op(op) + self._modrm(digit)
            return code + (self._imm(1 if op == 0xf6 else self.imm_size) if digit < 2 else b'')
        return self._op(self.r.choice([0xfe, 0xff])) + \
            self._modrm(self.r.choice([0, 1, 0, 1, 6, 2, 4]))

    def _move(self):
        return self._op(self.r.choice([*range(0x84, 0x8c), 0x8d, 0x8d, 0x63])) + self._modrm()

    def _other(self):
        r, imm = self.r, self._imm
        kind = r.randrange(12)
        if kind == 11 and not self.wide:        # what 64-bit mode has no more
            return r.choice([bytes([0x40 | r.randrange(16)]), b'\x27', b'\x2f', b'\x37', b'\x3f',
                             b'\xd4' + imm(1), b'\xd5' + imm(1), b'\x60', b'\x61', b'\xd6'])
        return [
            lambda: self._op(r.choice([0x50, 0x58]) | r.randrange(8)),
            lambda: self._op(0x90 | r.randrange(8)),
            lambda: self._op(r.choice([0x98, 0x99, 0x9c, 0x9e, 0x9f, 0xf5, 0xf8, 0xf9, 0xfc,
                                       0xfd])),
            lambda: self._op(0xb0 | r.randrange(8)) + imm(1),
            lambda: self._op(0xb8 | r.randrange(8)) + imm(8 if self.rexw else self.imm_size),
            lambda: self._op(0x69) + self._modrm() + imm(self.imm_size),
            lambda: self._op(0x6b) + self._modrm() + imm(1),
            lambda: self._op(0xc6) + self._modrm(0) + imm(1),
            lambda: self._op(0xc7) + self._modrm(0) + imm(self.imm_size),
            lambda: self._op(0xa8) + imm(1),
            lambda: self._op(0xa9) + imm(self.imm_size),
            lambda: self._op(0x8d) + self._modrm(memory=True),
        ][kind]()

    def _control(self):
        """Jumps, all but those by a register a few bytes ahead: of the last instruction of a block
        to the beginning of a trap of two bytes."""
        r = self.r
        ahead = 2 * r.randrange(1, 12)
        near, far = bytes([ahead]), ahead.to_bytes(4, 'little')
        return r.choice([
            bytes([0x70 | r.randrange(16)]) + near, bytes([0x70 | r.randrange(16)]) + near,
            b'\x0f' + bytes([0x80 | r.randrange(16)]) + far,
            r.choice([b'\xeb' + near, b'\xe9' + far, b'\xe8' + far]),
            bytes([r.randrange(0xe0, 0xe4)]) + near,
            r.choice([b'\xc3', b'\xc9', b'\xc2\x08\x00', b'\xc2\x10\x00',
                      bytes([0xff, 0xd0 | r.randrange(8)]), bytes([0xff, 0xe0 | r.randrange(8)])])])

    def _two_bytes(self):
        r = self.r
        kind = r.randrange(12)
        if kind < 4:
            return self._op(0x0f, r.choice([0x40, 0x90]) | r.randrange(16)) + self._modrm()
        if kind == 4:
            return self._op(0x0f, r.choice([0xa3, 0xab, 0xb3, 0xbb])) + self._modrm(memory=False)
        if kind == 5:
            return self._op(0x0f, 0xba) + self._modrm(r.randrange(4, 8)) + self._imm(1)
        if kind == 6:
            op = r.choice([0xa4, 0xa5, 0xac, 0xad])
            return self._op(0x0f, op) + self._modrm() + (self._imm(1) if op in IMM8_0F else b'')
        if kind == 7:
            return self._op(0x0f, r.choice([0xaf, 0xb0, 0xb1, 0xc0, 0xc1])) + self._modrm()
        if kind == 8:
            return self._op(0x0f, r.choice([0xb6, 0xb7, 0xbe, 0xbf])) + self._modrm()
        if kind == 9:
            return r.choice([b'', b'\xf3', b'\xf3']) + \
                self._op(0x0f, r.choice([0xbc, 0xbd, 0xb8])) + self._modrm()
        if kind == 10:
            return self._op(0x0f, 0xc8 | r.randrange(8))
        return self._op(0x0f, 0xc7) + self._modrm(1, memory=True)

    def _string(self):
        return self.r.choice([b'', b'\xf2', b'\xf3', b'']) + \
            self._op(self.r.choice([*range(0xa4, 0xa8), *range(0xaa, 0xb0)]))

    def _x87(self):
        """But for what loads or stores the environment, and aliases that nobody writes."""
        op = self.r.randrange(0xd8, 0xe0)
        operands = self._modrm(memory=self.r.random() < .4)
        digit, memory = operands[0] >> 3 & 7, operands[0] < 0xc0
        aliases = {0xdf: (0, 1, 2, 3), 0xdd: (1,), 0xde: (2,)}
        if memory and (op == 0xd9 and digit >= 4 or op == 0xdd and digit in (4, 6)):
            operands = b'\xc1'
        elif not memory and digit in aliases.get(op, ()) and self.r.random() < .9:
            operands = b'\xe0' if op == 0xdf else b'\xc1'
        return self.rex + bytes([op]) + operands

    def _sse(self):
        r = self.r
        prefix = r.choice([b'', b'\x66', b'\xf2', b'\xf3', b'\x66']) + self.rex
        kind = r.randrange(4)
        if kind < 2:
            op = r.choice(SSE_0F)
            return prefix + bytes([0x0f, op]) + self._modrm() + \
                (self._imm(1) if op in IMM8_0F else b'')
        if kind == 2:
            return prefix + bytes([0x0f, 0x38, r.choice(SSE_0F38)]) + self._modrm()
        return r.choice([b'\x66', b'\x66', b'']) + self.rex + \
            bytes([0x0f, 0x3a, r.choice(SSE_0F3A)]) + self._modrm() + self._imm(1)

    def _vex(self):
        r = self.r
        table = r.choice([1, 1, 2, 2, 3])
        op = r.choice(VEX[table])
        register = r.choice([15, r.randrange(16), r.randrange(16)]) | (0 if self.wide else 8)
        inverted = r.choice([7, 7, r.randrange(8)]) if self.wide else 7
        code = bytes([0xc4, inverted << 5 | table,
                      r.randrange(2) << 7 | register << 3 | r.randrange(2) << 2 |
                      r.choice([0, 1, 1, 1, 2, 3]), op])
        if table == 1 and op == 0x77:
            return code
        if table == 2 and 0x90 <= op < 0x94:        # gathers: an index, a short displacement
            return code + bytes([0x44 | r.randrange(8) << 3, r.randrange(256), r.randrange(64)])
        immediate = table == 3 or table == 1 and op in IMM8_0F
        return code + self._modrm() + (self._imm(1) if immediate else b'')
