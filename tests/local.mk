# SPDX-License-Identifier: MIT
# The tests: TAP through Automake's own driver; each file also runs by hand (sh tests/NAME.t).

T_LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
TEST_EXTENSIONS = .t
AM_TESTS_ENVIRONMENT = \
	top_srcdir='$(abs_top_srcdir)'; top_builddir='$(abs_top_builddir)'; \
	QB_TARGETS='$(QB_TARGETS)'; QB_SUFFIX='$(QB_SUFFIX)'; CC='$(CC)'; READELF='$(READELF)'; NM='$(NM)'; \
	export top_srcdir top_builddir QB_TARGETS QB_SUFFIX CC READELF NM;

qb_tests = %D%/table.t
TESTS += $(qb_tests)
EXTRA_DIST += $(qb_tests) %D%/lib.sh
