# SPDX-License-Identifier: MIT
# A debugger that sets its first breakpoint in the middle of a run: prints how the program stops, line by line.
#
#   breakpoint.py EMULATOR ADDRESS GUEST [ARGUMENT]...
#
# Lets the guest run until it stops by a signal, sets a breakpoint at ADDRESS (hexadecimal), and lets it go on twice.
# Output: three stop replies of the protocol, the part before the first ";".

import os
import socket
import subprocess
import sys
import tempfile
import time


class Stub:
    """The debugger's side of the remote protocol of gdb."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(60)
        for _ in range(200):
            try:
                self.socket.connect(path)
                break
            except OSError:
                time.sleep(0.05)
        self.stream = self.socket.makefile("rb")

    def ask(self, text):
        self.socket.sendall(b"$%s#%02x" % (text, sum(text) % 256))
        while self.stream.read(1) not in (b"$", b""):
            pass
        answer = b""
        while not answer.endswith(b"#"):
            byte = self.stream.read(1)
            if not byte:
                sys.exit("the emulator has gone")
            answer += byte
        self.stream.read(2)
        self.socket.sendall(b"+")
        return answer[:-1].decode()


emulator, address, guest = sys.argv[1], sys.argv[2], sys.argv[3:]
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "gdb")
    emulation = subprocess.Popen([emulator, "-g", path] + guest, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        stub = Stub(path)
        print(stub.ask(b"c").split(";")[0].split("thread")[0])
        if stub.ask(b"Z0,%s,4" % address.encode()) != "OK":
            sys.exit("no breakpoint")
        for _ in range(2):
            print(stub.ask(b"c").split(";")[0].split("thread")[0])
    finally:
        emulation.kill()
        emulation.wait()
