# SPDX-License-Identifier: MIT
# A debugger's questions to the gdbstub of an emulator about a program of several threads (threads.c), in the remote
# protocol of gdb: prints an answer a line.
#
#   threads.py MSB|LSB EMULATOR PROGRAM
#
# What takes longer than a minute is answered by "nothing".

import os
import re
import socket
import subprocess
import sys
import tempfile
import time

COUNTERS = 0x5000000
ONE, ALL = 0x6000000, 0x6100000


class Stub:
    """An emulator that waits for a debugger, and the connection to it."""

    def __init__(self, emulator, program, how):
        self.folder = tempfile.TemporaryDirectory()
        path = os.path.join(self.folder.name, "gdb")
        self.emulation = subprocess.Popen(
            [emulator, "-g", path, program, how], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
        )
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(float(os.environ.get("QB_GDB_SECONDS", "60")))
        for _ in range(400):
            try:
                self.socket.connect(path)
                break
            except OSError:
                time.sleep(0.05)
        self.stream = self.socket.makefile("rb")
        self.ask("qSupported:multiprocess+;vContSupported+")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.emulation.kill()
        self.emulation.wait()
        self.folder.cleanup()

    def send(self, text):
        self.socket.sendall(b"$%s#%02x" % (text.encode(), sum(text.encode()) % 256))

    def receive(self):
        byte = self.stream.read(1)
        while byte not in (b"$", b""):
            byte = self.stream.read(1)
        answer = b""
        while byte and byte != b"#":
            byte = self.stream.read(1)
            answer += byte
        self.stream.read(2)
        self.socket.sendall(b"+")
        return answer[:-1].decode("latin-1")

    def ask(self, text):
        self.send(text)
        return self.receive()

    def interrupt(self):
        self.socket.sendall(b"\x03")
        return signal_of(self.receive())

    def counters(self):
        data = bytes.fromhex(self.ask("m%x,28" % COUNTERS))
        return [int.from_bytes(data[n : n + 4], order) for n in range(0, 40, 4)]

    def frozen(self):
        """True if no thread's counter moves."""
        before = self.counters()
        time.sleep(0.5)
        return before == self.counters()


def signal_of(reply):
    found = re.match("T([0-9a-f]{2})", reply)
    return "signal %d" % int(found[1], 16) if found else "reply " + reply[:20]


def interrupts(emulator, program):
    with Stub(emulator, program, "count") as stub:
        stub.send("c")
        time.sleep(0.5)
        print("interrupted:", stub.interrupt())
        print("all threads stand still:", stub.frozen())
        threads, answer = "", stub.ask("qfThreadInfo")
        while answer.startswith("m"):
            threads += answer
            answer = stub.ask("qsThreadInfo")
        print("threads:", len(re.findall(r"p?[0-9a-f]+\.[0-9a-f]+", threads)))
        before = stub.counters()
        stub.send("vCont;c")
        time.sleep(0.5)
        print("again:", stub.interrupt())
        after = stub.counters()
        print("all have run:", all(before[n] != after[n] for n in range(4)))
    with Stub(emulator, program, "sleep") as stub:
        stub.send("c")
        time.sleep(0.5)
        print("asleep, interrupted:", stub.interrupt())
        stub.send("c")
        print("asleep, again:", stub.interrupt())


def breakpoints(emulator, program):
    with Stub(emulator, program, "count") as stub:
        stub.ask("Z0,%x,4" % ONE)
        print("breakpoint:", signal_of(stub.ask("c")))
        print("all threads stand still:", stub.frozen())
        stub.ask("z0,%x,4" % ONE)
        stub.ask("Z0,%x,4" % ALL)
        stops = [stub.ask("vCont;c") for _ in range(8)]
        print("breakpoint of all:", *sorted(set(map(signal_of, stops))))


def alarms(emulator, program):
    with Stub(emulator, program, "alarm") as stub:
        print("alarm:", signal_of(stub.ask("c")))
        print("then:", stub.ask("C0e")[:3])
        print(stub.emulation.communicate()[0].decode().strip())


order = {"MSB": "big", "LSB": "little"}[sys.argv[1]]
for part in interrupts, breakpoints, alarms:
    try:
        part(sys.argv[2], sys.argv[3])
    except TimeoutError:
        print("nothing")
