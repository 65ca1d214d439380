# SPDX-License-Identifier: MIT
# The tests, a folder for each part of the product: TAP through Automake's own driver; each file also runs by hand
# (sh tests/register/table.t). tests/lib/ is their vocabulary.
# A point that fails is counted; the exit status, for those who run a file by hand, would count it twice.

T_LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
T_LOG_DRIVER_FLAGS = --ignore-exit
TEST_EXTENSIONS = .t
qb_test_env = \
	top_srcdir='$(abs_top_srcdir)'; top_builddir='$(abs_top_builddir)'; \
	QB_TARGETS='$(QB_TARGETS)'; QB_SUFFIX='$(QB_SUFFIX)'; CC='$(CC)'; READELF='$(READELF)'; NM='$(NM)'; \
	export top_srcdir top_builddir QB_TARGETS QB_SUFFIX CC READELF NM;
AM_TESTS_ENVIRONMENT = $(qb_test_env)

# make check. The long ones first: they run beside the others.
qb_tests = %D%/emulators/debootstrap.t %D%/emulators/scaling.t %D%/emulators/linux.t %D%/register/sanitized.t
qb_tests += %D%/emulators/tcg.t %D%/emulators/form.t
qb_tests += %D%/emulators/programs.t %D%/emulators/guests.t %D%/emulators/fuzz.t %D%/emulators/raw.t
qb_tests += %D%/emulators/codes.t
qb_tests += %D%/register/matching.t %D%/build/graph.t %D%/build/graph-trouble.t
qb_tests += %D%/build/bootstrap.t %D%/build/configure.t %D%/build/debian.t %D%/build/decodetree.t %D%/build/documents.t %D%/build/fetch.t
qb_tests += %D%/build/features.t %D%/build/fetch-trouble.t %D%/build/install.t %D%/build/pgo.t %D%/build/readers.t %D%/build/signatures.t
qb_tests += %D%/images/client.t
qb_tests += %D%/emulators/attach.t %D%/emulators/cache.t %D%/emulators/cache-cpus.t %D%/emulators/cache-files.t
qb_tests += %D%/emulators/cache-fuzz.t %D%/emulators/cache-hostile.t %D%/emulators/cache-kill.t %D%/emulators/cache-seed.t %D%/emulators/cache-tree.t
qb_tests += %D%/emulators/cache-leave.t
qb_tests += %D%/emulators/cache-contexts.t %D%/emulators/cache-moves.t
qb_tests += %D%/emulators/cache-host.t
qb_tests += %D%/emulators/calls.t %D%/emulators/crash.t %D%/emulators/elf.t %D%/emulators/gdb.t
qb_tests += %D%/emulators/jumps.t %D%/emulators/limits.t
qb_tests += %D%/emulators/ops.t %D%/emulators/queue.t
qb_tests += %D%/emulators/root-conf.t %D%/emulators/start.t %D%/emulators/tags.t %D%/emulators/traps.t
qb_tests += %D%/emulators/user-seed.t
qb_tests += %D%/register/cli.t %D%/register/containers.t %D%/register/exec.t %D%/register/fake-proc.t
qb_tests += %D%/register/kernels.t %D%/register/lasting.t %D%/register/layers.t
qb_tests += %D%/register/options.t %D%/register/parity.t %D%/register/replace.t
qb_tests += %D%/register/rules.t %D%/register/run.t %D%/register/seeded.t %D%/register/table.t
qb_tests += %D%/register/unit.t
qb_tests += %D%/speed/bench.t
TESTS += $(qb_tests)

# Suites with a verb of their own: they make packages first, change this machine for a while, or take longer.
qb_deb_tests = %D%/packages/deb-files.t %D%/packages/deb.t %D%/packages/deb-systemd.t %D%/packages/deb-debian.t
qb_deb_tests += %D%/packages/deb-autopkgtest.t %D%/packages/roots.t
qb_rpm_tests = %D%/packages/rpm.t %D%/packages/rpm-install.t
qb_image_tests = %D%/images/client.t %D%/images/layout.t %D%/images/podman.t %D%/images/docker.t %D%/images/run.t %D%/images/push.t
qb_image_tests += %D%/images/deploy.t
qb_speed_tests = %D%/speed/start.t %D%/speed/translation.t %D%/speed/jumps.t %D%/speed/tree.t
qb_reference_tests = %D%/emulators/reference.t %D%/emulators/sysregs.t
qb_publish_tests = %D%/publish/apt.t %D%/publish/upgrades.t %D%/publish/downloads.t %D%/publish/repository.t %D%/publish/release.t %D%/publish/rpm.t %D%/publish/site.t
qb_host_tests = %D%/build/hosts.t %D%/packages/hosts.t
qb_other_tests = %D%/packages/tarballs.t %D%/packages/together.t %D%/packages/installed.t %D%/build/rebuild.t %D%/packages/hosts.t %D%/build/hosts.t

