#!/bin/sh
# SPDX-License-Identifier: MIT
# The documents: short, and true to the tree. What they name exists: links, paths, make commands,
# options, messages; and the manual pages render without a warning.

. "$(dirname "$0")/../lib/lib.sh"
cd "$top_srcdir"
documents=$(echo README.md HACKING doc/*.md)
makefile=$top_builddir/Makefile
conf=$top_builddir/qemu-binfmt-conf
for file in "$makefile" "$conf"; do
    [ -f "$file" ] || skip_all "this tree is not built: no $file"
done

# text FILE: its prose on one line; quoted FILE: what is between backquotes, one piece per line;
# code FILE: that, and the blocks indented by four spaces, without their comments.
text()
{
    sed -n '/^    [^ ]/d; /^        /d; p' "$1" | tr '\n' ' '
}
quoted()
{
    text "$1" | awk '{ n = split($0, p, "`"); for (i = 2; i <= n; i += 2) print p[i] }'
}
code()
{
    quoted "$1"
    sed -n '/^    [^ ]/p; /^        /p' "$1" | sed 's/ # .*//'
}
# links FILE: the targets of its relative links.
links()
{
    text "$1" | grep -o '\]([^)]*)' | sed 's/^](//; s/)$//' | grep -v '^https\{0,1\}:' || :
}
# lines FILE: how many it has.
lines()
{
    wc -l <"$1" | tr -d ' '
}

ok "README.md has at most 100 lines: $(lines README.md)" test "$(lines README.md)" -le 100
ok "HACKING has at most 130 lines: $(lines HACKING)" test "$(lines HACKING)" -le 130
for file in $documents; do
    [ $(($(text "$file" | tr -dc '`' | wc -c) % 2)) -eq 0 ] || echo "$file"
    sed '/^|/d; /^    /d' "$file" | awk -v file="$file" 'length > 100 { print file ": " $0 }'
done >"$tmp/form"
is "$(cat "$tmp/form")" "" "backquotes come in pairs, and prose has at most 100 columns"

# headings FILE: the anchors that a forge makes of them.
headings()
{
    sed -n 's/^##* //p' "$1" | tr '[:upper:]' '[:lower:]' | sed 's/[^a-z0-9 -]//g; s/ /-/g'
}
# broken ROOT: the links of the documents below ROOT that lead nowhere.
broken()
{
    (
        cd "$1"
        for file in $documents; do
            links "$file" | while read -r link; do
                to=${link%%#*}
                to=${to:+$(dirname "$file")/$to}
                if [ ! -f "${to:=$file}" ]; then
                    echo "$file: $link"
                elif [ "$link" != "${link%#*}" ]; then
                    headings "$to" | grep -Fqx -e "${link#*#}" || echo "$file: $link"
                fi
            done
        done
    )
}
is "$(broken .)" "" "every link leads somewhere"
make -s -C "$top_builddir" install-dist_docDATA install-dist_docpagesDATA docdir=/doc \
    DESTDIR="$tmp" >"$tmp/install" 2>&1 || framework_failure_ "make install: $(cat "$tmp/install")"
is "$(broken "$tmp/doc")" "" "also where make install puts them"
{
    links README.md
    for file in doc/*.md; do links "$file" | sed '/^[^.]/s,^,doc/,; s,^\.\./,,'; done
} | sed 's/#.*//' | sort -u >"$tmp/linked"
ls HACKING NEWS doc/*.md >"$tmp/pages"
is "$(grep -Fvx -f "$tmp/linked" "$tmp/pages")" "" "every page is at most two links from the README"

# Paths. Of the files that a build makes in directories of the sources these are named:
generated='bench/results images/archives images/layout recipes/settings.sh'
tops=$(find . -mindepth 1 -maxdepth 1 -type d ! -name '.*' | sed 's,^\./,,')
# absent: of the names on standard input, those that do not exist. Names with words in capitals are
# patterns, and everything below a directory that is not one of the sources is the build's.
absent()
{
    sed 's/[.,:;]*$//' | sort -u | while read -r path; do
        [ ! -e "$path" ] || continue
        case " $generated " in *" $path "* | *" ${path%/*} "*) continue ;; esac
        echo "$path"
    done | grep -v '[A-Z]\{3,\}' || :
}
pattern="($(echo "$tops" | paste -s -d '|'))/[A-Za-z0-9_./-]*"
for file in $documents patches/README; do
    {
        tr -s '`"()[]{}|, ' '\n' <"$file" | sed 's/\\$//' | grep -Ex "$pattern" || :
    } | absent |
        sed "s,^,$file: ,"
done >"$tmp/absent"
is "$(cat "$tmp/absent")" "" "every path of the sources exists"
# In backquotes nothing else looks like a path, but for what a build makes, and these.
others='bin build debug deps distfiles logs packages site src stamps work linux busybox-arm64'
for file in $documents; do
    quoted "$file" | tr ' ' '\n' | grep -E '^[a-z.][A-Za-z0-9_.-]*/[A-Za-z0-9_./-]*$' |
        absent | sed 's,^\./,,; s,^\.\./,,' | while read -r path; do
        case " $others " in *" ${path%%/*} "*) continue ;; esac
        [ -e "$path" ] || echo "$file: $path"
    done
done >"$tmp/absent"
is "$(cat "$tmp/absent")" "" "what is in backquotes and has a slash is a path, or a platform"
sed -n '/^| where /,/^$/s/^| \(`.*\) | .*/\1/p' doc/architecture.md | tr -d '`' |
    tr -s ', ' '\n' >"$tmp/map"
is "$(absent <"$tmp/map")" "" "every entry of the map exists"
if [ -e .git ]; then git ls-files; else find . -type f | sed 's,^\./,,'; fi >"$tmp/tracked"
for top in $tops; do
    case $top in build-aux | doc | _build | _inst) continue ;; esac
    [ ! -f "$top/config.status" ] || continue
    ! grep -q "^$top/" "$tmp/tracked" || grep -q "^$top/" "$tmp/map" || echo "$top"
