#!/bin/sh
# SPDX-License-Identifier: MIT
# The checks that need no build: shell, C, patches, and the lists that must agree. make lint,
# bootstrap.sh check.
#
# Output: one line for each defect. Exit status: 1 if there is one. A tool that is missing is told;
# with QB_TEST_STRICT=1 it is a defect. Works in a checkout and in an unpacked release.

set -u
cd "$(dirname "$0")/.." || exit 1
LC_ALL=C
export LC_ALL
defects=0
top_srcdir=.
. tools/manifest.sh
. tools/series.sh

defect()
{
    printf '%s\n' "lint: $*"
    defects=$((defects + 1))
}

# need TOOL: true if it is here.
need()
{
    command -v "$1" >/dev/null 2>&1 && return 0
    if [ "${QB_TEST_STRICT-}" = 1 ]; then
        defect "$1 is not installed"
    else
        echo "lint: no $1: its checks are left out"
    fi
    return 1
}

# files: every file of the tree that is ours.
if git rev-parse --git-dir >/dev/null 2>&1 && [ -e .git ]; then
    files=$(git ls-files --cached --others --exclude-standard)
else
    files=$(find . -type f ! -path './build*' ! -name '*.in' | sed 's,^\./,,')
fi
files=$(for file in $files; do [ ! -f "$file" ] || echo "$file"; done)
# shellcheck disable=SC2086 # a list of names without spaces
scripts=$(grep -lE '^#!/bin/sh|^# shellcheck shell=sh' $files 2>/dev/null |
    grep -vE '\.patch$|^(configure|build-aux)')
sources=$(echo "$files" | grep -E '\.(c|h)$' | grep -v '^build-aux')

# shellcheck disable=SC2086 # lists of names without spaces
if need shellcheck; then
    shellcheck -x $scripts || defect "shellcheck"
fi
# Shell: formatted as .editorconfig says, and at most 100 columns.
# shellcheck disable=SC2086 # lists of names without spaces
if need shfmt; then
    shfmt -d $scripts || defect "shfmt: 'shfmt -w FILE' formats it"
fi
# shellcheck disable=SC2086
! LC_ALL=C.UTF-8 grep -nE '.{101}' $scripts || defect "a line of shell wider than 100 columns"

for script in $scripts; do
    sh -n "$script" || defect "$script: syntax"
    head -n 3 "$script" | grep -q '^# SPDX-License-Identifier: ' ||
        defect "$script: no licence line"
    case $script in
        *.t)
            [ -x "$script" ] || defect "$script: not executable"
            grep -q 'lib\.sh"' "$script" || defect "$script: does not use tests/lib/lib.sh"
            ;;
        recipes/* | tools/* | packaging/*)
            # What is sourced has no first line for the kernel, and takes part in the options of its
            # caller.
            ! head -n 1 "$script" | grep -q '^#!' ||
                grep -qE '^set -eu|recipes/lib\.sh"' "$script" ||
                defect "$script: neither set -eu nor recipes/lib.sh"
            ;;
    esac
done

if [ -n "$sources" ] && need clang-format; then
    # shellcheck disable=SC2086
    clang-format --dry-run --Werror $sources || defect "clang-format"
fi

if [ -n "$sources" ] && need cppcheck; then
    # shellcheck disable=SC2086
    cppcheck --quiet --error-exitcode=1 --enable=warning,portability --inline-suppr -DVERSION='""' \
        -DQEMU_PATH='""' -DQEMU_SUFFIX='""' -DDEBIANDIR='""' -DSYSTEMDDIR='""' register/*.c ||
        defect "cppcheck"
fi

tools/layers.sh || defect "register/layers"

# Generated files, and text in the wrong place.
for file in $files; do
    case $file in
        configure | *Makefile.in | aclocal.m4 | *.o | *.tar.*) defect \
            "$file: generated, must not be kept" ;;
        *.patch | *.md | COPYING | NEWS | HACKING) ;;
        *)
            ! grep -nE '[ 	]+$' "$file" || defect "$file: space at the end of a line"
            [ "$(wc -l <"$file")" -le 350 ] || defect "$file: longer than 350 lines"
            ;;
    esac
done
# What the release archive would lack: make dist takes what the lists name.
for file in $(echo "$files" | grep '^tests/.'); do
    [ "$file" = tests/local.mk ] || grep -qE "%D%/${file#tests/}( |\$)" tests/local.mk ||
        defect "$file: not in tests/local.mk"
done
versions='sources/manifest|NEWS|tests/.*|debian/.*|.*\.patch|COPYING|.*\.md|HACKING'
for file in $(echo "$files" | grep -vE "^($versions|tools/prerequisites)\$"); do
    ! grep -nE "$(awk '$1 == "source" { gsub(/\./, "\\.", $3); printf "%s%s", s, $3; s = "|" }' \
        sources/manifest)" "$file" |
        grep -v 'SPDX' || defect "$file: a version; they belong in sources/manifest"
done

# The manifest: 64 hex digits, and a comment above each origin.
awk '
    $1 == "upstream" || $1 == "debian" {
        if (length($2) != 64 || $2 ~ /[^0-9a-f]/) { print "no sha256: " $0; bad = 1 }
        if (last !~ /^#/) { print "no word about where the sum comes from: " $0; bad = 1 }
    }
    { last = $0 }
    END { exit bad }' sources/manifest || defect "sources/manifest"

# Lists: what is there is named, what is named is there.
for patch in $(find patches -name '*.patch' | sort); do
    series_names all | grep -qxF "${patch#patches/}" || defect "$patch: not in patches/series"
done
for test in tests/*/*.t; do
    grep -q "%D%/${test#tests/}" tests/local.mk || defect "$test: not in tests/local.mk"