EXTRA_DIST += $(qb_tests) $(qb_deb_tests) $(qb_rpm_tests) $(qb_image_tests) $(qb_speed_tests) \
	$(qb_publish_tests) $(qb_reference_tests) $(qb_other_tests)
EXTRA_DIST += %D%/README %D%/lib/cache.sh %D%/lib/callgrind.sh %D%/lib/engine.sh %D%/lib/lib.sh %D%/lib/machine.sh %D%/lib/nested.sh %D%/lib/origin.sh
EXTRA_DIST += %D%/lib/register.sh %D%/lib/tree.sh %D%/lib/waiting.sh
EXTRA_DIST += %D%/emulators/cache-tree.py %D%/emulators/check-cache.sh %D%/emulators/check-tcg.failures %D%/emulators/check-tcg.sh %D%/emulators/scaling.def
EXTRA_DIST += %D%/emulators/traps.def
EXTRA_DIST += %D%/emulators/op-text.sh
EXTRA_DIST += %D%/emulators/fuzz/bare.S %D%/emulators/fuzz/bare.h %D%/emulators/fuzz/confine.c
EXTRA_DIST += %D%/emulators/fuzz/cpu/aarch64.h %D%/emulators/fuzz/cpu/alpha.h %D%/emulators/fuzz/cpu/arm.h
EXTRA_DIST += %D%/emulators/fuzz/cpu/hexagon.h %D%/emulators/fuzz/cpu/hppa.h %D%/emulators/fuzz/cpu/loongarch64.h
EXTRA_DIST += %D%/emulators/fuzz/cpu/m68k.h %D%/emulators/fuzz/cpu/mips.h %D%/emulators/fuzz/cpu/or1k.h
EXTRA_DIST += %D%/emulators/fuzz/cpu/ppc.h %D%/emulators/fuzz/cpu/riscv.h %D%/emulators/fuzz/cpu/s390x.h
EXTRA_DIST += %D%/emulators/fuzz/cpu/sh4.h %D%/emulators/fuzz/cpu/sparc.h %D%/emulators/fuzz/cpu/xtensa.h
EXTRA_DIST += %D%/emulators/fuzz/cpu/sparc64.h %D%/emulators/fuzz/cpu/x86.h %D%/emulators/fuzz/cpus.py
EXTRA_DIST += %D%/emulators/fuzz/decodetree.py %D%/emulators/fuzz/fuzz.py %D%/emulators/fuzz/generate.py
EXTRA_DIST += %D%/emulators/fuzz/harness.c %D%/emulators/fuzz/harness.h %D%/emulators/fuzz/hours.sh
EXTRA_DIST += %D%/emulators/fuzz/known.def %D%/emulators/fuzz/known.py %D%/emulators/fuzz/libc.h
EXTRA_DIST += %D%/emulators/fuzz/native.h %D%/emulators/fuzz/numbers.h %D%/emulators/fuzz/output.h
EXTRA_DIST += %D%/emulators/fuzz/raw.py %D%/emulators/fuzz/rounds.sh %D%/emulators/fuzz/words.py %D%/emulators/fuzz/x86.py
EXTRA_DIST += %D%/emulators/guest/bare.S %D%/emulators/guest/bare.c %D%/emulators/guest/bits.c %D%/emulators/guest/cache.c
EXTRA_DIST += %D%/emulators/cache/fuzz.c %D%/emulators/cache/fuzz-change.c %D%/emulators/cache/fuzz.h %D%/emulators/cache/fuzz-stubs.c
EXTRA_DIST += %D%/emulators/cache/seed.py %D%/emulators/guest/cached.c
EXTRA_DIST += %D%/emulators/guest/contexts.c %D%/emulators/guest/moves-library.c %D%/emulators/guest/moves.c %D%/emulators/guest/moves.h
EXTRA_DIST += %D%/emulators/guest/compute.c %D%/emulators/guest/files.c %D%/emulators/guest/guest.h
EXTRA_DIST += %D%/emulators/guest/jumps.c %D%/emulators/guest/main.c %D%/emulators/guest/microblaze.hex
EXTRA_DIST += %D%/emulators/guest/codes.c %D%/emulators/guest/limits.c
EXTRA_DIST += %D%/emulators/guest/slots.c %D%/emulators/guest/uname.c %D%/emulators/guest/cpuid.c
EXTRA_DIST += %D%/emulators/guest/meddle.c %D%/emulators/guest/mops.c %D%/emulators/guest/process.c %D%/emulators/guest/signal.c
EXTRA_DIST += %D%/emulators/guest/tags-access.c %D%/emulators/guest/tags.c %D%/emulators/guest/tags.h
EXTRA_DIST += %D%/emulators/guest/tags-kinds.c %D%/emulators/guest/tree.c %D%/emulators/guest/tree-fds.c %D%/emulators/guest/tree-leave.c %D%/emulators/guest/tree.h
EXTRA_DIST += %D%/emulators/guest/sysregs.c %D%/emulators/guest/xtensaeb.hex
EXTRA_DIST += %D%/build/features.def %D%/emulators/queue/lsx.S %D%/emulators/queue/s390x.c
EXTRA_DIST += %D%/emulators/queue/blocks.S
EXTRA_DIST += %D%/emulators/queue/linux.c %D%/emulators/queue/loongarch64.c %D%/emulators/queue/ops.S
EXTRA_DIST += %D%/emulators/queue/ops32.S %D%/emulators/queue/sh4.S %D%/emulators/queue/start.c
EXTRA_DIST += %D%/emulators/queue/wait.S %D%/emulators/queue/counters.S
EXTRA_DIST += %D%/emulators/queue/deposit.S %D%/emulators/queue/thumb.S
EXTRA_DIST += %D%/emulators/linux/address-bits.c
EXTRA_DIST += %D%/emulators/linux/arm-multiply.c %D%/emulators/linux/arm-rotate.c %D%/emulators/linux/x86-decode.c
EXTRA_DIST += %D%/emulators/linux/signal-float.c %D%/emulators/linux/x86-direction.c
EXTRA_DIST += %D%/emulators/linux/signals-library.c %D%/emulators/linux/signals-native.c
EXTRA_DIST += %D%/emulators/linux/x86-float.c %D%/emulators/linux/x86-fpe.c %D%/emulators/linux/float-traps.c
EXTRA_DIST += %D%/emulators/linux/access.h %D%/emulators/linux/code.h %D%/emulators/linux/code-alias.c
EXTRA_DIST += %D%/emulators/linux/codepages.c %D%/emulators/linux/outcome.h
EXTRA_DIST += %D%/emulators/linux/keyctl.c %D%/emulators/linux/membarrier.c %D%/emulators/linux/pidfd.c
EXTRA_DIST += %D%/emulators/linux/baud.c %D%/emulators/linux/quota.c %D%/emulators/linux/secret.c
EXTRA_DIST += %D%/emulators/linux/icache.c %D%/emulators/linux/madvise.c
EXTRA_DIST += %D%/emulators/linux/memlock.c %D%/emulators/linux/mremap.c
EXTRA_DIST += %D%/emulators/linux/prctlmem.c %D%/emulators/linux/setsig.c
EXTRA_DIST += %D%/emulators/linux/sigbus.c %D%/emulators/linux/stack.c
EXTRA_DIST += %D%/emulators/linux/sigsegv.c %D%/emulators/linux/longjmp.c %D%/emulators/linux/mips-nan2008.c %D%/emulators/linux/mips-traps.c
EXTRA_DIST += %D%/emulators/linux/s390x-privileged.c %D%/emulators/linux/riscv-misaligned.c
EXTRA_DIST += %D%/emulators/linux/sysvipc.c %D%/emulators/linux/writeonly.c
EXTRA_DIST += %D%/emulators/linux/dead-results.c %D%/emulators/linux/registers-at-traps.c
EXTRA_DIST += %D%/emulators/linux/copy.h %D%/emulators/linux/core.c %D%/emulators/linux/descriptors.c %D%/emulators/linux/domainname.c
EXTRA_DIST += %D%/emulators/linux/file-errors.c
EXTRA_DIST += %D%/emulators/linux/file-ioctls.c
EXTRA_DIST += %D%/emulators/linux/fs-calls.c
EXTRA_DIST += %D%/emulators/linux/offsets.c
EXTRA_DIST += %D%/emulators/linux/proc.c
EXTRA_DIST += %D%/emulators/linux/other.c %D%/emulators/linux/other-base.c
EXTRA_DIST += %D%/emulators/linux/proc-mem.c %D%/emulators/linux/proc-mem-base.c
EXTRA_DIST += %D%/emulators/linux/self-moved.c
EXTRA_DIST += %D%/emulators/linux/readdir.c
EXTRA_DIST += %D%/emulators/linux/smaps.c
EXTRA_DIST += %D%/emulators/linux/stat.c
EXTRA_DIST += %D%/emulators/linux/remap.c %D%/emulators/linux/sysfs.c %D%/emulators/linux/sysinfo.c
EXTRA_DIST += %D%/emulators/linux/clone.c %D%/emulators/linux/crash.c %D%/emulators/linux/exec.c
EXTRA_DIST += %D%/emulators/linux/clone3.c %D%/emulators/linux/clone-vm.c %D%/emulators/linux/clone-vm-parent.c %D%/emulators/linux/clone-vm.h %D%/emulators/linux/ptrace-shared.c %D%/emulators/linux/brk.c
EXTRA_DIST += %D%/emulators/linux/robust.c %D%/emulators/linux/rtsig.c %D%/emulators/linux/arm-misaligned.c
EXTRA_DIST += %D%/emulators/linux/ioctl-none.c %D%/emulators/linux/ioctl-unknown.c %D%/emulators/linux/ioctl-null.c %D%/emulators/linux/self.c %D%/emulators/linux/look.h %D%/emulators/linux/text-busy.c %D%/emulators/linux/old-calls.c
EXTRA_DIST += %D%/emulators/linux/sigchld.c %D%/emulators/linux/vfork.c
EXTRA_DIST += %D%/emulators/linux/ethtool.c
EXTRA_DIST += %D%/emulators/linux/ptrace.h %D%/emulators/linux/ptrace-attach.c
EXTRA_DIST += %D%/emulators/linux/ptrace-family.c %D%/emulators/linux/ptrace-seccomp.c
EXTRA_DIST += %D%/emulators/linux/ptrace-registers.c %D%/emulators/linux/seccomp-notify.c
EXTRA_DIST += %D%/emulators/linux/ptrace-signals.c %D%/emulators/linux/ptrace-syscalls.c
EXTRA_DIST += %D%/emulators/linux/ptrace-sparc.c %D%/emulators/linux/sparc-windows.c %D%/emulators/linux/ptrace-alpha.c %D%/emulators/linux/ptrace-hppa.c
EXTRA_DIST += %D%/emulators/linux/ptrace-bare.c %D%/emulators/linux/ptrace-queue.c %D%/emulators/linux/userfaultfd.c
EXTRA_DIST += %D%/emulators/linux/emulated.c %D%/emulators/linux/pty.c %D%/emulators/linux/vfork-killed.c %D%/emulators/linux/vfork-limits.c
EXTRA_DIST += %D%/emulators/linux/xattr.c %D%/emulators/linux/ptrace-tags.c %D%/emulators/linux/ptrace-bare.h
EXTRA_DIST += %D%/emulators/linux/flags-at-fault.c
EXTRA_DIST += %D%/emulators/linux/ancillary.c %D%/emulators/linux/lengths.c %D%/emulators/linux/netlink.c
EXTRA_DIST += %D%/emulators/linux/netlink.h %D%/emulators/linux/netlink-tc.c
EXTRA_DIST += %D%/emulators/linux/netlink-set.c %D%/emulators/programs/network.sh
EXTRA_DIST += %D%/emulators/linux/passthrough.c %D%/emulators/linux/queues.c %D%/emulators/linux/recvmmsg.c
EXTRA_DIST += %D%/emulators/linux/sockopts.c %D%/emulators/linux/socket-errors.c
EXTRA_DIST += %D%/emulators/linux/aio.c %D%/emulators/linux/io-uring.c
EXTRA_DIST += %D%/emulators/programs/fio.sh %D%/emulators/programs/io-uring.sh
EXTRA_DIST += %D%/emulators/linux/clone-pidfd.c %D%/emulators/linux/long-names.c %D%/emulators/linux/mseal.c
EXTRA_DIST += %D%/emulators/linux/last-page.c %D%/emulators/linux/thread-flags.c
EXTRA_DIST += %D%/emulators/linux/procmap.c %D%/emulators/linux/send-low-water.c
EXTRA_DIST += %D%/emulators/linux/filter.h %D%/emulators/linux/seccomp-arm.c
EXTRA_DIST += %D%/emulators/linux/seccomp-forged.c %D%/emulators/linux/user-dispatch.c
EXTRA_DIST += %D%/emulators/linux/seccomp-exec.c %D%/emulators/linux/seccomp-filter.c
EXTRA_DIST += %D%/emulators/linux/seccomp-random.c %D%/emulators/linux/seccomp-refused.c
EXTRA_DIST += %D%/emulators/linux/seccomp-strict.c %D%/emulators/linux/seccomp-threads.c
EXTRA_DIST += %D%/emulators/linux/seccomp-trap.c
EXTRA_DIST += %D%/emulators/gdb/breakpoint.py %D%/emulators/gdb/features.py %D%/emulators/gdb/stub.py
EXTRA_DIST += %D%/emulators/calls.def %D%/emulators/gdb/attach.py %D%/emulators/gdb/threads.c %D%/emulators/gdb/threads.py %D%/emulators/compatibility.sh
EXTRA_DIST += %D%/emulators/ltp.sh %D%/emulators/programs.sh %D%/emulators/ltp/build.sh %D%/emulators/ltp/failures.def
EXTRA_DIST += %D%/emulators/ltp/judge.py %D%/emulators/ltp/leave.def %D%/emulators/ltp/run.py
EXTRA_DIST += %D%/emulators/programs/bubblewrap.sh %D%/emulators/programs/compression.sh
EXTRA_DIST += %D%/emulators/programs/differs.def %D%/emulators/programs/erlang.sh
EXTRA_DIST += %D%/emulators/programs/ffmpeg.sh %D%/emulators/programs/gcc.sh %D%/emulators/programs/git.sh
EXTRA_DIST += %D%/emulators/programs/gdb.sh %D%/emulators/programs/strace.sh %D%/emulators/programs/ltrace.sh %D%/emulators/programs/sanitizers.sh %D%/emulators/programs/asan.sh
EXTRA_DIST += %D%/emulators/programs/go.sh %D%/emulators/programs/gxx.sh %D%/emulators/programs/java.sh
EXTRA_DIST += %D%/emulators/programs/luajit.sh %D%/emulators/programs/man.sh %D%/emulators/programs/mariadb.sh %D%/emulators/programs/nginx.sh
EXTRA_DIST += %D%/emulators/programs/nix.sh %D%/emulators/programs/nodejs.sh %D%/emulators/programs/openssh.sh %D%/emulators/programs/perl.sh
EXTRA_DIST += %D%/emulators/programs/php.sh %D%/emulators/programs/postgresql.sh %D%/emulators/programs/programs.def
EXTRA_DIST += %D%/emulators/programs/python-tests.sh %D%/emulators/programs/python.sh %D%/emulators/programs/redis.sh
EXTRA_DIST += %D%/emulators/programs/rsync.sh %D%/emulators/programs/ruby.sh %D%/emulators/programs/rust.sh
EXTRA_DIST += %D%/emulators/programs/sbcl.sh %D%/emulators/programs/stress-ng.sh %D%/emulators/programs/sudo.sh
EXTRA_DIST += %D%/emulators/programs/systemd.sh
EXTRA_DIST += %D%/register/automount.c %D%/register/fuzz/fuzz.c %D%/register/fuzz/run.sh %D%/register/interp.c
EXTRA_DIST += %D%/register/mkelf.c %D%/register/sanitized.sh
EXTRA_DIST += %D%/register/unit.c
EXTRA_DIST += %D%/publish/browser.py %D%/publish/publish.sh %D%/publish/roots.sh %D%/publish/upgrades.def
EXTRA_DIST += %D%/packages/all-roots.sh %D%/packages/deb.sh %D%/packages/spdx.schema.json
EXTRA_DIST += %D%/images/client/case.py %D%/images/client/run.py %D%/images/client/test_addresses.py
EXTRA_DIST += %D%/images/client/test_logins.py %D%/images/client/test_push.py %D%/images/client/test_secrets.py
EXTRA_DIST += %D%/images/client/test_trouble.py
EXTRA_DIST += %D%/images/daemonset.py %D%/images/platforms.sh %D%/images/fake_registry.py %D%/images/referrers.py

