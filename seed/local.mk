# SPDX-License-Identifier: MIT
# qemu-user-seed: emulators that have translated code of the programs of a root.

EXTRA_DIST += %D%/qemu-user-seed.in %D%/qemu-user-seed.8.in
CLEANFILES += %D%/qemu-user-seed %D%/qemu-user-seed.8
if EMULATORS
sbin_SCRIPTS = %D%/qemu-user-seed
man8_MANS += %D%/qemu-user-seed.8
endif
%D%/qemu-user-seed: %D%/qemu-user-seed.in
	$(AM_V_at)$(MKDIR_P) %D%
	$(AM_V_GEN)$(qb_subst) $(srcdir)/%D%/qemu-user-seed.in >$@.tmp && chmod +x $@.tmp && mv $@.tmp $@
%D%/qemu-user-seed.8: %D%/qemu-user-seed.8.in
	$(AM_V_at)$(MKDIR_P) %D%
	$(AM_V_GEN)$(qb_subst) $(srcdir)/%D%/qemu-user-seed.8.in >$@.tmp && mv $@.tmp $@
