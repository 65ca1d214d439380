# SPDX-License-Identifier: MIT
# A debugger's first questions to the gdbstub of an emulator, over TCP or a unix socket: prints the answers.
#
# The answer to qSupported is the first line. Then each feature of target.xml has one: its name, how many registers it
# describes, and how many of them the stub can read.
#
#   features.py port|PATH EMULATOR GUEST [ARGUMENT]...
#
# The emulator gets -g with a free port or with PATH, in which it replaces %d by its process id.

import re
import sys

from stub import Stub


def document(stub, name):
    text = ""
    while True:
        part = stub.ask("qXfer:features:read:%s:%x,7f0" % (name, len(text)))
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
            readable += re.fullmatch("([0-9a-f][0-9a-f]){1,1024}", stub.ask("p%x" % number)) is not None
            known += 1
            number += 1
        print(re.search('<feature name="([^"]+)"', xml)[1], known, readable)


where, emulator, guest = sys.argv[1], sys.argv[2], sys.argv[3:]
with Stub(emulator, guest, where) as stub:
    print(stub.ask("qSupported:xmlRegisters=aarch64"))
    features(stub)
    stub.send("k")
    stub.emulation.wait(10)
