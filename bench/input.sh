#!/bin/sh
# SPDX-License-Identifier: MIT
# Makes one input of the workloads, the same bytes on every machine.
#
# Usage: input.sh KIND N FOLDER
#   text       text.N: N KiB of words, lines and numbers
#   tree       tree.N: a folder with N small files
#   configure  configure and what it needs, by this machine's autoconf
#   source     source: C files of this project, to be compiled
#   pip        pip: N packages of Python as archives of their source, each needing the one before
#   crate      crate: a package of Rust, and three in its folder that it needs
#   npm        npm: package.json and package-lock.json, and the archives of N packages

set -eu
kind=$1 n=$2 folder=$3
here=$(cd "$(dirname "$0")" && pwd)

# python_package I: part_I-1.0.tar.gz, of four modules.
python_package()
{
    mkdir -p "$folder/pip/part_$1-1.0/part_$1"
    (
        cd "$folder/pip/part_$1-1.0"
        needs=
        [ "$1" -eq 1 ] || needs="\"part-$(($1 - 1))\""
        printf '%s\n' '[build-system]' 'requires = ["setuptools"]' \
            'build-backend = "setuptools.build_meta"' '[project]' "name = \"part-$1\"" \
            'version = "1.0"' "dependencies = [$needs]" >pyproject.toml
        printf '%s\n' 'Metadata-Version: 2.1' "Name: part-$1" 'Version: 1.0' >PKG-INFO
        : >"part_$1/__init__.py"
        for module in first second third last; do
            cp "$here/input/part.py" "part_$1/$module.py"
        done
    )
    tar -C "$folder/pip" -czf "$folder/pip/part_$1-1.0.tar.gz" "part_$1-1.0"
    rm -r "$folder/pip/part_$1-1.0"
}

# rust_package NAME FOLDER FILE NEEDED...: those that it needs are in the folders of their names.
rust_package()
{
    mkdir -p "$2/src"
    cp "$here/input/$1.rs" "$2/src/$3"
    printf '%s\n' '[package]' "name = \"$1\"" 'version = "1.0.0"' 'edition = "2021"' \
        '[dependencies]' >"$2/Cargo.toml"
    {
        printf '%s\n' '[[package]]' "name = \"$1\"" 'version = "1.0.0"'
        [ $# -eq 3 ] || echo 'dependencies = ['
    } >>"$folder/crate/Cargo.lock"
    up=../
    [ "$1" != app ] || up=
    rust_package=$2
    [ $# -gt 3 ] || return 0
    shift 3
    for needed; do
        echo "$needed = { path = \"$up$needed\" }" >>"$rust_package/Cargo.toml"
        echo " \"$needed\"," >>"$folder/crate/Cargo.lock"
    done
    echo ']' >>"$folder/crate/Cargo.lock"
}

# npm_package I: its archive; its entries are added to dependencies and to lock.
npm_package()
{
    mkdir package
    printf '{"name": "part-%s", "version": "1.0.0", "main": "lib/%s", "bin": "bin.js"}\n' \
        "$1" first.js >package/package.json
    printf '#!/usr/bin/env node\nrequire("./lib/first.js");\n' >package/bin.js
    mkdir package/lib
    for module in first second third; do cp "$here/input/part.js" "package/lib/$module.js"; done
    tar -czf "part-$1.tgz" package
    rm -r package
    printf '%s"part-%s": "file:part-%s.tgz"' "$comma" "$1" "$1" >>dependencies
    printf ', "node_modules/part-%s": {"version": "1.0.0", "resolved": "file:part-%s.tgz",
        "integrity": "sha512-%s", "bin": {"part-%s": "bin.js"}}\n' "$1" "$1" \
        "$(openssl dgst -sha512 -binary "part-$1.tgz" | base64 -w 0)" "$1" >>lock
    comma=', '
}

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
    pip)
        while [ "$n" -gt 0 ]; do
            python_package "$n"
            n=$((n - 1))
        done
        ;;
    crate)
        mkdir -p "$folder/crate"
        echo 'version = 3' >"$folder/crate/Cargo.lock"
        rust_package app "$folder/crate" main.rs count table words
        rust_package count "$folder/crate/count" lib.rs words
        rust_package table "$folder/crate/table" lib.rs
        rust_package words "$folder/crate/words" lib.rs
        cp "$here/input/words.rs" "$folder/crate"
        ;;
    npm)
        mkdir -p "$folder/npm"
        cp "$here/input/use.js" "$folder/npm"
        cd "$folder/npm"
        comma=''
        while [ "$n" -gt 0 ]; do
            npm_package "$n"
            n=$((n - 1))
        done
        name='"name": "use", "version": "1.0.0"'
        echo "{$name, \"dependencies\": {$(cat dependencies)}}" >package.json
        {
            echo "{$name, \"lockfileVersion\": 3, \"requires\": true, \"packages\": {"
            echo "\"\": {$name, \"dependencies\": {$(cat dependencies)}}$(cat lock)}}"
        } >package-lock.json
        rm dependencies lock
        ;;
    *)
        echo "input.sh: no input is called '$kind'" >&2
        exit 2
        ;;
esac