check-rpm: rpm
	$(AM_V_at)$(MAKE) $(AM_MAKEFLAGS) check-TESTS TESTS='$(qb_rpm_tests)'
check-tarballs: tarballs
	$(AM_V_at)$(MAKE) $(AM_MAKEFLAGS) check-TESTS TESTS='%D%/packages/tarballs.t %D%/packages/together.t'
check-reproducible: dist
	$(AM_V_at)$(MAKE) $(AM_MAKEFLAGS) check-TESTS TESTS='%D%/build/rebuild.t'
phony += check-rpm check-tarballs check-reproducible

# check-hosts: the emulators for all other hosts, or HOSTS="CPU...", each with the tests of the product that need no
# machine of it. check-cross: one host, two emulators.
check-hosts: $(products) hosts
	$(AM_V_at)QB_HOSTS="$${HOSTS:-ALL}" QB_HOSTS_DIR=hosts QB_HOSTS_TARGETS="$(qb_targets)" \
		$(MAKE) $(AM_MAKEFLAGS) check-TESTS TESTS='$(qb_host_tests)'
check-cross: $(products) qemu-binfmt-conf $(qb_unpacked) stamps/meson
	$(AM_V_at)$(MAKE) $(AM_MAKEFLAGS) check-TESTS TESTS='%D%/build/hosts.t'
