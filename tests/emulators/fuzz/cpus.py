# SPDX-License-Identifier: MIT
"""The CPUs of the fuzzer: how their instructions are made, and which are never made.

A row has the target of QEMU whose emulator runs it ("thumb" and "sve" are instruction sets of
others), the harness' header in cpu/, options of the compiler and of the emulators.
"""
import re
import struct
import sys
from dataclasses import dataclass, field

NEON = ['arm/tcg/neon-dp.decode', 'arm/tcg/neon-ls.decode', 'arm/tcg/neon-shared.decode']
VFP = ['arm/tcg/vfp.decode', 'arm/tcg/vfp-uncond.decode']
A32 = ['arm/tcg/a32.decode', 'arm/tcg/a32-uncond.decode', *VFP, *NEON]
T32 = ['arm/tcg/t16.decode', 'arm/tcg/t32.decode', *VFP, *NEON]


@dataclass
class Cpu:
    """ORDER: of the code, as struct spells it; FILES: decodetree files below target/ of QEMU;
    WORDS: the function of words.py for what has no such file; UNIT: length of random words; TRAP:
    an illegal instruction; STEP: what the harness skips; DATA_ORDER: of data, if another."""
    target: str
    header: str
    order: str
    files: list = field(default_factory=list)
    words: str = ''
    unit: int = 4
    trap: bytes = bytes(4)
    step: int = 4
    data_order: str = ''
    flags: str = ''
    options: tuple = ()
    lengths: bool = False


def _row(target, header, order, **more):
    return Cpu(target, header, order, **more)


PAUTH = ('-cpu', 'max,pauth=off')       # the default of ours, not of the reference
MIPS = {'files': ['mips/tcg/msa.decode'], 'words': 'mips'}
X86 = {'words': 'x86', 'unit': 1, 'trap': b'\x0f\x0b', 'step': 1, 'lengths': True}
RISCV = {'files': ['riscv/insn16.decode', 'riscv/insn32.decode'], 'unit': 2, 'trap': bytes(2)}

CPUS = {
    'aarch64': _row('aarch64', 'aarch64', '<', files=['arm/tcg/a64.decode'], options=PAUTH),
    'sve': _row('aarch64', 'aarch64', '<', files=['arm/tcg/sve.decode'], options=PAUTH),
    'aarch64_be': _row('aarch64_be', 'aarch64', '<', files=['arm/tcg/a64.decode'], data_order='>',
                       options=PAUTH),
    'arm': _row('arm', 'arm', '<', files=A32, trap=b'\xf0\0\xf0\xe7', flags='-marm'),
    'armeb': _row('armeb', 'arm', '>', files=A32, trap=b'\xe7\xf0\0\xf0', flags='-marm'),
    'thumb': _row('arm', 'arm', '<', files=T32, unit=2, trap=b'\0\xde', step=2,
                  flags='-marm -DTHUMB'),
    'x86_64': _row('x86_64', 'x86', '<', **X86),
    'i386': _row('i386', 'x86', '<', **X86),
    'riscv64': _row('riscv64', 'riscv', '<', flags='-mno-relax -Wl,--no-relax', **RISCV),
    'riscv32': _row('riscv32', 'riscv', '<', flags='-mno-relax', **RISCV),
    's390x': _row('s390x', 's390x', '>', words='s390x', unit=2, trap=bytes(2)),
    'ppc64le': _row('ppc64le', 'ppc', '<', files=['ppc/insn32.decode', 'ppc/insn64.decode'],
                    words='ppc'),
    'ppc64': _row('ppc64', 'ppc', '>', files=['ppc/insn32.decode', 'ppc/insn64.decode'],
                  words='ppc'),
    'ppc': _row('ppc', 'ppc', '>', files=['ppc/insn32.decode'], words='ppc'),
    'mips': _row('mips', 'mips', '>', trap=b'\x7c\0\0\x3f', **MIPS),
    'mipsel': _row('mipsel', 'mips', '<', trap=b'\x3f\0\0\x7c', **MIPS),
    'mips64': _row('mips64', 'mips', '>', trap=b'\x7c\0\0\x3f', **MIPS),
    'mips64el': _row('mips64el', 'mips', '<', trap=b'\x3f\0\0\x7c', **MIPS),
    'mipsn32': _row('mipsn32', 'mips', '>', trap=b'\x7c\0\0\x3f', **MIPS),
    'mipsn32el': _row('mipsn32el', 'mips', '<', trap=b'\x3f\0\0\x7c', **MIPS),
    'loongarch64': _row('loongarch64', 'loongarch64', '<', files=['loongarch/insns.decode']),
    'hppa': _row('hppa', 'hppa', '>', files=['hppa/insns.decode'], trap=b'\0\0\xe0\0'),
    'alpha': _row('alpha', 'alpha', '<', words='alpha', trap=b'\0\0\0\x10'),
    'm68k': _row('m68k', 'm68k', '>', words='m68k', unit=2, trap=b'\x4a\xfc', step=2, lengths=True),
    'sparc64': _row('sparc64', 'sparc64', '>', files=['sparc/insns.decode']),
    'sparc32plus': _row('sparc32plus', 'sparc', '>', files=['sparc/insns.decode']),
    'sparc': _row('sparc', 'sparc', '>', files=['sparc/insns.decode']),
    'sh4': _row('sh4', 'sh4', '<', words='sh4', unit=2, trap=b'\xfd\xff', step=2),
    'sh4eb': _row('sh4eb', 'sh4', '>', words='sh4', unit=2, trap=b'\xff\xfd', step=2),
    'xtensa': _row('xtensa', 'xtensa', '<', words='xtensa', unit=1, trap=bytes(3), step=3,
                   options=('-xtensa-abi-call0',), lengths=True),
    'or1k': _row('or1k', 'or1k', '>', files=['or1k/insns.decode'], trap=b'\xff' * 4),
    'hexagon': _row('hexagon', 'hexagon', '<', words='hexagon'),
    # Without a compiler, and so without a harness: for raw.py alone.
    'microblaze': _row('microblaze', '', '>', files=['microblaze/insns.decode']),
    'microblazeel': _row('microblazeel', '', '<', files=['microblaze/insns.decode']),
    'xtensaeb': _row('xtensaeb', '', '>', words='xtensa', trap=bytes(3)),
}

