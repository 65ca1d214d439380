#!/bin/sh
# SPDX-License-Identifier: MIT
# Reads the tables of CPUs and of their other names, register/cpus.def and aliases.def, for shell
# and make.
#
#   cpus.sh targets        every linux-user target of the table, one line
#   cpus.sh resolve LIST   LIST (commas or spaces; QEMU, Debian or OCI names, ALL, none) as QEMU
#                          targets
#   cpus.sh aliases LIST   "ALIAS TARGET" lines: the Debian names of the targets in LIST that differ
#                          from QEMU's
#   cpus.sh packages LIST  "PACKAGE NAME" lines, sorted: each name of a rule, a target or an alias
#                          of those in LIST, or of all, and the RPM package that it is in
#   cpus.sh platform HOST  QEMU's name and the OCI platform of a host CPU, as configure or uname
#                          spell it
#   cpus.sh markdown       the table of doc/cpus.md
#
# Exit status: 0, or 1 with a message that lists the known names.

set -eu
table=$(dirname "$0")/../register/cpus.def
aliases=$(dirname "$0")/../register/aliases.def

# Rows as "target|debian names|oci names".
rows()
{
    sed -n 's/^CPU(\(.*\))$/\1/p' "$table" | awk -F ', *' '{
        gsub(/ *$/, "", $2); gsub(/"/, "", $8); gsub(/"/, "", $9); gsub(/ *$/, "", $8)
        print $2 "|" $8 "|" $9 }'
}

targets()
{
    rows | awk -F '|' '!seen[$1]++ { printf "%s%s", sep, $1; sep = " " } END { print "" }'
}

# resolve LIST: names in any spelling to targets, in the order of the table, each once.
resolve()
{
    rows | awk -F '|' -v list="$1" '
        {
            name[$1] = $1
            n = split($2 " " $3, other, " ")
            for (i = 1; i <= n; i++) name[other[i]] = $1
            if (!seen[$1]++) order[++count] = $1
        }
        END {
            gsub(/,/, " ", list)
            n = split(list, word, " ")
            for (i = 1; i <= n; i++) {
                w = word[i]; sub(/-linux-user$/, "", w)
                if (w == "ALL") for (t in seen) want[t] = 1
                else if (w == "none") continue
                else if (w in name) want[name[w]] = 1
                else bad = bad " " word[i]
            }
            if (bad != "") {
                print "unknown CPU:" bad > "/dev/stderr"
                printf "known are ALL, none and" > "/dev/stderr"
                for (i = 1; i <= count; i++) printf " %s", order[i] > "/dev/stderr"
                print "" > "/dev/stderr"
                print "and the names of Debian (arm64, armhf, ppc64el ...) " \
                    "and of OCI platforms (linux/arm/v7 ...)" > "/dev/stderr"
                exit 1
            }
            for (i = 1; i <= count; i++)
                if (order[i] in want) { printf "%s%s", sep, order[i]; sep = " " }
            print ""
        }'
}

aliases()
{
    rows | awk -F '|' -v list=" $1 " '{
        n = split($2, other, " ")
        for (i = 1; i <= n; i++)
            if (other[i] != $1 && index(list, " " $1 " ")) print other[i], $1
    }'
}

packages()
{
    sed -n 's/^CPU(\(.*\))$/\1/p' "$table" | awk -F ', *' -v list=" $(resolve "$1") " '
        index(list, " " $2 " ") {
            gsub(/"/, "", $8)
            n = split($1 " " $2 " " $8, name, " ")
            for (i = 1; i <= n; i++) print $10, name[i] }' | sort -u
}

# host_target HOST: the target of a host CPU as configure or uname spell it: a name, or a pattern of
# aliases.def.
host_target()
{
    sed -n 's/^ALIAS("\(.*\)", *\([a-z0-9_]*\))$/\1 \2/p' "$aliases" |
        while read -r pattern name; do
            # shellcheck disable=SC2254 # a pattern
            case $1 in $pattern)
                echo "$name"
                break
                ;;
            esac
        done | grep . || echo "$1"
}

platform()
{
    host=$(host_target "$1")
    host=$(resolve "$host")
    rows | awk -F '|' -v host="$host" '$1 == host { split($3, oci, " "); print $1, oci[1]; exit }'
}

markdown()
{
    echo '| emulator | Debian | OCI platforms |'
    echo '|---|---|---|'
    rows | awk -F '|' '!seen[$1]++ { printf "| qemu-%s-static | %s | %s |\n", $1, $2, $3 }' | sort
}

case ${1-} in
    targets) targets ;;
    packages) packages "${2-ALL}" ;;
    markdown) markdown ;;
    resolve) resolve "${2?cpus.sh resolve LIST}" ;;
    platform) platform "${2?cpus.sh platform HOST}" ;;
    aliases) aliases "${2?cpus.sh aliases LIST}" ;;
    *)
        sed -n '3,13s/^# \{0,1\}//p' "$0" >&2
        exit 1
        ;;
esac
