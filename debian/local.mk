# SPDX-License-Identifier: MIT
# The Debian package, from the emulators of this build tree, and its tests.

EXTRA_DIST += %D%/NEWS %D%/README.Debian %D%/built-using %D%/changelog %D%/control %D%/copyright %D%/make-deb
EXTRA_DIST += %D%/other-names %D%/qemu-user-static.default %D%/qemu-user-static.dirs %D%/qemu-user-static.install
EXTRA_DIST += %D%/qemu-user-static.lintian-overrides %D%/qemu-user-static.manpages %D%/qemu-user-static.postinst
EXTRA_DIST += %D%/qemu-user-static.postrm %D%/qemu-user-static.prerm %D%/qemu-user-static.triggers %D%/rules
EXTRA_DIST += %D%/source/format %D%/tests/control %D%/tests/installed %D%/update-qemu-user-static %D%/update-qemu-user-static.8 %D%/seeds.sh

# deb: packages/qemu-user-static_*.deb
deb: all-local distdir
	$(AM_V_at)$(qb_env) $(srcdir)/%D%/make-deb '$(abs_builddir)/$(distdir)'
phony += deb

check-deb: deb
	$(AM_V_at)$(MAKE) $(AM_MAKEFLAGS) check-TESTS TESTS='$(qb_deb_tests)'
phony += check-deb

# check-roots: foreign roots of all of Debian's architectures, by both tools
check-roots: deb
	$(AM_V_at)$(qb_test_env) $(srcdir)/tests/packages/all-roots.sh
phony += check-roots