done
for folder in doc recipes tools packaging; do
    for file in $(echo "$files" | grep "^$folder/" | grep -vE '/local.mk$|\.in$'); do
        grep -q "%D%/${file#"$folder"/}\( \|$\)" "$folder/local.mk" ||
            defect "$file: not in $folder/local.mk"
    done
done

tools/lint-facts.sh || defect "a fact at a second place, or a use of tests/"
tools/lint-uses.sh || defect "a recipe does not say what it uses (see recipes/keys.sh)"

# The Debian package: its version, the sources that it describes, what its build needs, its files.
version=$(manifest_release)
head -n 1 debian/changelog | grep -qF "(1:$version)" ||
    defect "debian/changelog: not version 1:$version, which the manifest has"
for name in $(manifest_linked); do
    licence=$(manifest_licence "$name")
    sed -n "/^Files: src\/$name-\*$/,/^\$/p" debian/copyright | grep -qx "License: $licence" ||
        defect "debian/copyright: $name is not described, or not as $licence"
done
build_depends=$(sed -n '/^Build-Depends:/,/^[^ ]*:/p' debian/control | sed 's/[,|(:].*//' |
    tr -d ' ')
# Not named: what every Debian machine has that builds packages; autoreconf comes with debhelper.
for package in $(awk '$1 == "build" { print $3 }' tools/prerequisites | tr ',' '\n' | sort -u); do
    case $package in
        gcc | libc6-dev | make | patch | \
            tar | xz-utils | gzip | binutils | coreutils | util-linux | diffutils | auto*) ;;
        *) echo "$build_depends" | grep -qx "$package" ||
            defect "debian/control: no build dependency on $package" ;;
    esac
done
for file in $(echo "$files" | grep '^debian/' | grep -v '^debian/local.mk'); do
    grep -q "%D%/${file#debian/}\( \|$\)" debian/local.mk || defect "$file: not in debian/local.mk"
done

# The unit in deploy/cloud-init.yaml is the one beside it.
awk '/^    content: \|/ { on = 1; next } /^[^ ]/ { on = 0 } on { sub(/^      /, ""); print }' \
    deploy/cloud-init.yaml |
    cmp -s - deploy/qemu-binfmt.service ||
    defect "deploy/cloud-init.yaml: another unit than deploy/qemu-binfmt.service"

[ "$defects" -eq 0 ] || {
    echo "lint: $defects defects"
    exit 1
}
echo "lint: no defect"
