#!/bin/sh
# SPDX-License-Identifier: MIT
# Compares what each recipe says that it uses (see recipes/keys.sh) with what its text names.
#
#   lint-uses.sh [FOLDER]    FOLDER: another folder of sources than this one (tests)
#
# Output: one line for each difference. Exit status: 1 if there is one.
# Compared are files of recipes/, tools/ and training/ by their path behind $top_srcdir or $here,
# and settings by their $name. Comments do not count. What recipes/keys.sh and recipes/fetch.sh do
# is not part of a product.

set -eu
LC_ALL=C
export LC_ALL
cd "${1:-$(dirname "$0")/..}"
settings=$(sed -n 's/^\([A-Za-z_]*\)=.*/\1/p' recipes/settings.sh.in)
status=0

# said COLUMN FILE: what is before (COLUMN 1) or behind (2) the bar, in 'uses' and 'calls'; a word
# per line.
said()
{
    sed -n 's/^# \(uses\|calls\): //p' "$2" | cut -d '|' -f "$1" -s | tr ' ' '\n' | sed '/^$/d'
}

# said_files FILE: paths from the top.
said_files()
{
    said 1 "$1" | sed '/\//!s,.*,recipes/&.sh,'
}

# named_files FILE: the files that its commands name.
named_files()
{
    sed 's/^ *#.*//' "$1" | grep -oE '\$\{?(top_srcdir|here)[:?]*\}?(/\.\.)?/[a-z./-]*[a-z]' |
        sed -E -e 's,^\$\{?top_srcdir[:?]*\}?/,,' -e 's,^\$\{?here\}?/\.\./,,' \
            -e 's,^\$\{?here\}?/,'"${1%/*}/," |
        grep -E '^(recipes|tools|training)/.*\.' | sort -u || :
}

# named_settings FILE: the settings that its commands name.
named_settings()
{
    for setting in $settings; do
        ! sed 's/^ *#.*//' "$1" | grep -Eq "\\$\{?$setting([^A-Za-z_0-9]|\$)" || echo "$setting"
    done | sort -u
}

# compare FILE WHAT SAID NAMED
compare()
{
    for word in $3; do
        echo "$4" | grep -qxF "$word" || {
            echo "$1: says that it uses the $2 $word, but does not"
            status=1
        }
    done
    for word in $4; do
        echo "$3" | grep -qxF "$word" || {
            echo "$1: does not say that it uses the $2 $word"
            status=1
        }
    done
}

for file in recipes/*.sh training/train.sh; do
    case $file in recipes/keys.sh | recipes/fetch.sh | recipes/transfer.sh) continue ;; esac
    grep -q '^# uses: .*|' "$file" || {
        echo "$file: does not say what it uses"
        status=1
        continue
    }
    compare "$file" file "$(said_files "$file")" "$(named_files "$file")"
    compare "$file" setting "$(said 2 "$file")" "$(named_settings "$file")"
done
exit "$status"
