#!/bin/sh
# SPDX-License-Identifier: MIT
# Looks for facts that are written down, or read, at a second place, and for parts that use what
# they must not.
#
#   lint-facts.sh [FOLDER]    FOLDER: another folder of sources than this one (tests)
#
# Output: one line for each. Exit status: 1 if there is one. Comments do not count.
#   1. What is built, packed or measured uses nothing of tests/: a package of the sources without it
#   builds. 2. A list of CPUs belongs in register/cpus.def or tools/compilers.def, not in a script.
#   The one for people, in the
#      description of the Debian package, has all families.
#   3. sources/manifest, patches/series and tools/compilers.def have their readers in tools/.

set -eu
LC_ALL=C
export LC_ALL
cd "${1:-$(dirname "$0")/..}"

# code FILE: without comments.
code()
{
    sed 's/^[[:blank:]]*\(#\|dnl\).*//' "$1"
}

# report TEXT: standard input has the places.
report()
{
    sed "s|\$|: $1|"
}

# product: the files of what is built, packed or measured, but for lists of files, the tools of
# maintainers, and the .spec that a release has beside its .spec.in.
product()
{
    find bench recipes training m4 packaging images publish rpm tarballs bootstrap.sh tools \
        -type f ! -name '*.md' ! -name '*.def' ! -name '*.spec' ! -name local.mk \
        ! -name 'lint*.sh' ! -name check-queue ! -name queue ! -name fuzz ! -name layers.sh \
        ! -name prerequisites
}

# grep_code PATTERN FILE...: "FILE:LINE" of each line of code that matches.
grep_code()
{
    pattern=$1
    shift
    for file; do
        code "$file" | grep -nE "$pattern" | sed "s,^\([0-9]*\):.*,$file:\1," || :
    done
}

targets=$(sed -n 's/^CPU([a-z0-9_]*, *\([a-z0-9_]*\),.*/\1/p' register/cpus.def | sort -u)
# names FILE: lines of code that name three CPUs or more.
names()
{
    code "$1" | awk -v list="$(echo "$targets" | tr '\n' ' ')" -v file="$1" '
        BEGIN { n = split(list, target, " ") }
        {
            line = $0
            gsub(/[^a-z0-9_]+/, " ", line)
            line = " " line " "
            count = 0
            for (i = 1; i <= n; i++) if (index(line, " " target[i] " ")) count++
            if (count >= 3) print file ":" NR
        }'
}

# described: the families of CPUs that debian/control leaves out of its description. A word of it
# stands for a family if a name of the family, or another name of one of its rows, begins with it.
described()
{
    words=$(sed -n '/^Description:/,/^ \.$/p' debian/control | tr -cs 'a-z0-9_' '\n' | sort -u)
    tools/cpus.sh packages | cut -d ' ' -f 1 | uniq | while read -r family; do
        members=$(tools/cpus.sh packages | sed -n "s/^$family //p")
        others=$(for name in $members; do
            sed -n "s/^ALIAS(\"\(.*\)\", *$name)$/\1/p" register/aliases.def
        done)
        for name in $family $members $others; do
            for word in $words; do
                case $name in "$word"*) [ ${#word} -lt 3 ] || echo found ;; esac
            done
        done | grep -q found || echo "debian/control: $family"
    done
}

# shellcheck disable=SC2016,SC2046 # names of ours, without spaces
found=$(
    grep_code '(^|[^a-z])(\.\./|srcdir[})/]*/|\./|^| )tests/' $(product | grep -vx bootstrap.sh) |
        report "uses tests/"
    for file in $(product); do names "$file"; done | report "a list of CPUs; they belong in a .def"
    tables='(sources/manifest|patches/series|compilers\.def|"\$manifest")'
    grep_code "(awk|sed|grep|cut|while read).*$tables" \
        $(product | grep -vE '^tools/(manifest|series|compilers)\.sh$') |
        report "reads a table that has a reader in tools/"
    described | report "a family of CPUs that its description leaves out"
)
[ -z "$found" ] || {
    echo "$found"
    exit 1
}
