# SPDX-License-Identifier: MIT
# The graph of the build: which step needs which. The verbs are the scripts beside this file.
#
# Each step leaves a stamp, stamps/STEP, that holds what it was made from; STEP.source and STEP.how are the
# same before the fact, rewritten by keys.sh only when they change. So a touched file rebuilds nothing, and a
# changed row, recipe, patch, setting or compiler rebuilds its step and what comes after it.

EXTRA_DIST += %D%/fetch.sh %D%/flags.sh %D%/glib-install.py %D%/glib.sh %D%/keys.sh %D%/lib.sh %D%/libffi.sh
EXTRA_DIST += %D%/meson.sh %D%/pcre2.sh %D%/profile.sh %D%/qemu-tree.sh %D%/qemu.sh %D%/stage.sh %D%/transfer.sh %D%/unpack.sh
EXTRA_DIST += %D%/zlib.sh
EXTRA_DIST += sources/manifest sources/date

qb_env = top_srcdir='$(abs_top_srcdir)' top_builddir='$(abs_top_builddir)' V='$(V)' MAKE='$(MAKE)'
qb_do = $(AM_V_at)$(qb_env) $(srcdir)/%D%
qb_names = meson qemu
qb_fetched = stamps/meson.fetched stamps/qemu.fetched
qb_unpacked = stamps/meson.src stamps/qemu.src
if BUNDLED_DEPS
qb_names += zlib libffi pcre2 glib
qb_fetched += stamps/zlib.fetched stamps/libffi.fetched stamps/pcre2.fetched stamps/glib.fetched
qb_unpacked += stamps/zlib.src stamps/libffi.src stamps/pcre2.src stamps/glib.src
qb_glib = stamps/glib
endif

if PGO
qb_profile = stamps/profile
endif

if EMULATORS
products += stamps/stage
endif

stamps/keys: recipes/settings.sh FORCE
	$(qb_do)/keys.sh $(qb_names) profile stage unpack
FORCE:
phony += FORCE stamps/keys

qb_keys = stamps/meson.how stamps/qemu.how stamps/zlib.how stamps/libffi.how stamps/pcre2.how stamps/glib.how
qb_keys += stamps/meson.source stamps/qemu.source stamps/zlib.source stamps/libffi.source stamps/pcre2.source
qb_keys += stamps/glib.source stamps/stage.how stamps/profile.how stamps/unpack.how
$(qb_keys): stamps/keys
	@:

# fetch: the row of the manifest, verified, in the download folder (or in that of --with-distfiles)
stamps/meson.fetched: stamps/meson.source
stamps/zlib.fetched: stamps/zlib.source
stamps/libffi.fetched: stamps/libffi.source
stamps/pcre2.fetched: stamps/pcre2.source
stamps/glib.fetched: stamps/glib.source
stamps/qemu.fetched: stamps/qemu.source
$(qb_fetched):
	$(qb_do)/fetch.sh $(@F:.fetched=) $@

# unpack: verify again, extract, apply the queue
stamps/meson.src: stamps/meson.source stamps/unpack.how stamps/meson.fetched
stamps/zlib.src: stamps/zlib.source stamps/unpack.how stamps/zlib.fetched
stamps/libffi.src: stamps/libffi.source stamps/unpack.how stamps/libffi.fetched
stamps/pcre2.src: stamps/pcre2.source stamps/unpack.how stamps/pcre2.fetched
stamps/glib.src: stamps/glib.source stamps/unpack.how stamps/glib.fetched
stamps/qemu.src: stamps/qemu.source stamps/unpack.how stamps/qemu.fetched
$(qb_unpacked):
	$(qb_do)/unpack.sh $(@F:.src=) $@ $(@:.src=.source) stamps/unpack.how

# build: zlib, libffi, pcre2 → glib → (profile →) qemu → stage
stamps/meson: stamps/meson.how stamps/meson.src
	$(qb_do)/meson.sh meson $@ $^
stamps/zlib: stamps/zlib.how stamps/zlib.src
	$(qb_do)/zlib.sh zlib $@ $^
stamps/libffi: stamps/libffi.how stamps/libffi.src
	$(qb_do)/libffi.sh libffi $@ $^
stamps/pcre2: stamps/pcre2.how stamps/pcre2.src
	$(qb_do)/pcre2.sh pcre2 $@ $^
stamps/glib: stamps/glib.how stamps/glib.src stamps/meson stamps/zlib stamps/libffi stamps/pcre2
	$(qb_do)/glib.sh glib $@ $^
stamps/profile: stamps/profile.how stamps/qemu.src stamps/meson $(qb_glib)
	$(qb_do)/profile.sh qemu $@ $^
stamps/qemu: stamps/qemu.how stamps/qemu.src stamps/meson $(qb_glib) $(qb_profile)
	$(qb_do)/qemu.sh qemu $@ $^
if FOUND_EMULATORS
# --with-emulators: those of another tree
stamps/stage: recipes/settings.sh
	$(AM_V_at)$(MKDIR_P) stamps && rm -rf bin && $(LN_S) '$(QB_EMULATORS)' bin && echo '$(QB_EMULATORS)' >$@
else
stamps/stage: stamps/stage.how stamps/qemu
	$(qb_do)/stage.sh qemu $@ $^
endif

# fetch: everything that a later build without network needs
fetch:
	$(AM_V_at)for name in $(qb_names); do $(qb_env) $(srcdir)/%D%/fetch.sh $$name || exit $$?; done
phony += fetch

# install: the emulators and the links for Debian's names
install-exec-local: all-local
	$(MKDIR_P) '$(DESTDIR)$(bindir)'
	for t in $(QB_TARGETS); do $(INSTALL) -m 755 bin/qemu-$$t$(QB_SUFFIX) '$(DESTDIR)$(bindir)' || exit 1; done
	for a in $(QB_ALIASES); do cp -Pf bin/qemu-$${a%=*}$(QB_SUFFIX) '$(DESTDIR)$(bindir)' || exit 1; done
uninstall-local:
	for t in $(QB_TARGETS) $(QB_ALIASES); do rm -f '$(DESTDIR)$(bindir)'/qemu-$${t%=*}$(QB_SUFFIX); done

# clean keeps what was fetched; distclean does not
clean-local:
	rm -rf bin check-clang check-cross check-debug check-ltp check-pgo check-programs check-tcg debug fuzz-emulators op-text packages reference
	rm -rf register/binfmt.d register/binfmts deps hosts logs src stamps work
	rm -rf repository repository.generations site
	rm -rf images/archives images/images.json images/layout images/lock images/new images/tags
distclean-local:
	rm -rf distfiles
