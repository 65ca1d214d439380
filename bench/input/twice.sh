# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Runs a script two times, from one process.
set -e
sh "$1"
sh "$1"
