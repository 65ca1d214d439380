# SPDX-License-Identifier: MIT
# Measurements against the peers; never part of the tests.

EXTRA_DIST += %D%/register %D%/size

bench-size: all-local
	$(AM_V_at)QB_BIN='$(abs_top_builddir)/bin' QB_SUFFIX='$(QB_SUFFIX)' $(srcdir)/%D%/size
phony += bench-size

# bench-register: QB_QEMU is an unpacked QEMU, QB_EMULATORS a folder with emulators without suffix
bench-register: qemu-binfmt-conf
	$(AM_V_at)$(srcdir)/%D%/register ./qemu-binfmt-conf "$$QB_QEMU/scripts/qemu-binfmt-conf.sh" "$$QB_EMULATORS" ''
phony += bench-register
