# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# For tests of a build tree for another host: a view of that tree whose programs are run by our own
# emulator of that host's CPU.
#
#   nested_view TREE OUTER VIEW   makes the directory VIEW: what TREE has, but for bin/ and
#                                 qemu-binfmt-conf, which are scripts that run it by the emulator
#                                 OUTER. It can stand for top_builddir of a test.
#
# Neither the kernel nor binfmt_misc has a part in it. Sourced after lib.sh.

# by_emulator OUTER PROGRAM SCRIPT: the name it is called by stays what it was.
by_emulator()
{
    # shellcheck disable=SC2016 # for the script
    printf '#!/bin/sh\nexec "%s" -0 "$0" "%s" "$@"\n' "$1" "$2" >"$3"
    chmod +x "$3"
}

nested_view()
{
    view_tree=$1 view_outer=$2 view=$3
    rm -rf "$view"
    mkdir -p "$view/bin"
    for view_part in "$view_tree"/*; do
        case ${view_part##*/} in
            bin | qemu-binfmt-conf) ;;
            *) ln -s "$view_part" "$view/${view_part##*/}" ;;
        esac
    done
    by_emulator "$view_outer" "$view_tree/qemu-binfmt-conf" "$view/qemu-binfmt-conf"
    for view_part in "$view_tree"/bin/*; do
        by_emulator "$view_outer" "$view_part" "$view/bin/${view_part##*/}"
    done
}