phony += check-hosts check-cross

# check-speed: what is counted (instructions, calls, kB, never time) against the limits of bench/targets.def. One compiler
# gives the same counts each time, so bootstrap.sh check runs it; but another compiler may inline otherwise and be no
# worse, so it is no part of make check.
check-speed: $(products)
	$(AM_V_at)$(MAKE) $(AM_MAKEFLAGS) check-TESTS TESTS='$(qb_speed_tests)'
phony += check-speed

# check-scaling, check-linux: the tests of that name for all CPUs, of which make check takes a few
check-scaling: $(products)
	$(AM_V_at)QB_SCALING_CPUS=all $(MAKE) $(AM_MAKEFLAGS) check-TESTS TESTS='%D%/emulators/scaling.t'
check-linux: $(products)
	$(AM_V_at)QB_LINUX_CPUS=all $(MAKE) $(AM_MAKEFLAGS) check-TESTS TESTS='%D%/emulators/linux.t'
phony += check-scaling check-linux

# check-tcg: QEMU's own tests of its CPUs, for all that have a compiler here
check-tcg: $(products)
	$(AM_V_at)$(qb_test_env) $(srcdir)/%D%/emulators/check-tcg.sh
phony += check-tcg

# check-jumps: the same with -tb-jump check, where an emulator verifies at each jump to a register what the translator
# said of the state of the CPU; and a Debian root in that mode
check-jumps: $(products)
	$(AM_V_at)$(qb_test_env) QEMU_TB_JUMP=check $(srcdir)/%D%/emulators/check-tcg.sh
	$(AM_V_at)QEMU_TB_JUMP=check $(MAKE) $(AM_MAKEFLAGS) check-TESTS TESTS='%D%/emulators/debootstrap.t'
