# SPDX-License-Identifier: MIT
# The archives of a release, with sums and a list of what is in them.

EXTRA_DIST += %D%/make.sh

tarballs: all-local
	$(AM_V_at)$(qb_env) $(srcdir)/%D%/make.sh
phony += tarballs