# Patterns whose immediate is a distance: mostly a few instructions ahead.
_A64_BRANCH = r'(B|BL|CBZ|TBZ|B_cond|CB|CBB.*)$'
_SPARC_BRANCH = r'(BPcc|Bicc|FBPfcc|FBfcc|BPr|CALL|NCP)$'
BRANCH = {
    'aarch64': _A64_BRANCH, 'aarch64_be': _A64_BRANCH, 'sve': _A64_BRANCH,
    'arm': r'(B|BL|BLX_i)$', 'armeb': r'(B|BL|BLX_i)$',
    'thumb': r'(B|B_cond.*|BL|BLX_i|CBZ|.*BF.*|LE|WLS|DLS)$',
    'riscv64': r'(j|jal|b(eq|ne|lt|ge|ltu|geu)|c_.*)$',
    'riscv32': r'(j|jal|b(eq|ne|lt|ge|ltu|geu)|c_.*)$',
    'loongarch64': r'(b|bl|b(eq|ne|lt|ge|ltu|geu|eqz|nez|ceqz|cnez)z?)$',
    'sparc64': _SPARC_BRANCH, 'sparc32plus': _SPARC_BRANCH, 'sparc': _SPARC_BRANCH,
    'or1k': r'l_(j|jal|bf|bnf)$',
    'hppa': r'(bb_.*|b_l.*|bl.*|cmpb.*|addb.*|movb.*)$',
}

# By the name of their pattern: what makes a system call, speaks to a debugger, reads a clock,
# waits, or loses the stack that the handler needs.
_A64_NEVER = (r'(SVC|HVC|SMC|HLT|WFE|WFI|YIELD|WFET|WFIT|ERET.*|DRPS|MSR_i_.*SVCR.*|'
              r'CPY.*|SET[PMEG].*)$')
_A32_NEVER = r'(SVC|HVC|SMC|HLT|BKPT|WFI|WFE|SETEND|RFE|SRS)$'
_RISCV_NEVER = r'(ecall|ebreak|c_ebreak|wfi|csrr.*|.*ret|wrs.*|rdtime.*|ss.*)$'
_PPC_NEVER = r'(sc|scv|attn|stop|tlb.*|darn|DARN|.*SC.*|HRFID|RFID.*|.*TIME.*|mftb)$'
_SPARC_NEVER = (r'(Tcc.*|SAVE|RESTORE|FLUSHW|RDTICK|RDSTICK|RETURN|RDPR.*|SAVED|RESTORED|'
                r'RDSTRAND.*)$')
