# SPDX-License-Identifier: MIT
# A debugger's first questions to the gdbstub of an emulator, over TCP or a unix socket: prints the answers.
#
# The answer to qSupported is the first line. Then each feature of target.xml has one: its name, how many registers it
# describes, and how many of them the stub can read.
#
#   gdb.py port|PATH EMULATOR GUEST [ARGUMENT]...
#
# The emulator gets -g with a free port or with PATH, in which it replaces %d by its process id.

import re
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


def ask(stub, question):
    stub.sendall(b"+$%s#%02x" % (question.encode(), sum(question.encode()) & 0xFF))
    answer = b""
    while not re.search(b"[$][^#]*#..", answer):
        data = stub.recv(4096)
        if not data:
            break
        answer += data
    return answer.decode("latin-1")


def payload(answer):
    return re.sub("}(.)", lambda m: chr(ord(m[1]) ^ 0x20), answer.partition("$")[2].rpartition("#")[0])


def document(stub, name):
    text = ""
    while True:
        part = payload(ask(stub, "qXfer:features:read:%s:%x,7f0" % (name, len(text))))
        text += part[1:]
        if part[:1] != "m":
            return text


def features(stub):
    number = 0
    for name in re.findall('<xi:include href="([^"]+)"', document(stub, "target.xml")):
        xml = document(stub, name)
        known = readable = 0
        for reg in re.findall("<reg [^>]*>", xml):
            explicit = re.search('regnum="([0-9]+)"', reg)
            number = int(explicit[1]) if explicit else number
            value = payload(ask(stub, "p%x" % number))
            readable += re.fullmatch("([0-9a-f][0-9a-f]){1,1024}", value) is not None
            known += 1
            number += 1
        print(re.search('<feature name="([^"]+)"', xml)[1], known, readable)


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
        print(ask(stub, "qSupported:xmlRegisters=aarch64"))
        features(stub)
        stub.sendall(b"+$k#6b")
    emulation.wait(10)
finally:
    emulation.kill()
    emulation.wait()
