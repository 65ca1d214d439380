#!/bin/sh
# SPDX-License-Identifier: MIT
# No circle in the registrar: includes point down in register/layers, and so do the calls of what
# the compiler makes of it.

. "$(dirname "$0")/../lib/lib.sh"
need_prog cc nm
ok "the includes point down" "$top_srcdir/tools/layers.sh"

# The check itself: what it must find.
# finds DESCRIPTION MESSAGE: in the copy, which is then made anew.
finds()
{
    fails 1 "$1 is found" "$top_srcdir/tools/layers.sh" "$tmp/register"
    like "$tmp/fails.out" "$2" "$1: the message"
    copy
}
copy()
{
    rm -rf "$tmp/register"
    mkdir "$tmp/register"
    cp "$top_srcdir"/register/*.[ch] "$top_srcdir/register/layers" "$tmp/register"
}
copy
ok "a copy is as good" "$top_srcdir/tools/layers.sh" "$tmp/register"
sed -i 's/^#include "rule.h"/&\n#include "instance.h"/' "$tmp/register/parse.c"
finds "an include that points up" 'parse\.c:[0-9]+: includes instance\.h, which is not below it'
sed -i 's/^#include "cpu.h"/&\n#include "guest.h"/' "$tmp/register/rule.h"
finds "an include on the same line" 'rule\.h:[0-9]+: includes guest\.h'
: >"$tmp/register/attic.c"
finds "a file that the list lacks" 'attic\.c: not in layers'
rm "$tmp/register/json.h" "$tmp/register/json.c"
finds "a name without a file" 'no file for json'
if [ -e "$top_srcdir/tools/lint.sh" ]; then
    ok "lint runs it" grep -q '^tools/layers.sh || defect' "$top_srcdir/tools/lint.sh"
fi

# Calls, which a declaration in the wrong header would hide. Symbols of two files: who defines them,
# who uses them.
mkdir "$tmp/objects"
for source in "$top_srcdir"/register/*.c; do
    name=$(basename "$source" .c)
    # shellcheck disable=SC2086 # CC may have arguments
    ${CC_FOR_BUILD:-${CC:-cc}} -std=gnu11 -O0 -D_GNU_SOURCE -DVERSION='"0"' -DQEMU_PATH='""' \
        -DQEMU_SUFFIX='""' -DDEBIANDIR='""' -DSYSTEMDDIR='""' -c -o "$tmp/objects/$name.o" \
        "$source" || framework_failure_ "$name.c does not compile"
    nm "$tmp/objects/$name.o" | awk -v name="$name" '
        NF == 3 && $2 ~ /^[TDBRC]$/ { print "defines", name, $3 }
        NF == 2 && $1 == "U" { print "uses", name, $2 }'
done >"$tmp/symbols"
awk '
    FILENAME ~ /layers$/ {
        if (NF && $1 !~ /^#/) layer++
        for (i = 1; i <= NF && $1 !~ /^#/; i++) at[$i] = layer
        next
    }
    $1 == "defines" { owner[$3] = $2 }
    $1 == "uses" { user[++n] = $2; symbol[n] = $3 }
    END {
        for (i = 1; i <= n; i++) {
            if (!(symbol[i] in owner) || owner[symbol[i]] == user[i]) continue
            calls++
            if (at[owner[symbol[i]]] >= at[user[i]])
                print user[i] " uses " symbol[i] " of " owner[symbol[i]]
        }
        print calls + 0 > "/dev/stderr"
    }' "$top_srcdir/register/layers" "$tmp/symbols" >"$tmp/up" 2>"$tmp/calls"
is "$(cat "$tmp/up")" "" "the calls point down"
is "$(($(cat "$tmp/calls") > 100))" 1 "they were more than 100: $(cat "$tmp/calls")"
done_testing
