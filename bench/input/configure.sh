# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Runs the configure script in an empty folder.
set -e
rm -rf build
mkdir build
cd build
sh ../in/configure >configure.out 2>&1
grep -c '^#define' config.h
