#!/bin/sh
# SPDX-License-Identifier: MIT
# The suites that run guests, in each way that the cache of translated code (-tb-cache) has: without
# it; with a fresh directory; with that directory once more; and compared with what is translated.
#
# Usage: check-cache.sh [CPU...]    default: every target that was built
#
# Input besides that of lib.sh: QB_SUITES, the suites, "check-tcg" or names of files without ".t".
# What each says is in $QB_CHECK_CACHE/MODE/SUITE.log (default: check-cache of the build directory).
# Output: a table. Exit status: 1 if a point fails in any way; or if the directory is empty after
# the second, or nothing is loaded in the third.

. "$(dirname "$0")/../lib/lib.sh"
. "$top_srcdir/tests/lib/cache.sh"
have_topic cache || framework_failure_ "this tree leaves out the patches in patches/cache"
: "${QB_SUITES:=check-tcg linux guests crash traps codes tags gdb fuzz}"
: "${QB_CHECK_CACHE:=$top_builddir/check-cache}"
mkdir -p "$QB_CHECK_CACHE"
QB_CHECK_CACHE=$(cd "$QB_CHECK_CACHE" && pwd)
[ $# -eq 0 ] || QB_TARGETS=$*
QB_TCG=$QB_CHECK_CACHE/tcg
export QB_TARGETS QB_BIN QB_SUFFIX QB_QEMU QB_TCG top_srcdir top_builddir
bad=0

# trouble TEXT: what makes the run fail.
trouble()
{
    bad=1
    echo "    $*"
}

# suite MODE NAME: a row of the table. The statistics of check-tcg are in the logs of its CPUs.
suite()
{
    mkdir -p "$QB_CHECK_CACHE/$1"
    log=$QB_CHECK_CACHE/$1/$2.log
    suite_rc=0
    if [ "$2" = check-tcg ]; then
        # shellcheck disable=SC2086 # the list of targets
        sh "$here/check-tcg.sh" $QB_TARGETS >"$log" 2>&1 || suite_rc=$?
        # No compiler for these CPUs.
        [ "$suite_rc" -ne 77 ] || suite_rc=0
    else
        sh "$here/$2.t" >"$log" 2>&1 || suite_rc=$?
    fi
    passed=$(grep -c '^ok' "$log" || :)
    failed=$(grep -c '^not ok' "$log" || :)
    [ "$2" != check-tcg ] || passed=$(sed -n 's/ passed,.*//p' "$log" | tail -n 1) failed=$suite_rc
    printf '%-6s %-10s %7s %7s\n' "$1" "$2" "$passed" "$failed"
    [ "$suite_rc" -eq 0 ] || trouble "status $suite_rc: see $log"
}

# mode NAME OPTION: all suites with QEMU_TB_CACHE=OPTION; each has a directory of its own, so that
# one that does not hand the variable on has nothing in it.
mode()
{
    for name in $QB_SUITES; do
        QEMU_TB_CACHE=${2%DIR}
        [ "$1" = off ] || QEMU_TB_CACHE=$QEMU_TB_CACHE$QB_CHECK_CACHE/directory/$name
        export QEMU_TB_CACHE
        suite "$1" "$name"
    done
    unset QEMU_TB_CACHE
}

# stored: what each suite has left in its directory; the programs of traps.t are killed, and so
# store nothing.
stored()
{
    for name in $QB_SUITES; do
        files=$(find "$QB_CHECK_CACHE/directory/$name" -name '*.tbs' 2>/dev/null | wc -l)
        [ "$files" -gt 0 ] || [ "$name" = traps ] || trouble "$name has stored nothing"
    done
}

# loaded WORD: the sum of that number in what the emulators of check-tcg have said.
loaded()
{
    cat "$QB_TCG"/*/results.log |
        sed -n 's/.*qemu: tb-cache:.* \([0-9]*\) '"$1"'.*/\1/p' |
        awk '{ n += $1 } END { print n + 0 }'
}

rm -rf "$QB_CHECK_CACHE"
mkdir -p "$QB_CHECK_CACHE/directory"
printf '%-6s %-10s %7s %7s\n' cache suite passed failed
mode off off
mode cold DIR
stored
mode warm DIR
mode check check,DIR
case " $QB_SUITES " in
    *" check-tcg "*)
        QEMU_TB_CACHE=stats,$QB_CHECK_CACHE/directory/check-tcg
        export QEMU_TB_CACHE
        suite stats check-tcg
        taken=$(loaded loaded) translated=$(loaded translated)
        echo "check-tcg once more: $taken blocks are loaded, $translated are translated"
        [ "$taken" -gt "$translated" ] || trouble "that is too few"
        ;;
esac
exit $bad