phony += check-jumps

# check-cache: that and the suites that run guests, or QB_SUITES="...", without the cache of translated code, with a fresh
# directory, with the same once more, and compared with what is translated; CPUS="CPU...": only those
check-cache: $(products)
	$(AM_V_at)$(qb_test_env) $(srcdir)/%D%/emulators/check-cache.sh $(CPUS)
phony += check-cache

# check-programs: real programs in Debian roots of the CPUs of Debian's release. check-ltp: the Linux Test Project.
# Both natively, too, which says what is right; both go on where they were interrupted. CPUS="CPU...": only those;
# OTHER=NAME=DIR: by other emulators. compatibility: the page that is written from what they have left.
check-programs: $(products) qemu-binfmt-conf
	$(AM_V_at)$(qb_test_env) $(srcdir)/%D%/emulators/programs.sh $${OTHER:+--emulators "$$OTHER"} $(CPUS)
check-ltp: $(products) qemu-binfmt-conf
	$(AM_V_at)$(qb_test_env) $(srcdir)/%D%/emulators/ltp.sh $${OTHER:+--emulators "$$OTHER"} $(CPUS)
compatibility:
	$(AM_V_at)$(qb_test_env) $(srcdir)/%D%/emulators/compatibility.sh >compatibility.new
	$(AM_V_at)mv compatibility.new '$(srcdir)/doc/compatibility.md'
