# SPDX-License-Identifier: MIT
# Measurements against the peers; the tests measure nothing, tests/speed/bench.t only sees that it works.

EXTRA_DIST += %D%/register %D%/size %D%/run %D%/lib.sh %D%/sample.sh %D%/root.sh %D%/input.sh %D%/spend.c %D%/foreign %D%/count.c
EXTRA_DIST += %D%/report.sh %D%/report.awk %D%/plot.gp %D%/workloads.def %D%/targets.def
EXTRA_DIST += %D%/layer.sh %D%/enter.sh %D%/tools.sh %D%/packages.def
EXTRA_DIST += %D%/guest/exit0.S %D%/guest/kernels.c %D%/guest/puts.c
EXTRA_DIST += %D%/input/commands.sh %D%/input/configure.ac %D%/input/configure.sh %D%/input/large.py
EXTRA_DIST += %D%/input/loop.awk %D%/input/loop.pl %D%/input/loop.py %D%/input/loop.sh %D%/input/storm.sh
EXTRA_DIST += %D%/input/apt-get.sh %D%/input/cargo.sh %D%/input/npm.sh %D%/input/pip.sh %D%/input/twice.sh
EXTRA_DIST += %D%/input/app.rs %D%/input/count.rs %D%/input/table.rs %D%/input/words.rs
EXTRA_DIST += %D%/input/part.js %D%/input/part.py %D%/input/use.js

# bench: emulators against the peers; QUICK=1 for less than 3 minutes, BENCH=... for more options of bench/run
bench: all-local qemu-binfmt-conf
	$(AM_V_at)top_builddir='$(abs_top_builddir)' $(srcdir)/%D%/run $${QUICK:+--quick} $(BENCH)
phony += bench

bench-size: all-local
	$(AM_V_at)QB_BIN='$(abs_top_builddir)/bin' $(srcdir)/%D%/size
phony += bench-size

# bench-register: beside the script of this tree's QEMU, or of the unpacked QEMU that QB_QEMU names
bench-register: all-local qemu-binfmt-conf
	$(AM_V_at)v='$(VERSION)'; $(srcdir)/%D%/register ./qemu-binfmt-conf \
		"$${QB_QEMU:-src/qemu-$${v%-*}}/scripts/qemu-binfmt-conf.sh" '$(abs_top_builddir)/bin' '$(QB_SUFFIX)'
phony += bench-register
