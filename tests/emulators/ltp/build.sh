#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds tests of LTP as static programs for a CPU.
#
# Usage: build.sh SOURCE FOLDER CPU [COMPILER]
#
# SOURCE is LTP's tree with its configure script. FOLDER gets build-CPU and CPU, what LTP installs.
# A test that the CPU's C library cannot build is left out; build-CPU.log tells.
# Environment: LTP_DIRS, folders of LTP, for less than the default; JOBS.

set -eu
source=$1 folder=${2:?} cpu=${3:?} compiler=${4-}
: "${LTP_DIRS:=$(for part in syscalls ipc sched pty mem fs io containers security; do
    printf 'testcases/kernel/%s ' "$part"
done)}"
: "${JOBS:=$(nproc)}"
build=$folder/build-$cpu
# LTP has variables of these names, too.
unset MAKEFLAGS MFLAGS MAKELEVEL CC CFLAGS LDFLAGS top_srcdir top_builddir
rm -rf "$build" "${folder:?}/${cpu:?}"
mkdir -p "$folder"
cp -R "$source" "$build"
rm -rf "$build/.git"
cd "$build"

# run_make FOLDER GOAL: as far as it goes.
run_make()
{
    make -j"$JOBS" -k -C "$1" DEBUG_CFLAGS= OPT_CFLAGS='-O1 -fno-strict-aliasing' WCFLAGS=-w \
        ${2:+"$2"} </dev/null || :
}
host=${compiler%% *}
host=${host%-gcc}
CFLAGS='' LDFLAGS='-static -s' ./configure ${host:+--host="$host"} --prefix="$folder/$cpu" \
    --without-numa --without-tirpc >"$build.log" 2>&1
{
    run_make lib libltp.a
    run_make libs
    for dir in testcases/lib testcases/kernel/lib; do
        run_make "$dir"
        run_make "$dir" install
    done
} >>"$build.log" 2>&1
# Each folder by itself: LTP's loop over folders ends at the first where something does not build.
for dir in $LTP_DIRS; do
    find "$dir" -name Makefile -exec grep -L generic_trunk_target {} + | LC_ALL=C sort
done | while read -r makefile; do
    run_make "${makefile%/Makefile}"
    run_make "${makefile%/Makefile}" install
done >>"$build.log" 2>&1
rm -rf "$build"
