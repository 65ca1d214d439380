# SPDX-License-Identifier: MIT
"""Random machine code for harness.c: a pool of single instructions, and blocks of those that are
legal.

The patterns are those of QEMU's decodetree files, so that every class of instructions is as likely
as another; fields that name registers come from a few, to make them the same one often.
"""
import random
import re
import struct

import decodetree
import words
from cpus import BRANCH, CPUS, forbidden, never

MAGIC = 0x46555a5a
HEAD_ROOM = 0x10000
TAIL = 64               # bytes of traps at the end of a block, at least
REGISTER = re.compile(
    r'(r[a-z0-9]*|v[dnmajkrst]\d?|f[dnmajkrst]|x[tabc]|[abtcd]|[bst][0-9]|v[rs][atbc]|fr[atbc]|'
    r'[dnms]|pg|p[dnmg]|[ft][0-9]?|xk|cj|cd|vs[0-9]?)$')
DISTANCE = re.compile(r'(imm|i|disp|offs?|a|n)\w*$')
USUAL = [0, 1, 2, 3, 4, 7, 8, 12, 15, 16, 24, 31, -1, -2, -4, -8]
# x86: a system call, a clock or CPUID that two instructions make where they meet
MEETING = re.compile(rb'\x0f([\x05\x34\x31\xa2])', re.S)


