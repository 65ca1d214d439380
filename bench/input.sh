#!/bin/sh
# SPDX-License-Identifier: MIT
# Makes one input of the workloads, the same bytes on every machine.
#
# Usage: input.sh KIND N FOLDER
#   text       text.N: N KiB of words, lines and numbers
#   tree       tree.N: a folder with N small files
#   configure  configure and what it needs, by this machine's autoconf
#   source     source: C files of this project, to be compiled

set -eu
kind=$1 n=$2 folder=$3
here=$(cd "$(dirname "$0")" && pwd)

case $kind in
    text)
        awk -v size="$((n * 1024))" 'BEGIN {
            split("the of emulator and to in a block is that it for translate was on memory " \
                "as with be register jump", word, " ")
            x = 1
            while (length_ < size) {
                x = (x * 69069 + 12345) % 65536
                line = x
                for (i = x % 9 + 3; i > 0; i--) {
                    x = (x * 69069 + 12345) % 65536
                    line = line " " word[int(x / 256) % 21 + 1]
                }
                length_ += length(line) + 1
                print line
            }
        }' | head -c "$((n * 1024))" >"$folder/text.$n"
        ;;
    tree)
        mkdir -p "$folder/tree.$n"
        while [ "$n" -gt 0 ]; do
            echo "$n" >"$folder/tree.$2/$n"
            n=$((n - 1))
        done
        ;;
    configure)
        mkdir "$folder/autoconf"
        cp "$here/input/configure.ac" "$folder/autoconf"
        (
            cd "$folder/autoconf"
            autoheader && autoconf
            cp "$(automake --print-libdir)/install-sh" .
        ) >"$folder/autoconf.log" 2>&1 || {
            cat "$folder/autoconf.log" >&2
            exit 1
        }
        cp "$folder/autoconf/configure" "$folder/autoconf/config.h.in" \
            "$folder/autoconf/install-sh" "$folder"
        ;;
    source)
        mkdir -p "$folder/source"
        cp "$here"/../register/*.c "$here"/../register/*.h "$here"/../register/*.def \
            "$folder/source"
        ;;
    *)
        echo "input.sh: no input is called '$kind'" >&2
        exit 2
        ;;
esac
