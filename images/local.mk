# SPDX-License-Identifier: MIT
# The container images of the emulators of this tree, and of the trees of other hosts in IMAGE_TREES.

EXTRA_DIST += %D%/archives.sh %D%/attest.sh %D%/build.sh %D%/images.jq %D%/layer.sh %D%/logins.py %D%/oci.jq %D%/push
EXTRA_DIST += %D%/registry.py %D%/sizes.sh %D%/store.sh %D%/transport.py

# images: images/layout (OCI), images/archives (docker load)
IMAGE_TREES =
images: $(products) qemu-binfmt-conf
	$(AM_V_at)$(qb_env) $(srcdir)/%D%/build.sh $(IMAGE_TREES)
phony += images

# bench-images: their sizes beside those of Debian's emulators
bench-images: images
	$(AM_V_at)QB_BIN='$(abs_top_builddir)/bin' QB_SUFFIX='$(QB_SUFFIX)' $(srcdir)/bench/size >/dev/null
	$(AM_V_at)$(srcdir)/%D%/sizes.sh %D% --peers
phony += bench-images

# check-images: with a real Docker engine, which the tests start and stop
check-images: images
	$(AM_V_at)$(MAKE) $(AM_MAKEFLAGS) check-TESTS TESTS='$(qb_image_tests)'
phony += check-images
