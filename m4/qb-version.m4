dnl SPDX-License-Identifier: MIT
dnl QB_VERSION: the version of this distribution, read from sources/manifest: QEMU's, a dash, our revision.
m4_define([QB_VERSION], m4_esyscmd_s([awk '$1 == "revision" { r = $2 } $1 == "source" && $2 == "qemu" { q = $3 } END { printf "%s-%s", q, r }' sources/manifest]))