done >"$tmp/unmapped"
is "$(cat "$tmp/unmapped")" "" "every directory of the sources is on the map"

# Commands of make, and every command of make that has a line of its own in doc/building.md.
for file in $documents; do
    code "$file" | grep -oE '(^|[^-a-z])make (-C [^ ]* )?[a-z][a-z-]+( |$|\||`)' |
        sed 's/.*make \(-C [^ ]* \)\{0,1\}//; s/[^a-z-]*$//' | sort -u | while read -r verb; do
        grep -Eq "^([^:=	]* )?$verb( [^:=]*)?:" "$makefile" || echo "$file: make $verb"
    done
done >"$tmp/verbs"
is "$(cat "$tmp/verbs")" "" "every command of make has a rule"
awk '/^phony \+=/ { for (i = 3; i <= NF; i++) print $i }' ./*/local.mk |
    grep -vE '^(FORCE|stamps/keys|dist-.*)$' | while read -r verb; do
    grep -Eq "make ${verb}[\` ]" doc/building.md || echo "$verb"
done >"$tmp/verbs"
is "$(cat "$tmp/verbs")" "" "doc/building.md names every command of make"

# Options, of any program that the documents show; the last line has those of other projects.
{
    ./configure --help
    "$conf" --help
    ./bootstrap.sh --help
    bench/run --help
    tools/queue --help
    tools/release --help
    sh seed/qemu-user-seed.in --help
    echo "--host --uninstall --install --rm --privileged --platform --cap-drop --pid --format --raw
        --from --arch --no-timestamps --no-index --no-tree --import --trace
        --continue --show-keys --keyring --ignore-missing --exclude --delete-after
        --disablerepo --allowerasing"
} >"$tmp/help" 2>&1
for file in $documents; do
    code "$file" | sed 's/\\|/ /g' | grep -oE -e '(^|[ `(])--[a-z][a-z-]*' | sed 's/^[^-]//' |
        sort -u | while read -r option; do
        grep -Eq -e "(^|[^a-z-])$option([^a-z-]|\$)" "$tmp/help" || echo "$file: $option"
    done
done >"$tmp/options"
is "$(cat "$tmp/options")" "" "every option is one that a program has"
./configure --help | grep -oE '^  --(with|enable|disable)-[a-z-]*' | tr -d ' ' |
    grep -vE -e '-python|-(silent|dependency|option|FEATURE|PACKAGE)' |
    sort -u | while read -r option; do
    grep -q -e "$option" doc/building.md || echo "$option"
done >"$tmp/options"
is "$(cat "$tmp/options")" "" "doc/building.md has every option of configure"

# The messages that doc/containers.md explains: ours are those with an exit status.
# shellcheck disable=SC2016 # the backquotes of the documents
sed -n 's/^| `\([^`]*\)` ([a-z ]*[0-9]) .*/\1/p' doc/containers.md >"$tmp/messages"
ok "doc/containers.md explains five messages of ours" test "$(lines "$tmp/messages")" -ge 5
while read -r message; do
    grep -aFq "$message" "$conf" || echo "$message"
done <"$tmp/messages" >"$tmp/gone"
is "$(cat "$tmp/gone")" "" "and qemu-binfmt-conf has them"

# Manual pages, as they are installed and where a build without emulators makes none.
if command -v groff >/dev/null 2>&1; then
    for page in register/*.[18].in seed/*.8.in debian/*.8 "$top_builddir"/*/*.[18]; do
        [ ! -f "$page" ] || groff -man -ww -z -Tutf8 "$page" 2>&1 | sed "s,^,$page: ,"
    done >"$tmp/groff"
    is "$(cat "$tmp/groff")" "" "the manual pages render without a warning"
else
    skip "the manual pages render without a warning" "no groff"
fi
done_testing
