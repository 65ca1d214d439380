# SPDX-License-Identifier: MIT
# A debugger's first question to the gdbstub of an emulator, over TCP or a unix socket: prints the answer.
#
#   gdb.py port|PATH EMULATOR GUEST [ARGUMENT]...
#
# The emulator gets -g with a free port or with PATH, in which it replaces %d by its process id.

import socket
import subprocess
import sys
import time


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def connect(family, address, process):
    for _ in range(200):
        stub = socket.socket(family, socket.SOCK_STREAM)
        try:
            stub.connect(address)
            return stub
        except OSError:
            stub.close()
        if process.poll() is not None:
            sys.exit("the emulator ended with status %d" % process.returncode)
        time.sleep(0.05)
    sys.exit("nobody listens on %s" % (address,))


where, emulator, guest = sys.argv[1], sys.argv[2], sys.argv[3:]
family, address = socket.AF_UNIX, where
if where == "port":
    where = free_port()
    family, address = socket.AF_INET, ("127.0.0.1", where)
emulation = subprocess.Popen([emulator, "-g", str(where)] + guest, stdin=subprocess.DEVNULL)
try:
    if family == socket.AF_UNIX:
        address = address.replace("%d", str(emulation.pid))
    with connect(family, address, emulation) as stub:
        stub.settimeout(10)
        stub.sendall(b"$qSupported#37")
        answer = b""
        while b"#" not in answer:
            data = stub.recv(4096)
            if not data:
                break
            answer += data
        print(answer.decode())
        stub.sendall(b"+$k#6b")
    emulation.wait(10)
finally:
    emulation.kill()
    emulation.wait()
