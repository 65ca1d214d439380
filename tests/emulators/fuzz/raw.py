#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Programs that are nothing but random instructions: what ends them is their own doing, a signal or
an exit, and never the emulator's.

The translator reads a block before anything of it is executed, so that a program has its say up to
its first jump even where its first instruction is a fault. No compiler is needed, and nothing is
left out: the emulator runs where no system call does harm (confine.c).

Exit status: 0: no emulator has died; 1: some have, and the programs are shown; 2: it could not be
run.
"""
import argparse
import collections
import pathlib
import resource
import signal
import subprocess
import sys

from cpus import CPUS
from generate import Generator

LENGTH = 48             # instructions of a program
ENTRY = 0x80            # tests/register/mkelf.c: where the code is in the file
USER_TIME = .05         # seconds of a program that does not end by itself
CRASH = b'qemu: uncaught target signal '


class Programs:
    """Files of random instructions for the row NAME of cpus.py."""

    def __init__(self, name, source, seed, mkelf, flags):
        self.make = Generator(name, source, seed, everything=True)
        self.cpu = CPUS[name]
        self.r = self.make.r
        size = LENGTH * 16
        listing = ' '.join(['00'] * size)
        elf = subprocess.run([mkelf, self.cpu.target, f'flags={flags}'], input=listing.encode(),
                             stdout=subprocess.PIPE, check=True).stdout
        self.head = bytearray(elf[:ENTRY])
        self.size = size
        if name == 'thumb':
            self.head[24] |= 1          # e_entry

    def _noise(self, code):
        """CODE with one or two other bits, or random bytes instead."""
        r = self.r
        if r.random() < .4:
            return r.randbytes(len(code))
        for _ in range(r.choice([1, 1, 2])):
            bit = r.randrange(8 * len(code))
            code = code[:bit // 8] + bytes([code[bit // 8] ^ 1 << bit % 8]) + code[bit // 8 + 1:]
        return code

    def _packet(self, insn):
        """INSN of hexagon, in the middle of a packet, at its end, or as a duplex."""
        word = int.from_bytes(insn, 'little') & ~0xc000 | self.r.choice([0, 1, 1, 2, 3, 3]) << 14
        return word.to_bytes(4, 'little')

    def next(self):
        """The bytes of the next program, and its code alone; some have few instructions that are
        none, others nothing else."""
        code, share = b'', self.r.choice([.04, .04, .3, 1])
        for _ in range(LENGTH):
            insn, _ = self.make.insn()
            if self.cpu.target == 'hexagon':
                insn = self._packet(insn)
            code += self._noise(insn) if self.r.random() < share else insn
        code = code.ljust(self.size, self.cpu.trap[:1])[:self.size]
        return bytes(self.head) + code, code


def limit():
    """In the child: the time that an endless loop has; no core files."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.setitimer(signal.ITIMER_VIRTUAL, USER_TIME)


def run(command, errors):
    """How the program ended, in words, and what is wrong with that, or None."""
    errors.seek(0)
    errors.truncate()
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                          stderr=errors, preexec_fn=limit) as process:
        try:
            status = process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            status = 'sleeps'
    errors.seek(0)
    lines = [line for line in errors.read().split(b'\n') if line.strip(b'* ')]
    told = [line for line in lines if line.startswith(CRASH)]
    if status in ('sleeps', -signal.SIGVTALRM):
        how, wanted = 'endless', 0
    elif status >= 0:
        how, wanted = 'exit', 0
    else:
        how = signal.Signals(-status).name
        wanted = how != 'SIGSTKFLT'     # SIGEMT of some guests, of which no line tells
    if status in (125, 126, 127) and lines:
        raise RuntimeError(lines[0].decode(errors='replace'))
    if len(lines) == len(told) == wanted:
        return how, None
    other = next((line for line in lines if line not in told), b'nothing')
    return how, other.decode(errors='replace')


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split('\n', maxsplit=1)[0])
    parser.add_argument('cpu', choices=CPUS)
    parser.add_argument('--emulator', required=True, help='COMMAND|ARGUMENT...')
    parser.add_argument('--mkelf', required=True)
    parser.add_argument('--flags', default='0', help='e_flags')
    parser.add_argument('--source', type=pathlib.Path, required=True, help="QEMU's sources")
    parser.add_argument('--work', type=pathlib.Path, required=True)
    parser.add_argument('--programs', type=int, default=40)
    parser.add_argument('--seed', type=int, default=1)
    return parser.parse_args()


def main():
    args = arguments()
    programs = Programs(args.cpu, args.source, args.seed, args.mkelf, args.flags)
    command = [*args.emulator.split('|'), *CPUS[args.cpu].options]
    endings, bad = collections.Counter(), 0
    with open(args.work / f'{args.cpu}.err', 'w+b') as errors:
        for number in range(args.programs):
            path = args.work / f'{args.cpu}.raw'
            path.unlink(missing_ok=True)
            image, code = programs.next()
            path.write_bytes(image)
            path.chmod(0o755)
            how, trouble = run([*command, str(path)], errors)
            endings[how] += 1
            if trouble:
                bad += 1
                print(f'program {number}: {how}, and the emulator says: {trouble}')
                print(f'  {code.hex()}')
    print(f'{args.cpu}: {args.programs} programs, {bad} killed the emulator:',
          ', '.join(f'{how} {count}' for how, count in endings.most_common()))
    return bad > 0


if __name__ == '__main__':
    try:
        sys.exit(main())
    except (OSError, RuntimeError, subprocess.SubprocessError) as error:
        print(error)
        sys.exit(2)
