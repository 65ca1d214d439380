#!/bin/sh
# SPDX-License-Identifier: MIT
# QEMU: the linux-user emulators of the chosen targets; with --enable-pgo by the profile of
# stamps/profile.
#
# uses: lib flags qemu-tree | targets training lto debug_tcg

. "${top_srcdir:?}/recipes/lib.sh"
. "$top_srcdir/recipes/flags.sh"
. "$top_srcdir/recipes/qemu-tree.sh"
begin "$@"
! $up_to_date || exit 0
enter

# use_profile: the counters beside the objects that are made from them, where GCC looks first. An
# emulator that was not trained takes those of one that was for each source that both have: GCC
# drops the functions that differ.
use_profile()
{
    cp -R "$top_builddir/deps/profile/." .
    for target in $targets; do
        own=libqemu-$target-linux-user.a.p
        mkdir -p "$own"
        for trained in $training; do
            from=libqemu-$trained-linux-user.a.p
            for file in "$from"/*.gcda; do
                [ ! -f "$file" ] || [ -f "$own/${file##*/}" ] || cp -p "$file" "$own/"
            done
        done
    done
}

if $fresh; then
    if [ -n "$training" ]; then
        step PROFILE use_profile
        # What was not trained stays as fast as it was; a function that differs, or is not there, is
        # no news.
        set -- -fprofile-partial-training -Wno-missing-profile -Wno-coverage-mismatch
        # Copies of loops and functions, which a profile turns on: a quarter more code, and nothing
        # gained (doc/decisions.md).
        set -- "$@" -fno-unroll-loops -fno-peel-loops -fno-split-loops -fno-unswitch-loops \
            -fno-ipa-cp-clone -fno-tree-loop-distribution -fvect-cost-model=very-cheap
    else
        set --
    fi
    configure_tree "$targets" "$*" ${training:+-Db_pgo=use} ${lto:+--enable-lto} \
        ${debug_tcg:+--enable-debug-tcg}
    configured
fi
# shellcheck disable=SC2046 # a list of names
ninja_step BUILD . $(programs_of "$targets")
finish
