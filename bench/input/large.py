# SPDX-License-Identifier: MIT
"""A process with some ten megabytes of objects."""
import sys

data = {str(i): [i, i * 2.5, "x%d" % i] for i in range(int(sys.argv[1]))}
print(len(data))
