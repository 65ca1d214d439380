# SPDX-License-Identifier: MIT
# The RPM packages, from what make install installs; the spec file for a build from the sources is in the release.

EXTRA_DIST += %D%/build.sh %D%/lists.sh %D%/qemu-user-static.spec.in %D%/rpmlint.toml %D%/spec.sh

rpm: all-local
	$(AM_V_at)$(qb_env) $(srcdir)/%D%/build.sh
phony += rpm

qb_dist += dist-spec
dist-spec:
	$(AM_V_GEN)$(srcdir)/%D%/spec.sh ALL >'$(distdir)/%D%/qemu-user-static.spec'
phony += dist-spec
