# SPDX-License-Identifier: MIT
# The debugger's side of gdb's remote protocol, for tests of the gdbstub of an emulator.

import os
import re
import socket
import subprocess
import sys
import tempfile
import time


class Stub:
    """An emulator that runs a guest under a debugger, and the connection to it.

    command: the guest and its arguments. where: what the emulator's -g gets: a free port of TCP
    ("port"), or the path of a socket, in which the emulator replaces %d by its process id (default:
    in a folder of its own). Whoever waits longer than QB_GDB_SECONDS (60) gets TimeoutError.
    """

    def __init__(self, emulator, command, where=None, **streams):
        self.folder = tempfile.TemporaryDirectory()
        where = where or os.path.join(self.folder.name, "gdb")
        if where == "port":
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                where = str(probe.getsockname()[1])
        self.emulation = subprocess.Popen(
            [emulator, "-g", where] + command, stdin=subprocess.DEVNULL, **streams
        )
        if where.isdigit():
            self.connect(socket.AF_INET, ("127.0.0.1", int(where)))
        else:
            self.connect(socket.AF_UNIX, where.replace("%d", str(self.emulation.pid)))

    def connect(self, family, address):
        for _ in range(400):
            self.socket = socket.socket(family, socket.SOCK_STREAM)
            self.socket.settimeout(float(os.environ.get("QB_GDB_SECONDS", "60")))
            try:
                self.socket.connect(address)
                self.stream = self.socket.makefile("rb")
                return
            except OSError:
                self.socket.close()
            if self.emulation.poll() is not None:
                sys.exit("the emulator ended with status %d" % self.emulation.returncode)
            time.sleep(0.05)
        self.emulation.kill()
        sys.exit("nobody listens on %s" % (address,))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.emulation.kill()
        self.emulation.wait()
        self.folder.cleanup()

    def send(self, text):
        """Sends a packet; does not wait for the answer."""
        self.socket.sendall(b"$%s#%02x" % (text.encode(), sum(text.encode()) % 256))

    def receive(self):
        """The next packet's contents; what the emulator has escaped is itself again."""
        while self.byte() != b"$":
            pass
        answer = b""
        while not answer.endswith(b"#"):
            answer += self.byte()
        self.stream.read(2)
        self.socket.sendall(b"+")
        return re.sub("}(.)", lambda m: chr(ord(m[1]) ^ 0x20), answer[:-1].decode("latin-1"), flags=re.S)

    def byte(self):
        byte = self.stream.read(1)
        if not byte:
            sys.exit("the emulator has gone")
        return byte

    def ask(self, text):
        """The answer to a packet."""
        self.send(text)
        return self.receive()

    def interrupt(self):
        """What Ctrl-C in gdb does; returns the stop reply."""
        self.socket.sendall(b"\x03")
        return self.receive()


def signal_of(reply):
    """The signal of a stop reply, in words."""
    found = re.match("T([0-9a-f]{2})", reply)
    return "signal %d" % int(found[1], 16) if found else "reply " + reply[:20]
