#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""One round of the fuzzer: random code for a CPU, run in two ways, compared.

Both run a pool of single instructions, each with all registers random; of those that are legal,
blocks are made, and run as well. All that each leaves is compared: signals, registers, memory. A
difference that known.def does not explain is shown from its beginning; so is what ends both
emulators, and not the program only.

Exit status: 0: no difference; 1: differences; 2: the round could not be run.
"""
import argparse
import pathlib
import random
import re
import subprocess
import sys

from generate import Generator
from known import Known

UNSURE = 40         # blocks after an endless one; where a loop is left depends on the timer
RESUMES = 300       # more often no emulator is started again behind a block that killed it


class Side:
    """One of the two: a command in front of harness and FILE; its lines by (round, block)."""

    def __init__(self, label, command, harness, work, seconds):
        self.label = label
        self.command = [*command, str(harness)]
        self.seconds = seconds
        self.errors = work / f'{label}.err'

    def start(self, file, *more):
        """The process that runs FILE."""
        with open(self.errors, 'w', encoding='utf-8') as errors:
            return subprocess.Popen([*self.command, str(file), *more], stdout=subprocess.PIPE,
                                    stderr=errors, stdin=subprocess.DEVNULL)

    def finish(self, process):
        """Its output and how it ended."""
        try:
            out, _ = process.communicate(timeout=self.seconds)
            status = process.returncode
        except subprocess.TimeoutExpired:
            process.kill()
            out, _ = process.communicate()
            status = 'does not end'
        message = [line for line in
                   self.errors.read_text(encoding='utf-8', errors='replace').split('\n')
                   if line.strip() and line != '**']
        return out.decode(errors='replace').split('\n'), status, message[0] if message else ''

    def show(self, how, file, block, turn):
        """The lines of one block, with all registers: alone (-v), or behind others (-w)."""
        for _ in range(2):
            lines, status, message = self.finish(self.start(file, how, str(block), str(turn)))
            # One in thousands ends by a signal, natively, on a busy machine: not if made again.
            if not isinstance(status, int) or status >= 0:
                break
        return [line for line in lines if line.startswith(' ')] + (
            [f'ends with {status}: {tidy(message)}'] if status else [])


def tidy(message):
    """MESSAGE of an emulator that gives up, without what differs from run to run."""
    return re.sub(r'0x[0-9a-f]{5,}|pc=\S*|\d{5,}|:\d+|[^ ]*/src/qemu[^/]*/|^qemu-[^:]*: ', '', message)


def results(lines):
    """(round, block) to the rest of each line "BLOCK ROUND ..."."""
    found = {}
    for line in lines:
        words = line.split()
        if len(words) == 5 and words[0].isdigit():
            found[int(words[1]), int(words[0])] = ' '.join(words[2:])
    return found


def run_to_end(sides, file, blocks, rounds):
    """What each of SIDES says of FILE; again behind each block that kills an emulator."""
    every = [(turn, block) for turn in range(rounds) for block in range(blocks)]
    found = {side: {} for side in sides}
    left = {side: every[0] for side in sides}
    for _ in range(RESUMES):
        begun = {side: side.start(file, '-r', str(at[1]), str(at[0])) for side, at in left.items()}
        left = {}
        for side, process in begun.items():
            lines, status, message = side.finish(process)
            found[side].update(results(lines))
            if status == 0:
                continue
            dead = next((at for at in every if at not in found[side]), None)
            if dead is None:
                raise RuntimeError(f'{side.label} ends with {status}: {message}')
            if status in (2, 125, 126, 127):
                raise RuntimeError(f'{" ".join(side.command)} {file}: {status}: {message}')
            found[side][dead] = f'CRASH {status} {tidy(message)}'
            after = every.index(dead) + 1
            if after < len(every):
                left[side] = every[after]
        if not left:
            break
    return [found[side] for side in sides]


def gave_up(line):
    """True if LINE says that the emulator has died, and not its guest by a signal."""
    words = line.split()
    return words[0] == 'CRASH' and (words[1] == '-6' or words[1].isdigit() or
                                    'QEMU internal' in line)


def differing(one, other, keys):
    """The keys of blocks that differ, and the number of those that cannot be compared."""
    different, unsure, since = [], 0, UNSURE
    for key in keys:
        a, b = one.get(key, 'not run'), other.get(key, 'not run')
        if a.endswith(' T') or b.endswith(' T'):
            since = 0
            unsure += 1
        elif since < UNSURE:
            since += 1
            unsure += 1
        elif a != b:
            different.append(key)
    return different, unsure


def legal(pool, *logs):
    """The instructions of POOL that blocks are made of: fewer of those that have a fault."""
    chance = random.Random(1)
    out = []
    for number, (code, _) in enumerate(pool):
        lines = [log.get((0, number), 'CRASH') for log in logs]
        if any(line.startswith('CRASH') or line.endswith(' T') for line in lines):
            continue
        places = [line.split()[1] for line in lines]
        if any(place in ('4:0000', '5:0000', '0:0000') for place in places):
            continue
        if all(not place.endswith(':0000') for place in places) or chance.random() < .3:
            out.append(code)
    return out


class Round:
    """The two sides, one CPU and seed."""

    def __init__(self, options):
        self.options = options
        self.known = Known(options.known, options.cpu, options.against)
        self.generator = Generator(options.cpu, options.source, options.seed,
                                   self.known.omitted())
        cpu = self.generator.cpu
        work = options.work
        ours = [*options.ours.split('|'), *cpu.options]
        other = options.other.split('|') if options.other else []
        if other and options.against != 'native':
            other += cpu.options
        self.sides = [Side('ours', ours, options.harness, work, options.seconds),
                      Side('other', other, options.other_harness or options.harness, work,
                           options.seconds)]
        self.unknown = 0

    def compare(self, what, file, codes, rounds):
        """Runs FILE, tells the differences."""
        logs = run_to_end(self.sides, file, len(codes), rounds)
        keys = [(turn, block) for turn in range(rounds) for block in range(len(codes))]
        different, unsure = differing(*logs, keys)
        explained = 0
        for key in different[:self.options.show]:
            shown = [side.show('-v', file, key[1], key[0]) for side in self.sides]
            if shown[0] == shown[1]:        # it depends on what earlier blocks have left
                shown = [side.show('-w', file, key[1], key[0]) for side in self.sides]
            if shown[0] == shown[1]:        # not to be repeated: it depended on the timer
                print(f'{self.options.cpu}: {what} {key[1]} round {key[0]}: differed, but not again')
                unsure += 1
                continue
            if self.explain(what, key, codes[key[1]], shown):
                explained += 1
            else:
                self.unknown += 1
        self.unknown += max(0, len(different) - self.options.show)
        self.deaths(what, codes, {key: line for key, line in logs[0].items()
                                  if key not in different and gave_up(line)})
        ended = sum(line.startswith('CRASH') for line in logs[0].values())
        print(f'{self.options.cpu}: {len(codes)} {what} x {rounds}: {len(different)} differ, '
              f'{explained} known, {unsure} not compared, {ended} end the emulator')
        return logs

    def deaths(self, what, codes, lines):
        """Tells of what ends both, once for each message."""
        told = set()
        for key, line in lines.items():
            _, status, *message = line.split(' ', maxsplit=2)
            text = f'ends with {status}: {"".join(message)}'
            if text in told or self.known.explains(codes[key[1]].hex(), f'{text} <> {text}'):
                continue
            told.add(text)
            self.unknown += 1
            print(f'{self.options.cpu}: {what} {key[1]} round {key[0]}, '
                  f'code {codes[key[1]][:64].hex()}, both: {text}')

    def explain(self, what, key, code, shown):
        """True if known.def does; else shows where the difference begins."""
        ours, other = shown
        at = next((i for i, pair in enumerate(zip(ours, other)) if pair[0] != pair[1]),
                  min(len(ours), len(other)))
        a = ours[at].strip() if at < len(ours) else 'nothing more'
        b = other[at].strip() if at < len(other) else 'nothing more'
        places = [int(m[1], 16) for m in (re.match(r' signal .* pc ([0-9a-f]+)', line)
                                          for line in ours[:at + 1]) if m]
        begin = places[-2] if len(places) > 1 else 0
        end = places[-1] if places else len(code)
        near = code[begin:end + 8] if begin <= end <= len(code) else code[begin:begin + 32]
        if self.known.explains(near.hex(), f'{a} <> {b}'):
            return True
        print(f'{self.options.cpu}: {what} {key[1]} round {key[0]}, code {near.hex()}')
        print(f'    ours:  {a}')
        print(f'    other: {b}')
        return False

    def run(self):
        """The pool, then blocks of it."""
        options, generator = self.options, self.generator
        pool = generator.pool(options.pool)
        file = options.work / 'pool'
        codes = generator.write(file, [[code] for code, _ in pool], 1, 1)
        logs = self.compare('instructions', file, codes, 1)
        insns = legal(pool, *logs)
        if len(insns) < options.pool // 20:
            raise RuntimeError(f'only {len(insns)} of {options.pool} instructions are legal')
        if not options.blocks:
            return 1 if self.unknown else 0
        blocks = generator.blocks(insns, options.blocks, options.length)
        file = options.work / 'blocks'
        codes = generator.write(file, blocks, options.rounds, 60)
        self.compare('blocks', file, codes, options.rounds)
        return 1 if self.unknown else 0


def arguments():
    """A command is words between |."""
    parser = argparse.ArgumentParser(description=__doc__.split('\n', maxsplit=1)[0])
    parser.add_argument('cpu')
    parser.add_argument('--source', type=pathlib.Path, required=True, help='sources of QEMU')
    parser.add_argument('--work', type=pathlib.Path, required=True, help='directory for files')
    parser.add_argument('--harness', type=pathlib.Path, required=True)
    parser.add_argument('--ours', required=True, help='command of our emulator')
    parser.add_argument('--other', default='', help='command of the other, or none for the CPU')
    parser.add_argument('--other-harness', type=pathlib.Path)
    parser.add_argument('--against', choices=['self', 'reference', 'native'], required=True)
    parser.add_argument('--known', type=pathlib.Path, required=True, help='table of differences')
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--pool', type=int, default=2000, help='instructions')
    parser.add_argument('--blocks', type=int, default=100, help='0: the pool only')
    parser.add_argument('--length', type=int, default=120, help='of a block, in instructions')
    parser.add_argument('--rounds', type=int, default=2, help='runs of each block')
    parser.add_argument('--seconds', type=int, default=100, help='limit for one run')
    parser.add_argument('--show', type=int, default=20, help='differences that are looked at')
    return parser.parse_args()


def main():
    options = arguments()
    options.work.mkdir(parents=True, exist_ok=True)
    try:
        return Round(options).run()
    except (RuntimeError, OSError) as error:
        print(f'{options.cpu}: {error}')
        return 2


if __name__ == '__main__':
    sys.exit(main())
