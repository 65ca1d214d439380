# SPDX-License-Identifier: MIT
# A debugger's questions to the gdbstub of an emulator about a program of several threads (threads.c), in the remote
# protocol of gdb: prints an answer a line.
#
#   threads.py MSB|LSB EMULATOR PROGRAM [children]
#
# With children, the program has some first, whose translated code it may have.
# What takes longer than a minute is answered by "nothing".

import re
import subprocess
import sys
import time

from stub import Stub, signal_of

COUNTERS = 0x5000000
ONE, ALL = 0x6000000, 0x6100000


class Threads(Stub):
    """The guest threads.c, some of whose threads count."""

    def __init__(self, emulator, program, how):
        super().__init__(emulator, [program, how] + sys.argv[4:], stdout=subprocess.PIPE)
        self.ask("qSupported:multiprocess+;vContSupported+")

    def counters(self):
        data = bytes.fromhex(self.ask("m%x,28" % COUNTERS))
        return [int.from_bytes(data[n : n + 4], order) for n in range(0, 40, 4)]

    def frozen(self):
        """True if no thread's counter moves."""
        before = self.counters()
        time.sleep(0.5)
        return before == self.counters()


def interrupts(emulator, program):
    with Threads(emulator, program, "count") as stub:
        stub.send("c")
        time.sleep(0.5)
        print("interrupted:", signal_of(stub.interrupt()))
        print("all threads stand still:", stub.frozen())
        threads, answer = "", stub.ask("qfThreadInfo")
        while answer.startswith("m"):
            threads += answer
            answer = stub.ask("qsThreadInfo")
        print("threads:", len(re.findall(r"p?[0-9a-f]+\.[0-9a-f]+", threads)))
        before = stub.counters()
        stub.send("vCont;c")
        time.sleep(0.5)
        print("again:", signal_of(stub.interrupt()))
        after = stub.counters()
        print("all have run:", all(before[n] != after[n] for n in range(4)))
    with Threads(emulator, program, "sleep") as stub:
        stub.send("c")
        time.sleep(0.5)
        print("asleep, interrupted:", signal_of(stub.interrupt()))
        stub.send("c")
        print("asleep, again:", signal_of(stub.interrupt()))


def breakpoints(emulator, program):
    with Threads(emulator, program, "count") as stub:
        stub.ask("Z0,%x,4" % ONE)
        print("breakpoint:", signal_of(stub.ask("c")))
        print("all threads stand still:", stub.frozen())
        stub.ask("z0,%x,4" % ONE)
        stub.ask("Z0,%x,4" % ALL)
        stops = [stub.ask("vCont;c") for _ in range(8)]
        print("breakpoint of all:", *sorted(set(map(signal_of, stops))))


def steps(emulator, program):
    with Threads(emulator, program, "count") as stub:
        stub.ask("Z0,%x,4" % ONE)
        stop = stub.ask("c")
        thread = re.search(r"thread:(p?[0-9a-f.]+)", stop)[1]
        stub.ask("z0,%x,4" % ONE)
        before, count = stub.counters()[8], 0
        while stub.counters()[8] == before and count < 50:
            count += signal_of(stub.ask("vCont;s:%s" % thread)) == "signal 5"
        print("stepped over a store:", "one instruction at a time" if 1 < count < 50 else count)


def alarms(emulator, program):
    with Threads(emulator, program, "alarm") as stub:
        print("alarm:", signal_of(stub.ask("c")))
        print("then:", stub.ask("C0e")[:3])
        print(stub.emulation.communicate()[0].decode().strip())


order = {"MSB": "big", "LSB": "little"}[sys.argv[1]]
for part in interrupts, breakpoints, steps, alarms:
    try:
        part(sys.argv[2], sys.argv[3])
    except TimeoutError:
        print("nothing")
