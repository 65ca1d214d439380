# SPDX-License-Identifier: MIT
# The table of CPUs. The program that registers the emulators will be built from it.

EXTRA_DIST += %D%/cpus.def
