#!/bin/sh
# SPDX-License-Identifier: MIT
# The profile of --enable-pgo: QEMU instrumented, for the targets that are trained, and what its
# training counts.
#
# uses: lib flags qemu-tree training/train.sh | CC training

. "${top_srcdir:?}/recipes/lib.sh"
. "$top_srcdir/recipes/flags.sh"
. "$top_srcdir/recipes/qemu-tree.sh"
begin "$@"
! $up_to_date || exit 0
enter
prefix=$top_builddir/deps/profile

# Counters of arcs only: the order of first calls and the most frequent values depend on when QEMU's
# thread for RCU runs, and the same build twice has to be the same.
if $fresh; then
    configure_tree "$training" "-fprofile-update=prefer-atomic -fno-profile-values" -Db_pgo=generate
    configured
fi
# shellcheck disable=SC2046 # a list of names
ninja_step INSTRUMENT . $(programs_of "$training")
rm -rf "$prefix" "$prefix.tmp"
# shellcheck disable=SC2086
step TRAIN env CC="$CC" "$top_srcdir/training/train.sh" run "$work" "$prefix" $training
finish