phony += check-programs check-ltp compatibility

# Other builds of the emulators, each in a directory of this tree: of TARGETS="CPU..."
qb_nested = $(qb_env) $(srcdir)/tools/nested.sh
qb_jobs = -j$${JOBS:-$$(nproc)}
qb_targets = $${TARGETS:-$(QB_TARGETS)}
qb_some = $${TARGETS:-aarch64}

# reference: without the patches but those of the topic `build`, by the same compiler and flags
reference:
	$(AM_V_at)$(qb_nested) reference --with-topics=build --with-targets="$(qb_targets)"
	$(AM_V_at)$(MAKE) $(AM_MAKEFLAGS) $(qb_jobs) -C reference stamps/stage
check-reference: $(products)
	$(AM_V_at)$(MAKE) $(AM_MAKEFLAGS) reference TARGETS="$(qb_some)"
	$(AM_V_at)$(MAKE) $(AM_MAKEFLAGS) check-TESTS TESTS='$(qb_reference_tests)'
phony += reference check-reference

# fuzz-emulators: random code for HOURS, beginning with SEED, against the reference too
fuzz-emulators: $(products) reference
	$(AM_V_at)$(qb_test_env) $(srcdir)/%D%/emulators/fuzz/hours.sh "$${HOURS:-1}" "$${SEED:-1}"
