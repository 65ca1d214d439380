# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Reader of patches/series, the order of the queue. Input: $top_srcdir.
#
# series_names
#   prints the patches in their order, one a line, as paths below patches/ (TOPIC/NAME.patch, or NAME.patch);
#   comments, empty lines and quilt's options behind a name are left out.

series_names() { sed 's/[[:blank:]].*//; /^#/d; /^$/d' "${top_srcdir:?}/patches/series"; }
