# SPDX-License-Identifier: MIT
# qemu-binfmt-conf: the program, and the data files that a copy of it for the build machine writes.

qb_register_c = \
	%D%/arguments.c %D%/check.c %D%/cpu.c %D%/emulator.c %D%/exec.c %D%/export.c %D%/format.c %D%/guest.c \
	%D%/help.c %D%/hold.c %D%/instance.c %D%/json.c %D%/lasting.c %D%/list.c %D%/main.c %D%/message.c \
	%D%/namespace.c %D%/options.c %D%/optiontable.c %D%/parse.c %D%/personas.c %D%/register.c %D%/report.c \
	%D%/rules.c %D%/run.c %D%/select.c %D%/status.c %D%/unregister.c %D%/util.c %D%/verify.c
qb_register_h = \
	%D%/aliases.def %D%/cpus.def %D%/guests.def %D%/arguments.h %D%/check.h %D%/cpu.h %D%/emulator.h \
	%D%/guest.h %D%/instance.h %D%/jobs.h %D%/json.h %D%/lasting.h %D%/machine.h %D%/message.h %D%/namespace.h \
	%D%/options.h %D%/optiontable.h %D%/personas.h %D%/report.h %D%/rule.h %D%/rules.h %D%/run.h %D%/select.h \
	%D%/util.h
EXTRA_DIST += %D%/layers
qb_register_cppflags = -D_GNU_SOURCE -DQEMU_PATH='"$(bindir)"' -DQEMU_SUFFIX='"$(QB_SUFFIX)"' \
	-DDEBIANDIR='"/usr/share/binfmts"' -DSYSTEMDDIR='"/etc/binfmt.d"'

sbin_PROGRAMS = qemu-binfmt-conf
qemu_binfmt_conf_SOURCES = $(qb_register_c) $(qb_register_h)
qemu_binfmt_conf_CPPFLAGS = $(qb_register_cppflags)
qemu_binfmt_conf_CFLAGS = -std=gnu11 -Wall -Wextra $(QB_REGISTER_CFLAGS) $(QB_HARDEN_CFLAGS) $(QB_SIZE_CFLAGS) $(AM_CFLAGS)
qemu_binfmt_conf_LDFLAGS = $(QB_REGISTER_LDFLAGS) $(QB_SIZE_LDFLAGS) $(AM_LDFLAGS)
EXTRA_DIST += m4/qb-register.m4

# When cross building the program does not run here: the same sources, compiled for the build machine.
CLEANFILES += %D%/qemu-binfmt-conf.build
%D%/qemu-binfmt-conf.build: $(qb_register_c) $(qb_register_h)
	$(AM_V_at)$(MKDIR_P) %D%
	$(AM_V_GEN)cd $(srcdir) && $(CC_FOR_BUILD) -std=gnu11 $(DEFS) $(qb_register_cppflags) $(qb_register_c) \
		-o '$(abs_builddir)/$@'

# The rules of the emulators that this tree builds, for this host.
qb_export = HOST_ARCH='$(host_cpu)' $(abs_builddir)/%D%/qemu-binfmt-conf.build --cpu='$(QB_TARGETS)' --ignore-family no \
	--qemu-path '$(bindir)' --qemu-suffix '$(QB_SUFFIX)' --persistent yes --preserve-argv0 yes
if EMULATORS
products += %D%/data.stamp
endif
CLEANFILES += %D%/data.stamp
%D%/data.stamp: %D%/qemu-binfmt-conf.build Makefile
	$(AM_V_at)rm -rf %D%/binfmt.d %D%/binfmts && $(MKDIR_P) %D%/binfmt.d %D%/binfmts
	$(AM_V_GEN)$(qb_export) --systemd ALL --exportdir %D%/binfmt.d >/dev/null && \
		$(qb_export) --debian --package $(PACKAGE) --exportdir %D%/binfmts
	$(AM_V_at)touch $@

# Which of the two mechanisms finds its files is configure's --with-binfmt.
# There is none if the only emulator is that of this host's own CPU.
if EMULATORS
qb_man1 = for t in $(QB_TARGETS) $(QB_ALIASES); do man='$(DESTDIR)$(man1dir)'/qemu-$${t%=*}$(QB_SUFFIX).1;
install-data-hook:
	$(qb_man1) $(LN_S) -f qemu-user-static.1 "$$man" || exit 1; done
	$(MKDIR_P) '$(DESTDIR)$(QB_BINFMT_D_DIR)' '$(DESTDIR)$(QB_BINFMTS_DIR)'
	for f in %D%/binfmt.d/*.conf; do test ! -f $$f || $(INSTALL_DATA) $$f '$(DESTDIR)$(QB_BINFMT_D_DIR)' || exit 1; done
	for f in %D%/binfmts/qemu-*; do test ! -f $$f || $(INSTALL_DATA) $$f '$(DESTDIR)$(QB_BINFMTS_DIR)' || exit 1; done
uninstall-hook:
	$(qb_man1) rm -f "$$man"; done
	cd %D%/binfmt.d && for f in *.conf; do rm -f '$(DESTDIR)$(QB_BINFMT_D_DIR)'/$$f; done
	cd %D%/binfmts && for f in qemu-*; do rm -f '$(DESTDIR)$(QB_BINFMTS_DIR)'/$$f; done
endif

# The manual pages; that of qemu-binfmt-conf has the table of CPUs, that of the emulators a link for each of their names.
qb_subst = sed -e 's|@''VERSION@|$(VERSION)|; s|@''bindir@|$(bindir)|; s|@''QB_SUFFIX@|$(QB_SUFFIX)|g'
man8_MANS = %D%/qemu-binfmt-conf.8
CLEANFILES += %D%/qemu-binfmt-conf.8
EXTRA_DIST += %D%/qemu-binfmt-conf.8.in
%D%/qemu-binfmt-conf.8: %D%/qemu-binfmt-conf.8.in %D%/qemu-binfmt-conf.build
	$(AM_V_at)%D%/qemu-binfmt-conf.build --list >$@.cpus
	$(AM_V_GEN)$(qb_subst) -e '/^@CPUS@/{' -e 'r $@.cpus' -e 'd' -e '}' $(srcdir)/%D%/qemu-binfmt-conf.8.in >$@.tmp
	$(AM_V_at)rm $@.cpus && mv $@.tmp $@

if EMULATORS
man1_MANS = %D%/qemu-user-static.1
endif
CLEANFILES += %D%/qemu-user-static.1
EXTRA_DIST += %D%/qemu-user-static.1.in
%D%/qemu-user-static.1: %D%/qemu-user-static.1.in
	$(AM_V_at)$(MKDIR_P) %D%
	$(AM_V_GEN)$(qb_subst) $(srcdir)/%D%/qemu-user-static.1.in >$@.tmp && mv $@.tmp $@

bashcompletiondir = $(datadir)/bash-completion/completions
dist_bashcompletion_DATA = %D%/bash/qemu-binfmt-conf

# fuzz: the parsers, each for FUZZ_SECONDS, with clang's libFuzzer, AddressSanitizer and UBSan
FUZZ_SECONDS = 60
fuzz:
	$(AM_V_at)CLANG='$(CLANG)' top_srcdir='$(abs_top_srcdir)' $(srcdir)/tests/register/fuzz/run.sh $(FUZZ_SECONDS)
phony += fuzz
