# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Readers of tools/compilers.def: the CPUs that are emulated, as machines with compilers and Debian
# packages. Input: $top_srcdir.
#
#   guest_list WORD           the targets that have this role or are of this kind, or all, in the
#                             order of the table, a line each
#   guest_hosts               the targets whose machines QEMU has emulators for, a line each
#   guest_field TARGET NAME   what the table says of a target in the column of that name; nothing if
#                             the column is empty. Status 1, and nothing, if there is no such
#                             target. The sysroot of this machine's own CPU is /: there may be
#                             libraries for cross compilers besides, which its own loader cannot
#                             be used with
#
# uses: tools/compilers.def |
#
# Names of the columns: target machine order kind compiler sysroot packages known port roles triplet
# tools

# guest_rows: the table without comments and without blanks around the bars.
guest_rows()
{
    sed '/^#/d; /^$/d; s/ *| */|/g; s/ *$//' "${top_srcdir:?}/tools/compilers.def"
}

guest_list()
{
    guest_rows | awk -F '|' -v word="$1" '
        word == "all" || $4 == word || index(" " $10 " ", " " word " ") { print $1 }'
}

guest_hosts()
{
    guest_rows | awk -F '|' '$11 { print $1 }'
}

guest_field()
{
    guest_rows | awk -F '|' -v target="$1" -v name="$2" -v own="$(uname -m)" '
        BEGIN {
            n = split("target machine order kind compiler sysroot packages known port roles " \
                "triplet tools", names, " ")
            for (i = 1; i <= n; i++) if (names[i] == name) column = i
            if (!column) { print "guest_field: no column " name > "/dev/stderr"; exit }
        }
        $1 == target { found = 1; print name == "sysroot" && $2 == own ? "/" : $column }
        END { exit !found }'
}
