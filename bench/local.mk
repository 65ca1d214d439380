# SPDX-License-Identifier: MIT
# Measurements against the peers; never part of the tests.

EXTRA_DIST += %D%/size

bench-size: all-local
	$(AM_V_at)QB_BIN='$(abs_top_builddir)/bin' QB_SUFFIX='$(QB_SUFFIX)' $(srcdir)/%D%/size
phony += bench-size