class Generator:
    """Instructions of the CPU called NAME. SOURCE: the folder of QEMU's sources; OMITTED: a regular
    expression for names of patterns that are not wanted. EVERYTHING: also what the harness cannot
    bear."""

    def __init__(self, name, source, seed, omitted=None, everything=False):
        self.name = name
        self.cpu = CPUS[name]
        self.target = source / 'target'
        self.r = random.Random(f'{name} {seed}')
        self.seed = seed
        self.everything = everything
        self.omitted = re.compile(omitted) if omitted else None
        self.files = [[p for p in decodetree.read(self.target / file) if self._wanted(p)]
                      for file in self.cpu.files]
        self.kinds = list(self.cpu.files)

    def _wanted(self, pattern):
        if self.everything:
            return pattern.width in (16, 32, 64)
        return pattern.width in (16, 32, 64) and not never(self.name, pattern.name) and \
            not (self.omitted and self.omitted.match(pattern.name))

    def insn(self):
        """The bytes of one, and the name of its pattern."""
        while True:
            if self.cpu.words and self.r.random() < (2 / (2 + len(self.files))):
                name, code = self.cpu.words, getattr(words, self.cpu.words)(
                    self.r, self.cpu, self.target)
            else:
                name, code = self._by_pattern()
            if self.everything or not forbidden(self.name, code):
                return code, name

    def _by_pattern(self):
        at = self.r.choices(range(len(self.files)), weights=[len(f) for f in self.files])[0]
        file = self.kinds[at]
        patterns = self.files[at]
        if file == 'arm/tcg/a64.decode' and self.r.random() < .45:
            patterns = self._a64_integers(patterns)
        pattern = self.r.choice(patterns)
        word = self._adapt(file, pattern, self._fill(pattern))
        return pattern.name, self._bytes(word, pattern.width)

    @staticmethod
    def _a64_integers(patterns):
        """Those of integers, loads and stores, which a quarter of the patterns only are."""
        return [p for p in patterns if not p.name.endswith(('_v', '_s', '_h')) and
                p.value >> 25 & 15 in (4, 5, 6, 8, 9, 10, 11, 12, 13, 14)]

    def _fill(self, pattern):
        """PATTERN with numbers in its fields."""
        r = self.r
        full = (1 << pattern.width) - 1
        hot = [0, 1, 7, 2, 8, 5, 3] if pattern.width == 16 else \
            [r.randrange(32), r.randrange(32), 31, 0, 30, 29, 28]
        registers = [r.choice(hot[:2]) if r.random() < .7 else r.choice(hot) for _ in range(3)]
        branch = re.match(BRANCH.get(self.name, r'$^'), pattern.name)
        word = r.getrandbits(pattern.width) & ~pattern.mask & ~pattern.zero & full | pattern.value
        for name, places in pattern.fields.items():
            if REGISTER.match(name) and 3 <= sum(length for _, length in places) <= 6:
                value = r.choice(registers) if r.random() < .8 else r.randrange(32)
            elif branch and DISTANCE.match(name):
                value = r.randrange(1, 12)
            elif r.random() < .6:
                value = r.choice(USUAL + [r.randrange(64), r.randrange(256)])
            else:
                continue
            for at, length in reversed(places):     # the last one is the lowest
                free = ((1 << length) - 1) << at & ~pattern.mask
                word = word & ~free | value << at & free
                value >>= length
        return word & full

    def _adapt(self, file, pattern, word):
        """What the files leave to the decoder that reads them."""
        r, name = self.r, self.name
        if name in ('arm', 'armeb') and file.endswith(('a32.decode', 'vfp.decode')) and \
                pattern.mask >> 28 == 0:            # the condition: mostly always
            return word & 0x0fffffff | r.choice([14, 14, 14, 14, r.randrange(14)]) << 28
        if name == 'thumb' and file.endswith('/vfp.decode'):
            return word & 0x0fffffff | 0xe0000000
        if name == 'thumb' and 'neon-dp' in file:
            return word & 0x00ffffff | (0xff if word & 0x01000000 else 0xef) << 24
        if name == 'thumb' and 'neon-ls' in file:
            return word & 0x00ffffff | 0xf9000000
        if name.startswith('sparc'):
            return self._sparc(word)
        return word

    def _sparc(self, word):
        """The frame of a signal has no %l and %i; few odd addresses."""
        op, op3 = word >> 30, word >> 19 & 63
        fpu = op == 2 and op3 in (0x34, 0x35)
        if op >= 2 and not fpu:
            word &= ~(1 << 18)
            if not word >> 13 & 1:
                word &= ~(1 << 4)
        if op == 0 or op == 2 and not fpu or op == 3 and not op3 & 0x20:
            word &= ~(1 << 29)
        if op == 3 and word >> 13 & 1 and self.r.random() < .9:
            word &= ~7
        return word

    def _bytes(self, word, width):
        order = self.cpu.order
        if width == 16:
            return struct.pack(order + 'H', word)
        if width == 64:                             # ppc: prefix and suffix
            return struct.pack(order + 'II', word >> 32, word & 0xffffffff)
        if self.name == 'thumb':
            return struct.pack(order + 'HH', word >> 16, word & 0xffff)
        return struct.pack(order + 'I', word)

    def pool(self, count):
        """COUNT pairs of bytes and name."""
        return [self.insn() for _ in range(count)]

    def blocks(self, pool, count, length):
        """COUNT blocks of up to LENGTH instructions, each a list; one in five is of few kinds."""
        r, out = self.r, []
        for _ in range(count):
            some = r.sample(pool, min(len(pool), 40)) if r.random() < .2 else pool
            out.append([r.choice(some) for _ in range(r.randrange(length // 4, length + 1))])
        return out

    def _join(self, block):
        code = b''.join(block)
        if self.cpu.header == 'x86':
            code = MEETING.sub(lambda m: b'\x0e' + m[1], code.replace(b'\xcd', b'\xcc'))
        return code

    def write(self, path, blocks, rounds, faults):
        """The file that harness.c reads; returns the blocks as bytes."""
        cpu = self.cpu
        codes = [self._join(block) for block in blocks]
        stride = (max(map(len, codes)) + TAIL + 255) & ~255 if rounds > 1 else 96
        lengths = cpu.lengths and rounds > 1
        head = struct.pack((cpu.data_order or cpu.order) + '8I', MAGIC, len(codes), stride, rounds,
                           cpu.step, faults, lengths, self.seed & 0x7fffffff)
        with open(path, 'wb') as file:
            file.write(head.ljust(HEAD_ROOM, b'\0'))
            for code in codes:
                traps = (stride - len(code)) // len(cpu.trap) + 1
                file.write((code + cpu.trap * traps)[:stride])
            for block in blocks if lengths else []:
                ahead = bytes(n for insn in block for n in range(len(insn), 0, -1))
                file.write(ahead.ljust(stride, b'\2'))
            file.write(bytes(-file.tell() % HEAD_ROOM))
        return codes
