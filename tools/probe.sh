#!/bin/sh
# SPDX-License-Identifier: MIT
# Says which rows of tools/prerequisites this machine lacks.
#
#   probe.sh WHEN...             one line for each missing thing: what, which package has it, what
#                                for
#   probe.sh --packages WHEN...  only the packages, for the package manager of this machine
#
# Exit status: 0 if nothing is missing, 1 otherwise. Environment: CC; CROSS=yes: what CC links is
# for configure to judge, since the packages are others.

set -eu
table=$(dirname "$0")/prerequisites

packages=false
[ "${1-}" != --packages ] || {
    packages=true
    shift
}

# links FLAGS: true if a program links with them.
links()
{
    links_dir=$(mktemp -d)
    echo 'int main(void) { return 0; }' >"$links_dir/t.c"
    links_rc=0
    # shellcheck disable=SC2086 # words of a command
    ${CC:-$(command -v gcc || command -v cc || command -v clang || echo false)} $1 -o \
        "$links_dir/t" "$links_dir/t.c" >/dev/null 2>&1 || links_rc=1
    rm -rf "$links_dir"
    return "$links_rc"
}

# there PROBE: true if the machine has it.
there()
{
    case $1 in
        prog:*)
            for there_prog in $(echo "${1#prog:}" | tr '|' ' '); do
                ! command -v "$there_prog" >/dev/null 2>&1 || return 0
            done
            return 1
            ;;
        cc:*) [ "${CROSS-}" = yes ] || links "${1#cc:}" ;;
        m4:*) [ -f "$(aclocal --print-ac-dir 2>/dev/null)/${1#m4:}" ] ;;
        file:*)
            for there_file in $(echo "${1#file:}" | tr '|' ' '); do
                [ ! -f "$there_file" ] || return 0
            done
            return 1
            ;;
        python:*) python3 -c \
            "import sys; sys.exit(sys.version_info < tuple(map(int, '${1#python:}'.split('.'))))" \
            2>/dev/null ;;
        *)
            echo "$table: unknown probe $1" >&2
            exit 2
            ;;
    esac
}

# family: whose package names this machine uses.
if command -v apt-get >/dev/null 2>&1; then family=debian; else family=fedora; fi

missing=0
for when; do
    while read -r row_when probe debian fedora purpose; do
        if [ "$row_when" != "$when" ] || there "$probe"; then continue; fi
        missing=1
        if $packages; then
            [ "$family" = debian ] && echo "$debian" || echo "$fedora"
        else
            echo "  missing: ${probe#*:} ($purpose); Debian: $debian; Fedora: $fedora"
        fi
    done <<EOF
$(sed '/^#/d; /^$/d' "$table")
EOF
done
exit "$missing"
