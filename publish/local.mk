# SPDX-License-Identifier: MIT
# Publishing: signed repositories from which apt and dnf install, and the archives beside them, as static files.

EXTRA_DIST += %D%/apt.sh %D%/page.css %D%/page.html %D%/page.lua %D%/repository.sh %D%/rpm.sh
EXTRA_DIST += %D%/signing.sh %D%/site.sh

# repository: adds the packages of the directories PACKAGES to what is at the path REPOSITORY, signed by KEY
# (a key of gpg), for users who reach it at URL; with the pages in SITE, if that is given
KEY =
URL =
REPOSITORY = $(abs_builddir)/repository
PACKAGES = $(abs_builddir)/packages
SITE =
repository:
	$(AM_V_at)$(qb_env) $(srcdir)/%D%/repository.sh --key='$(KEY)' --url='$(URL)' --to='$(REPOSITORY)' \
		--site='$(SITE)' $(PACKAGES)
phony += repository

# site: the documents as web pages, in site/
site:
	$(AM_V_at)$(qb_env) $(srcdir)/%D%/site.sh --url='$(URL)'
phony += site

check-publish: deb rpm tarballs images
	$(AM_V_at)$(MAKE) $(AM_MAKEFLAGS) provenance
	$(AM_V_at)$(MAKE) $(AM_MAKEFLAGS) check-TESTS TESTS='$(qb_publish_tests)'
phony += check-publish

# check-upgrades: from every suite's packages to ours and back, by apt
check-upgrades: deb
	$(AM_V_at)QB_UPGRADES=all $(MAKE) $(AM_MAKEFLAGS) check-TESTS TESTS='tests/publish/upgrades.t'
phony += check-upgrades
