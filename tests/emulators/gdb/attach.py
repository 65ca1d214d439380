# SPDX-License-Identifier: MIT
# A debugger of a program that the kernel has started long ago: finds the socket that QEMU_GDB has had it open, stops it,
# reads its memory, and lets it go on. Prints an answer a line.
#
#   attach.py MSB|LSB FOLDER PROGRAM
#
# The program, threads.c, counts. FOLDER is where the sockets are; no other process may have one.

import os
import socket
import subprocess
import sys
import time

from stub import Stub, signal_of

COUNTERS = 0x5000000


class Attached(Stub):
    """A connection to a socket in a folder, which an emulator has opened that is not our child."""

    def __init__(self, folder, emulation):
        self.emulation = emulation
        for _ in range(400):
            names = os.listdir(folder)
            if names:
                break
            time.sleep(0.05)
        print("sockets:", len(names))
        self.connect(socket.AF_UNIX, os.path.join(folder, names[0]))


def counter(stub, order):
    return int.from_bytes(bytes.fromhex(stub.ask("m%x,4" % COUNTERS)), order)


order = "big" if sys.argv[1] == "MSB" else "little"
folder, program = sys.argv[2:]
shell = subprocess.Popen(
    ["sh", "-c", '"$1"; "$2" count', "sh", program + "-other", program],
    env=dict(os.environ, QEMU_GDB=folder + "/%d,suspend=n,program=" + os.path.basename(program)),
    stderr=subprocess.DEVNULL,
)
time.sleep(1)
stub = Attached(folder, shell)
print("at once:", signal_of(stub.ask("?")))
before = counter(stub, order)
print("has run:", before > 0)
stub.send("c")
time.sleep(0.5)
print("interrupted:", signal_of(stub.interrupt()))
print("has gone on:", counter(stub, order) != before)
stub.send("k")
shell.wait()
