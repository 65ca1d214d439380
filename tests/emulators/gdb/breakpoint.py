# SPDX-License-Identifier: MIT
# A debugger that sets its first breakpoint in the middle of a run: prints how the program stops, line by line.
#
#   breakpoint.py EMULATOR ADDRESS GUEST [ARGUMENT]...
#
# Lets the guest run until it stops by a signal, sets a breakpoint at ADDRESS (hexadecimal), and lets it go on twice.
# Output: three stop replies of the protocol, the part before the first ";".

import subprocess
import sys

from stub import Stub


def go_on(stub):
    return stub.ask("c").split(";")[0].split("thread")[0]


emulator, address, guest = sys.argv[1], sys.argv[2], sys.argv[3:]
with Stub(emulator, guest, stdout=subprocess.DEVNULL) as stub:
    print(go_on(stub))
    if stub.ask("Z0,%s,4" % address) != "OK":
        sys.exit("no breakpoint")
    for _ in range(2):
        print(go_on(stub))