NEVER = {
    'aarch64': _A64_NEVER, 'aarch64_be': _A64_NEVER, 'sve': _A64_NEVER,
    'arm': _A32_NEVER, 'armeb': _A32_NEVER, 'thumb': _A32_NEVER,
    'riscv64': _RISCV_NEVER, 'riscv32': _RISCV_NEVER,
    'ppc64le': _PPC_NEVER, 'ppc64': _PPC_NEVER, 'ppc': _PPC_NEVER,
    'loongarch64': r'(syscall|rdtime.*|idle|dbcl)$',
    'sparc64': _SPARC_NEVER, 'sparc32plus': _SPARC_NEVER, 'sparc': _SPARC_NEVER,
    'or1k': r'(l_sys|l_trap)$',
    'hppa': r'(break|mfctl|be|be_n|gate|haltbooti|.*rfi.*|diag.*|b_gate|b_push.*)$',
}


def _a64(code, _order):
    w, = struct.unpack('<I', code)
    op1, crn, crm, op2 = w >> 16 & 7, w >> 12 & 15, w >> 8 & 15, w >> 5 & 7
    if w & 0xff000000 == 0xd4000000:            # exceptions, but for BRK
        return w & 0x00e0001f != 0x00200000
    if w & 0xfffff01f == 0xd503201f:            # hints: WFE, WFI, YIELD
        return w >> 5 & 0x7f in (1, 2, 3)
    if w & 0xffc00000 != 0xd5000000:
        return False
    # MRS and MSR: clocks, random numbers; SVCR and its kin; WFET and WFIT
    return (w & 0x00100000 and crn in (14, 2) or
            crn == 4 and op1 == 3 and (crm & 9 or op2 == 2) or w & 0xfffff000 == 0xd5031000)


def _a32(code, order):
    w, = struct.unpack(order + 'I', code)
    return (w & 0x0f000000 == 0x0f000000 or w & 0x0ff000f0 in (0x01200070, 0x01000070) or
            w & 0xfffffdff == 0xf1010000 or w & 0x0fffff00 == 0x0320f000 and w & 0xff < 5 or
            w & 0x0f000010 == 0x0e000010 and w >> 8 & 15 in (14, 15) or
            w & 0x0fe00f00 in (0x0c400f00, 0x0c400e00))


def _t32(code, order):
    h = struct.unpack(f'{order}{len(code) // 2}H', code)
    if any(x & 0xff00 in (0xdf00, 0xbe00) for x in h):
        return True
    if (h[0] & 0xffc0 == 0xba80 or h[0] & 0xfff7 == 0xb650 or
            h[0] in (0xbf10, 0xbf20, 0xbf30, 0xbf40)):
        return True
    return len(h) > 1 and (h[0] & 0xfff0 == 0xf3a0 and h[1] & 0xff00 == 0x8000 or
                           h[1] >> 8 & 15 in (14, 15) and
                           (h[0] & 0xef00 == 0xee00 and h[1] & 0x10 or h[0] & 0xffe0 == 0xec40))


def _riscv(code, _order):
    w = int.from_bytes(code, 'little')
    if len(code) == 2:
        return w == 0x9002
    return w & 0x7f == 0x73 and (w >> 12 & 7 in (0, 4) or w >> 20 not in (1, 2, 3))


def _ppc(code, order):
    w, = struct.unpack(order + 'I', code[-4:])
    op, xo, spr = w >> 26, w >> 1 & 0x3ff, w >> 11 & 0x3ff
    return (op == 17 or op == 31 and xo in (371, 755) or op == 19 and xo in (18, 274, 370, 50) or
            op == 31 and xo == 339 and spr not in (0x20, 0x100, 0x120))


def _mips(code, order):
    w, = struct.unpack(order + 'I', code)
    return (w & 0x3f == 0x0c or w >> 26 == 0x10 or
            w & 0xfc00003f == 0x7c00003b and w >> 11 & 31 in (2, 3))


