dnl SPDX-License-Identifier: MIT
dnl QB_VERSION: the version of this distribution, read from sources/manifest: QEMU's, a dash, our revision.
m4_define([QB_VERSION], m4_esyscmd_s(
  [top_srcdir=. sh -c '. ./tools/manifest.sh && manifest_release']))
