#!/bin/sh
# SPDX-License-Identifier: MIT
# Checks that each file of the registrar includes only what is below it in register/layers.
#
#   layers.sh [FOLDER]    FOLDER has the sources and the list (register/)
#
# Output: a line for each include that points up or to the side, and for each file that the list
# lacks or has in vain. Exit status: 1 if there is one.

set -eu
cd "${1:-$(dirname "$0")/../register}"
awk '
    function name(file) { sub(/.*\//, "", file); sub(/\.[ch]$/, "", file); return file }
    FILENAME == "layers" {
        if ($1 !~ /^#/) { if (NF) layer++; for (i = 1; i <= NF; i++) at[$i] = layer }
        next
    }
    /^#include ".*\.h"/ {
        split($0, quoted, "\"")
        from = name(FILENAME); to = name(quoted[2])
        if (from != to && at[to] >= at[from]) {
            print FILENAME ":" FNR ": includes " quoted[2] ", which is not below it in layers"
            bad = 1
        }
    }
    END {
        for (i = 2; i < ARGC; i++) {
            seen[name(ARGV[i])] = 1
            if (!(name(ARGV[i]) in at)) { print ARGV[i] ": not in layers"; bad = 1 }
        }
        for (unit in at)
            if (!(unit in seen)) { print "layers: there is no file for " unit; bad = 1 }
        exit bad
    }' layers ./*.c ./*.h