phony += fuzz-emulators

# check-debug, check-clang: with the assertions of QEMU's translator; by clang. Guests and check-tcg pass.
qb_guest_tests = %D%/emulators/guests.t %D%/emulators/tcg.t
check-debug:
	$(AM_V_at)$(qb_nested) check-debug --enable-debug-tcg --with-targets="$(qb_some)"
	$(AM_V_at)$(MAKE) $(AM_MAKEFLAGS) $(qb_jobs) -C check-debug stamps/stage
	$(AM_V_at)$(MAKE) $(AM_MAKEFLAGS) -C check-debug check TESTS='$(qb_guest_tests)'
	$(AM_V_at)$(MAKE) $(AM_MAKEFLAGS) -C check-debug check-tcg
check-clang:
	$(AM_V_at)$(qb_nested) check-clang CC="$${CLANG:-clang-19}" --with-targets="$(qb_some)"
	$(AM_V_at)$(MAKE) $(AM_MAKEFLAGS) $(qb_jobs) -C check-clang stamps/stage
	$(AM_V_at)$(MAKE) $(AM_MAKEFLAGS) -C check-clang check TESTS='$(qb_guest_tests)'
	$(AM_V_at)$(MAKE) $(AM_MAKEFLAGS) -C check-clang check-tcg
phony += check-debug check-clang

# check-op-text: the patch that says so does not change what -d op_opt prints; once for each new QEMU
check-op-text:
	$(AM_V_at)$(qb_nested) op-text --with-topics=build,fixes,startup --with-targets="$(qb_some)"
	$(AM_V_at)$(MAKE) $(AM_MAKEFLAGS) $(qb_jobs) -C op-text stamps/stage
	$(AM_V_at)$(qb_test_env) $(srcdir)/%D%/emulators/op-text.sh op-text $(qb_some)
phony += check-op-text

# check-sanitized, coverage: the tests of qemu-binfmt-conf with AddressSanitizer and UBSan; the lines that they run
check-sanitized:
	$(AM_V_at)$(qb_test_env) $(srcdir)/%D%/register/sanitized.sh sanitized
coverage:
	$(AM_V_at)$(qb_test_env) $(srcdir)/%D%/register/sanitized.sh coverage
phony += check-sanitized coverage

# check-pgo: builds qemu-aarch64 with --enable-pgo and --enable-lto in check-pgo/, and runs the tests of that and of the product
check-pgo:
	$(AM_V_at)$(MKDIR_P) check-pgo && cd check-pgo && '$(abs_top_srcdir)/configure' -q --with-targets=aarch64 \
		--enable-pgo=aarch64 --enable-lto --with-distfiles='$(QB_DISTFILES)' CC='$(CC)' && \
		$(MAKE) && $(MAKE) check TESTS='%D%/build/pgo.t %D%/emulators/elf.t %D%/emulators/guests.t'
phony += check-pgo
