# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# How a script ends when it cannot go on.
#
# die STATUS TEXT [HINT...]
#   writes "NAME: TEXT" and each HINT, indented, to standard error, and exits with STATUS.
#   NAME is $me if that is set, else the name of the script.

die()
{
    die_status=$1
    printf '%s: %s\n' "${me:-${0##*/}}" "$2" >&2
    shift 2
    [ $# -eq 0 ] || printf '%s\n' "$@" | sed 's/^/    /' >&2
    exit "$die_status"
}
