# SPDX-License-Identifier: MIT
# The tests: TAP through Automake's own driver; each file also runs by hand (sh tests/NAME.t).
# A point that fails is counted; the exit status, for those who run a file by hand, would count it twice.

T_LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
T_LOG_DRIVER_FLAGS = --ignore-exit
TEST_EXTENSIONS = .t
qb_test_env = \
	top_srcdir='$(abs_top_srcdir)'; top_builddir='$(abs_top_builddir)'; \
	QB_TARGETS='$(QB_TARGETS)'; QB_SUFFIX='$(QB_SUFFIX)'; CC='$(CC)'; READELF='$(READELF)'; NM='$(NM)'; \
	export top_srcdir top_builddir QB_TARGETS QB_SUFFIX CC READELF NM;
AM_TESTS_ENVIRONMENT = $(qb_test_env)

# The long ones first: they run beside the others.
qb_tests = %D%/root.t %D%/instrumented.t %D%/tcg.t %D%/guest.t %D%/kernel-userns.t %D%/machinery.t %D%/machinery-trouble.t
qb_tests += %D%/configure.t %D%/parity.t %D%/fetch.t %D%/fetch-trouble.t %D%/queue.t %D%/products.t %D%/patches.t
qb_tests += %D%/reproducible.t %D%/bootstrap.t %D%/table.t %D%/cli.t %D%/kernel-fake.t %D%/rules.t %D%/survive.t
qb_tests += %D%/bench.t %D%/optimised.t %D%/verify.t %D%/replace.t %D%/install.t
qb_tests += %D%/start.t %D%/jumps.t %D%/tags.t %D%/translation.t %D%/trouble.t %D%/exec.t %D%/container.t
TESTS += $(qb_tests)
# Of the Debian package, which they install on a copy of this machine: make check-deb.
qb_deb_tests = %D%/deb-files.t %D%/deb.t %D%/deb-systemd.t %D%/deb-debian.t %D%/deb-autopkgtest.t %D%/roots.t
EXTRA_DIST += $(qb_deb_tests) %D%/all-roots.sh %D%/installed.t %D%/deb.sh %D%/machine.sh
EXTRA_DIST += $(qb_tests) %D%/lib.sh %D%/lint.sh %D%/foreign.sh %D%/register.sh %D%/root.sh %D%/origin.sh %D%/tree.sh
EXTRA_DIST += %D%/check-tcg.sh %D%/check-tcg.failures %D%/instrumented.sh %D%/fuzz/fuzz.c %D%/fuzz/run.sh
EXTRA_DIST += %D%/guests.def %D%/mkelf.c %D%/interp.c %D%/automount.c
EXTRA_DIST += %D%/guest/bare.S %D%/guest/bare.c %D%/guest/compute.c %D%/guest/files.c %D%/guest/guest.h
EXTRA_DIST += %D%/guest/main.c %D%/guest/microblaze.hex %D%/guest/process.c %D%/guest/signal.c
EXTRA_DIST += %D%/guest/xtensaeb.hex %D%/guest/jumps.c %D%/guest/mops.c %D%/guest/tags.c %D%/guest/tags-access.c %D%/guest/tags.h %D%/guest/bits.c %D%/queue/breakpoint.py
EXTRA_DIST += %D%/queue/gdb.py %D%/queue/linux.c %D%/queue/loongarch64.c %D%/queue/sh4.S %D%/queue/start.c %D%/queue/wait.S

# Suites with a verb of their own: they make packages first, or take longer.
qb_suites = %D%/rpm.t %D%/rpm-install.t %D%/tarballs.t %D%/rebuild.t %D%/cross.t
EXTRA_DIST += $(qb_suites) %D%/spdx.schema.json
check-rpm: rpm
	$(AM_V_at)$(MAKE) $(AM_MAKEFLAGS) check-TESTS TESTS='%D%/rpm.t %D%/rpm-install.t'
check-tarballs: tarballs
	$(AM_V_at)$(MAKE) $(AM_MAKEFLAGS) check-TESTS TESTS='%D%/tarballs.t'
check-reproducible: dist
	$(AM_V_at)$(MAKE) $(AM_MAKEFLAGS) check-TESTS TESTS='%D%/rebuild.t'
check-cross: $(products)
	$(AM_V_at)$(MAKE) $(AM_MAKEFLAGS) check-TESTS TESTS='%D%/cross.t'
phony += check-rpm check-tarballs check-reproducible check-cross

qb_image_tests = %D%/images.t %D%/images-podman.t %D%/images-docker.t %D%/images-run.t %D%/images-push.t %D%/deploy.t
EXTRA_DIST += $(qb_image_tests) %D%/engine.sh %D%/platforms.sh %D%/daemonset.py %D%/referrers.py %D%/registry.py

lint:
	$(AM_V_at)$(srcdir)/%D%/lint.sh
phony += lint

# check-tcg: QEMU's own tests of its CPUs, for all that have a compiler here
check-tcg: $(products)
	$(AM_V_at)$(qb_test_env) $(srcdir)/%D%/check-tcg.sh
phony += check-tcg

# check-sanitized, coverage: the tests of qemu-binfmt-conf with AddressSanitizer and UBSan; the lines that they run
check-sanitized:
	$(AM_V_at)$(qb_test_env) $(srcdir)/%D%/instrumented.sh sanitized
coverage:
	$(AM_V_at)$(qb_test_env) $(srcdir)/%D%/instrumented.sh coverage
phony += check-sanitized coverage

# check-pgo: builds qemu-aarch64 with --enable-pgo and --enable-lto in check-pgo/, and runs the tests of that and of the product
check-pgo:
	$(AM_V_at)$(MKDIR_P) check-pgo && cd check-pgo && '$(abs_top_srcdir)/configure' -q --with-targets=aarch64 \
		--enable-pgo=aarch64 --enable-lto --with-distfiles='$(QB_DISTFILES)' CC='$(CC)' && \
		$(MAKE) && $(MAKE) check TESTS='%D%/optimised.t %D%/products.t %D%/guest.t'
phony += check-pgo
