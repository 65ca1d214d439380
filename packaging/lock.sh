# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Keeps two verbs that make packages apart: `make -j rpm tarballs`, or one make beside another.
# Sourced by their scripts.
#
# They share packages/root and packages/tree, and not only while root.sh makes these: what is packed
# must stay as it is until the last file has been read. So the lock is for the whole verb.

# lock_packages VERB: waits until no other script packs in $top_builddir. The lock ends with the
# calling script.
lock_packages()
{
    mkdir -p "${top_builddir:?}/packages"
    exec 9>"$top_builddir/packages/lock"
    flock --nonblock 9 && return
    echo "$1: another make is packing in $top_builddir; waiting for it"
    flock 9
}
