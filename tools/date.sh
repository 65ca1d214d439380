#!/bin/sh
# SPDX-License-Identifier: MIT
# Prints the date of this source tree, in seconds since 1970: the only time that a package carries.
#
# Of these the first that there is: SOURCE_DATE_EPOCH of the environment; sources/date, which `make
# dist` and `git archive` fill in; the last commit. Exit status: 1 with a message if there is none
# of them.

set -eu
top=$(cd "$(dirname "$0")/.." && pwd)

date=${SOURCE_DATE_EPOCH-}
[ -n "$date" ] || date=$(grep -x '[0-9][0-9]*' "$top/sources/date") || :
if [ -z "$date" ] && [ -e "$top/.git" ]; then
    # The tree may belong to another user than the one who packs; nothing of it is run here.
    date=$(git -c safe.directory='*' -C "$top" log -1 --format=%ct) || :
fi
case $date in
    '' | *[!0-9]*)
        echo "no date for the packages: neither SOURCE_DATE_EPOCH (seconds since 1970)," \
            "nor git, nor sources/date has one" >&2
        exit 1
        ;;
esac
echo "$date"
