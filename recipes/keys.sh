#!/bin/sh
# SPDX-License-Identifier: MIT
# Writes down what each step is made from, so that make sees by content what has changed.
#
#   keys.sh STEP...
#
# Small files in stamps/, each written only when its content changes:
#   STEP.source   of a source: its row of the manifest; for qemu also a checksum for each patch
#   STEP.how      a checksum for the recipe and for each file that it uses, the settings that it
#                 uses, and for a compiler among them also what that compiler is
#   SETTING.is    what that compiler is: its version, its linker's, the C library that it links
#
# What a recipe uses is said in the recipe itself, and tools/lint-uses.sh compares that with its
# text:
#   # uses: FILE... | SETTING...   FILE is NAME for recipes/NAME.sh, or a path from the top of the
#                                  sources; what these use in turn is found in the same way
#   # calls: FILE... | SETTING...  what the result does not depend on, or what STEP.source has: no
#                                  part of the key
#
# Where products are missing although their stamps say that they were made (rm -rf bin), the stamps
# of their steps are removed, and these steps are done again. Exit status: 1 with a message if
# stamps/ cannot be written.

set -eu
LC_ALL=C
export LC_ALL
. "${top_srcdir:?}/tools/common.sh"
. "$top_srcdir/tools/manifest.sh"
. "$top_srcdir/tools/series.sh"
settings=${top_builddir:?}/recipes/settings.sh
# shellcheck source=recipes/settings.sh.in
. "$settings"
stamps=$top_builddir/stamps
me='stamps'
if ! mkdir -p "$stamps" 2>/dev/null || [ ! -w "$stamps" ]; then
    die 1 "cannot write to $stamps" "change the owner of the build tree, or build elsewhere"
fi

# keep FILE: standard input becomes FILE unless it is that already.
keep()
{
    cat >"$1.$$"
    if cmp -s "$1.$$" "$1"; then rm -f "$1.$$"; else mv "$1.$$" "$1"; fi
}

# source_of NAME
source_of()
{
    manifest_row "$1"
    [ "$1" != qemu ] ||
        (cd "$top_srcdir/patches" && sha256sum series &&
            series_names "$topics" | xargs -r sha256sum)
}

# used_files FILE...: these, and what they use, each once. Paths from the top of the sources.
used_files()
{
    known=
    while [ $# -gt 0 ]; do
        file=$1
        shift
        case " $known " in *" $file "*) continue ;; esac
        known="$known $file"
        # shellcheck disable=SC2013 # the words are wanted
        for word in $(sed -n 's/^# uses: \([^|]*\)|.*/\1/p' "$top_srcdir/$file"); do
            case $word in */*) set -- "$@" "$word" ;; *) set -- "$@" "recipes/$word.sh" ;; esac
        done
    done
    echo "$known"
}

# how_of STEP
how_of()
{
    used=$(used_files "recipes/$1.sh")
    # shellcheck disable=SC2086 # names of ours, without spaces
    cd "$top_srcdir" && sha256sum $used
    # shellcheck disable=SC2086
    names=$(sed -n 's/^# uses: [^|]*|//p' $used | tr -s ' \n' '|' | sed 's/^|//; s/|$//')
    ! grep -E "^($names)=" "$settings" || for compiler in CC CC_FOR_BUILD; do
        case "|$names|" in *"|$compiler|"*) sed "s/^/$compiler is /" "$stamps/$compiler.is" ;; esac
    done
}

# identify SETTING COMMAND: what that compiler is; it may be another one tomorrow under the same
# name, and a static program contains the C library. One that does not answer stays what it was:
# make install may be called by a user whose PATH lacks it.
identify()
{
    answer=$($2 --version 2>/dev/null | head -n 1)
    [ -n "$answer" ] || {
        : >>"$stamps/$1.is"
        return 0
    }
    {
        echo "$answer"
        $2 -Wl,--version 2>/dev/null | head -n 1
        for library in libc.a libgcc.a libglib-2.0.a libpcre2-8.a libz.a; do
            case $library:$deps in libc.a:* | libgcc.a:* | *:system) ;; *) continue ;; esac
            found=$($2 -print-file-name="$library" 2>/dev/null)
            [ ! -f "$found" ] || echo "$library $(sha256 "$found")"
        done
    } | keep "$stamps/$1.is"
}

# redo STAMP KEY: the step of that stamp is done again. make has looked at the stamp already and
# would not notice that it is gone, but that a key is newer.
redo()
{
    rm -f "$stamps/$1"
    touch "$stamps/$2"
}

# lacks FOLDER SUFFIX: true if the program of a target is missing there.
lacks()
{
    for target in $targets; do [ -x "$top_builddir/$1/qemu-$target$2" ] || return 0; done
    return 1
}

# made STEP...: if products are missing, their steps are done again, and what these need, as far as
# that is missing too.
made()
{
    [ -e "$stamps/stage" ] && lacks bin "$suffix" || return 0
    redo stage stage.how
    lacks work/qemu '' || return 0
    redo qemu qemu.how
    [ -z "$training" ] || [ -d "$top_builddir/deps/profile" ] || redo profile profile.how
    for name; do
        [ -e "$stamps/$name.source" ] || continue
        [ -d "$top_builddir/src/$name-$(manifest_version "$name")" ] || redo "$name.src" unpack.how
        [ "$name" = qemu ] || [ -d "$top_builddir/deps/$name" ] || redo "$name" "$name.how"
    done
}

identify CC "$CC"
identify CC_FOR_BUILD "$CC_FOR_BUILD"
for name; do
    [ -z "$(manifest_row "$name")" ] || source_of "$name" | keep "$stamps/$name.source"
    (how_of "$name") | keep "$stamps/$name.how"
done
made "$@"
