# SPDX-License-Identifier: MIT
# The patch queue: patches/series is the only order, and lists every file (tests/emulators/form.t compares).

EXTRA_DIST += %D%/series %D%/README
qb_dist += dist-patches
dist-patches:
	cd '$(srcdir)/%D%' && cp -p $$(sed '/^#/d; /^$$/d' series) '$(abs_top_builddir)/$(distdir)/%D%'
phony += dist-patches
