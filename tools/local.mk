# SPDX-License-Identifier: MIT
# Readers of the tables (CPUs, sources, prerequisites, compilers), and what those who maintain the tree call.

EXTRA_DIST += %D%/check-queue %D%/common.sh %D%/compilers.def %D%/compilers.sh %D%/cpus.sh
EXTRA_DIST += %D%/date.sh %D%/debian.sh %D%/foreign.sh %D%/hosts.sh %D%/layers.sh %D%/lint-facts.sh %D%/lint-uses.sh %D%/lint.sh
EXTRA_DIST += %D%/manifest.sh %D%/mirror.sh %D%/namespace.sh %D%/nested.sh %D%/prerequisites %D%/probe.sh
EXTRA_DIST += %D%/queue %D%/release %D%/series.sh %D%/show-plan.sh %D%/smallest.c %D%/verify-signatures.sh

# hosts: the emulators for machines of other CPUs, in hosts/CPU: HOSTS="arm64 riscv64" TARGETS="..." JOBS=N
qb_hosts = $(qb_env) JOBS="$${JOBS:-$$(nproc)}" TARGETS="$${TARGETS:-$(QB_TARGETS)}" $(srcdir)/%D%/hosts.sh
hosts: $(qb_unpacked) stamps/meson
	$(AM_V_at)$(qb_hosts) build hosts $${HOSTS-}
phony += hosts

lint:
	$(AM_V_at)$(srcdir)/%D%/lint.sh
phony += lint

verify-signatures: $(qb_fetched)
	$(AM_V_at)$(qb_env) $(srcdir)/%D%/verify-signatures.sh $(qb_names)
phony += verify-signatures

# show-plan: the steps in their order, with versions
show-plan:
	$(AM_V_at)$(qb_env) $(srcdir)/%D%/show-plan.sh $(qb_names)
phony += show-plan

# The release knows its date without git.
qb_dist += dist-date
dist-date:
	$(AM_V_at)rm -f '$(distdir)/sources/date'
	$(AM_V_at)$(srcdir)/%D%/date.sh >'$(distdir)/sources/date'
phony += dist-date
