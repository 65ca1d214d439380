#!/bin/sh
# SPDX-License-Identifier: MIT
# Writes doc/compatibility.md: which programs and tests of Linux do under the emulators what they do
# natively.
#
# Usage: compatibility.sh >doc/compatibility.md
#
# Input: calls.def; what make check-programs and make check-ltp have left in the build tree, and,
# from the same suites with --emulators debian=DIR, the same of Debian's emulators. A suite that has
# not run is left out.

set -eu
here=$(cd "$(dirname "$0")" && pwd)
: "${top_srcdir:=$(cd "$here/../.." && pwd)}" "${top_builddir:=$(pwd)}"
: "${QB_PROGRAMS:=$top_builddir/check-programs}" "${QB_LTP_WORK:=$top_builddir/check-ltp}"
: "${QB_CACHE:=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/qemu-user-static}"
me=compatibility
. "$top_srcdir/tools/common.sh"
. "$top_srcdir/tools/compilers.sh"
. "$top_srcdir/tools/manifest.sh"

# version DIR: of the emulators there.
version()
{
    for file in "$1"/qemu-aarch64*; do
        [ ! -x "$file" ] || "$file" --version | sed -n '1s/.*version \([^ ]*\).*/\1/p'
        return
    done
}

# programs: a row for each program and a column for each CPU; notes follow.
programs()
{
    debian=$QB_PROGRAMS/debian.verdicts
    [ -e "$debian" ] || debian=/dev/null
    awk -v cpus="$(guest_list measured | paste -s -d ' ' -)" '
        FILENAME == ARGV[1] { other[$2 " " $1] = $3; next }
        {
            if (!($2 in seen)) { seen[$2] = 1; order[++count] = $2 }
            have[$1] = 1
            result[$2 " " $1] = $3
            why = $0
            if (sub(/^[^ ]+ [^ ]+ [^ ]+ /, "", why) && why != "") note[$2 " " $1] = why
        }
        # cell KEY: what ours do, and what the others do if that is something else.
        function cell(key, ours, theirs) {
            if (!(key in result) || result[key] ~ /^(absent|unknown)$/) return ""
            ours = word(result[key])
            if (key in note) ours = ours " " number(note[key])
            theirs = key in other ? word(other[key]) : ""
            return ours (theirs == "" || theirs == word(result[key]) ? "" : " (Debian: " theirs ")")
        }
        function word(verdict) { return verdict == "pass" ? "same" : verdict }
        function number(text) {
            if (!(text in numbered)) { numbered[text] = ++notes; text_of[notes] = text }
            return "[" numbered[text] "]"
        }
        END {
            n = split(cpus, all, " ")
            line = "| program |"; rule = "|---|"
            for (c = 1; c <= n; c++)
                if (all[c] in have) { line = line " " all[c] " |"; rule = rule "---|" }
            print line "\n" rule
            for (i = 1; i <= count; i++) {
                line = "| " order[i] " |"
                for (c = 1; c <= n; c++)
                    if (all[c] in have) line = line " " cell(order[i] " " all[c]) " |"
                print line
            }
            if (notes) print ""
            for (i = 1; i <= notes; i++) print "* [" i "] " text_of[i]
        }' "$debian" "$QB_PROGRAMS/ours.verdicts"
}

# ltp NAME: a row for each CPU.
ltp()
{
    awk -v name="$1" '{ printf "| %s | %s | %d | %d | %d |\n", $1, name, $2 + $3 + $4 + $5, $2 + $5,
        $3 + $4 }' "$QB_LTP_WORK/$2.verdicts"
}

[ -e "$QB_PROGRAMS/ours.verdicts" ] || [ -e "$QB_LTP_WORK/ours.verdicts" ] ||
    die 1 'neither make check-programs nor make check-ltp has run here'
others=$(version "$QB_CACHE/peers/sid/usr/bin")
[ -z "$others" ] || others=", and the QEMU $others of Debian beside it"
cat <<END
# Compatibility

What real programs and the Linux Test Project do under the emulators of this tree, compared to what
the same do natively. Written by \`make compatibility\` from the results of
\`make check-programs\` and \`make check-ltp\` on $(date -u +%F), with
QEMU $(manifest_version qemu) and our patches$others.
[building.md](building.md) says how to run them.
END
if [ -e "$QB_PROGRAMS/ours.verdicts" ]; then
    cat <<END

## Programs

Each row is a script in \`tests/emulators/programs/\` that uses the program at length in a Debian
root. "same": every line of its output, and its exit status, are those
of the native program. An empty cell: Debian has no such package for that CPU, or the row has not
been run.

END
    programs
fi
if [ -e "$QB_LTP_WORK/ours.verdicts" ]; then
    cat <<END

## The Linux Test Project

Tests of system calls that pass natively, were built for the CPU, in one version, and apply to it.
What fails is listed in \`tests/emulators/ltp/failures.def\`, with the reasons, and what does not
apply ("n/a").

| CPU | emulators | tests | pass | fail |
|---|---|--:|--:|--:|
END
    ltp ours ours
    [ ! -e "$QB_LTP_WORK/debian.verdicts" ] || ltp "Debian's" debian
fi
cat <<END

## System calls that are not there

Other calls that the C library of one of these CPUs knows have an answer, or no kernel has them;
\`tests/emulators/calls.t\` calls each.

| call | CPU | why it is ENOSYS |
|---|---|---|
END
awk '!/^#/ && $3 != "sometimes:" {
    names = $1; cpus = $2 == "*" ? "all" : $2
    gsub(/,/, ", ", names); gsub(/,/, ", ", cpus)
    sub(/^[^ ]+ +[^ ]+ +/, "")
    printf "| %s | %s | %s |\n", names, cpus, $0
}' "$here/calls.def"
