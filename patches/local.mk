# SPDX-License-Identifier: MIT
# The patch queue: patches/series is the only order, and lists every file (tests/emulators/form.t compares).

EXTRA_DIST += %D%/series %D%/README
qb_dist += dist-patches
dist-patches:
	$(AM_V_at)top_srcdir='$(abs_top_srcdir)'; . "$$top_srcdir/tools/series.sh"; cd "$$top_srcdir/patches"; \
		series_names all | tar -cf - -T - | tar -xf - -C '$(abs_top_builddir)/$(distdir)/%D%'
phony += dist-patches

# queue: QEMU and the patches as a git repository, to change and rebase the queue in (see HACKING)
queue: stamps/qemu.fetched
	$(AM_V_at)$(srcdir)/tools/queue --tree='$(abs_top_builddir)/queue' import "$$(cat stamps/qemu.fetched)"
phony += queue

# check-queue: without each patch, the point that its header names fails; PATCHES for some of them
check-queue: $(products)
	$(AM_V_at)$(qb_env) $(srcdir)/tools/check-queue $(PATCHES)
phony += check-queue