def _alpha(code, order):
    w, = struct.unpack(order + 'I', code)
    return w >> 26 in (0, 0x19, 0x1b, 0x1d, 0x1e, 0x1f) or w & 0xfc00ffff == 0x6000c000


def _m68k(code, _order):
    return any(h & 0xfff0 == 0x4e40 for h in struct.unpack(f'>{len(code) // 2}H', code))


def _s390x(code, _order):
    """SVC wherever it is; EXECUTE, clocks, STFLE, random numbers, cryptography, privileged ones."""
    first, second = code[0], code[1]
    return (0x0a in code[::2] or first in (0x44, 0x83) or
            first == 0xb2 and second not in (0x22, 0x4d, 0x4e, 0x4f) or
            first == 0xc6 and second & 15 == 0 or first == 0xc8 and second & 15 == 1 or
            first == 0xb9 and second in (0x1e, 0x1f, *range(0x28, 0x30), 0x38, 0x3a, 0x3c, 0x3e,
                                         0x3f))


def _sparc(code, order):
    """Traps, windows, privileged ones; what writes %sp, which no frame of a signal has."""
    w, = struct.unpack(order + 'I', code)
    op, op3, rd, rs1 = w >> 30, w >> 19 & 63, w >> 25 & 31, w >> 14 & 31
    if op == 2 and (op3 in (0x29, 0x2a, 0x2b, 0x31, 0x39, 0x3a, 0x3c, 0x3d, 0x3e, 0x3f) or
                    op3 == 0x28 and rs1 not in (0, 2, 3, 5) or op3 == 0x30 and rd not in (0, 2)):
        return True
    return op >= 2 and rd == 14 or op == 3 and rd in (14, 15)


def _hppa(code, order):
    w, = struct.unpack(order + 'I', code)
    op, ext = w >> 26, w >> 5 & 0xff
    return (op == 0 and ext not in (0x20, 0xc2) or op in (0x05, 0x38, 0x39) or
            op == 2 and w & 31 == 27)


def _loongarch(code, order):
    w, = struct.unpack(order + 'I', code)
    return w >> 15 in (0x55, 0x56) or w >> 10 in (0x18, 0x19, 0x1a) or w >> 24 in (4, 5, 6)


def _or1k(code, order):
    w, = struct.unpack(order + 'I', code)
    return w >> 16 in (0x2000, 0x2100) or w >> 26 in (9, 0x2d, 0x30)


def _sh4(code, order):
    """TRAPA and SLEEP."""
    w, = struct.unpack(order + 'H', code)
    return w >> 8 == 0xc3 or w == 0x1b


def _xtensa(code, _order):
    """SYSCALL and SIMCALL, and what leaves the window."""
    w = int.from_bytes(code[:3], 'little')
    return (w & 0xfff0ff in (0x5000, 0x5100) or w & 0x3f in (0x15, 0x25, 0x35) or
            w & 0xff == 0x36 or w & 0xffffff in (0x90, 0xf01d))


def _hexagon(code, order):
    w, = struct.unpack(order + 'I', code)
    return w >> 24 == 0x54


_FORBIDDEN = {'aarch64': _a64, 'riscv': _riscv, 's390x': _s390x, 'ppc': _ppc, 'mips': _mips,
              'loongarch64': _loongarch, 'hppa': _hppa, 'alpha': _alpha, 'm68k': _m68k,
              'sparc64': _sparc, 'sparc': _sparc, 'or1k': _or1k, 'hexagon': _hexagon, 'sh4': _sh4,
              'xtensa': _xtensa}


def forbidden(name, code):
    """The same by their encoding, as random words come without a name. x86.py has its own."""
    cpu = CPUS[name]
    if cpu.header == 'x86':
        return False
    if cpu.header == 'arm':
        return (_t32 if name == 'thumb' else _a32)(code, cpu.order)
    return bool(_FORBIDDEN[cpu.header](code, cpu.order))


def never(name, pattern):
    """True for the name of a decodetree pattern that is never used."""
    return re.match(NEVER.get(name, r'$^'), pattern)


def main():
    """For rounds.sh: "NAME|TARGET|HEADER|FLAGS", a line for each row that has a harness; "all": for
    each."""
    for name, cpu in CPUS.items():
        if cpu.header or sys.argv[1:] == ['all']:
            print(name, cpu.target, cpu.header, cpu.flags, sep='|')


if __name__ == '__main__':
    main()
