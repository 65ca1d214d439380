# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# The vocabulary of the tests: TAP output, needs, skips, a temporary folder.
#
# A test sources this file, calls `ok`, `is`, `like` ... once per point and ends with
# `done_testing`. Input from make (see tests/local.mk), each with a default for a run by hand:
#   top_srcdir, top_builddir  absolute paths of the two trees
#   QB_BIN         folder of the emulators           QB_SUFFIX  what follows qemu-CPU
#   QB_TARGETS     the targets that were built       QB_QEMU    the unpacked, patched QEMU
#   QB_CACHE       folder for what tests download    QB_TEST_STRICT  1: a skip is a failure
#   QB_QEMU_TARBALL  the archive of QEMU, or empty
# Output: TAP 12 on standard output. Exit 99: the test itself is broken.

set -eu
LC_ALL=C
export LC_ALL

here=$(cd "$(dirname "$0")" && pwd)
: "${top_srcdir:=$(cd "$here/../.." && pwd)}"
: "${top_builddir:=$top_srcdir}"
top_srcdir=$(cd "$top_srcdir" && pwd)
top_builddir=$(cd "$top_builddir" && pwd)
: "${QB_BIN:=$top_builddir/bin}"
: "${QB_SUFFIX=-static}"
: "${QB_TARGETS=$(find "$QB_BIN" -type f -name 'qemu-*' 2>/dev/null |
    sed -n "s,.*/qemu-\(.*\)$QB_SUFFIX\$,\1,p" | sort | tr '\n' ' ')}"
: "${QB_QEMU=$(find "$top_builddir/src" -maxdepth 1 -name 'qemu-[0-9]*' ! -name '*.tmp' \
    2>/dev/null | sort | tail -n 1)}"
# archive NAME: the archive of a source, as fetched or in the folder of --with-distfiles; nothing if
# there is none.
archive()
{
    cat "$top_builddir/stamps/$1.fetched" 2>/dev/null && return
    [ -f "$top_builddir/recipes/settings.sh" ] || return 0
    (
        . "$top_srcdir/tools/manifest.sh"
        . "$top_builddir/recipes/settings.sh"
        for file in $(manifest_origins "$1" | awk '{ print $4 }'); do
            if [ -f "$distfiles/$file" ]; then
                echo "$distfiles/$file"
                break
            fi
        done
    )
}
: "${QB_QEMU_TARBALL=$(archive qemu)}"
: "${QB_CACHE:=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/qemu-user-static}"
: "${QB_TEST_STRICT:=0}"

points=0
failures=0

# framework_failure_ TEXT: the test itself is broken; nothing is said of the product.
framework_failure_()
{
    echo "Bail out! $0: $*"
    exit 99
}

tmp=$(mktemp -d "${TMPDIR:-/tmp}/qb-test.XXXXXX") || framework_failure_ "no temporary folder"
cleanup()
{
    chmod -R u+w "$tmp" 2>/dev/null || :
    rm -rf "$tmp"
}
trap 'cleanup' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# diag TEXT...: lines for the reader of the log.
diag()
{
    printf '%s\n' "$@" | sed 's/^/# /'
}

# point RESULT DESCRIPTION: one TAP line; RESULT is 0 for ok.
point()
{
    points=$((points + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $points - $2"
    else
        failures=$((failures + 1))
        echo "not ok $points - $2"
    fi
}

# ok DESCRIPTION COMMAND...: passes if the command succeeds; its output is shown if not.
ok()
{
    ok_text=$1
    shift
    ok_rc=0
    "$@" >"$tmp/ok.out" 2>&1 || ok_rc=$?
    point "$ok_rc" "$ok_text"
    [ "$ok_rc" -eq 0 ] || {
        diag "command: $*" "exit status: $ok_rc"
        sed 's/^/# | /' "$tmp/ok.out"
    }
}

# fails STATUS DESCRIPTION COMMAND...: passes if the command exits with STATUS; output stays in
# $tmp/fails.out.
fails()
{
    fails_want=$1 fails_text=$2
    shift 2
    fails_rc=0
    "$@" >"$tmp/fails.out" 2>&1 || fails_rc=$?
    is "$fails_rc" "$fails_want" "$fails_text"
    [ "$fails_rc" -eq "$fails_want" ] || sed 's/^/# | /' "$tmp/fails.out"
}

# is GOT WANTED DESCRIPTION: passes if both strings are equal.
is()
{
    if [ "$1" = "$2" ]; then
        point 0 "$3"
    else
        point 1 "$3"
        diag "     got: $1" "expected: $2"
    fi
}

# like FILE ERE DESCRIPTION: passes if a line of FILE matches.
like()
{
    if grep -Eq -e "$2" "$1"; then
        point 0 "$3"
    else
        point 1 "$3"
        diag "no line of $1 matches: $2"
        sed 's/^/# | /' "$1"
    fi
}

# unlike FILE ERE DESCRIPTION: passes if no line of FILE matches.
unlike()
{
    if grep -E -e "$2" "$1" >"$tmp/unlike.out"; then
        point 1 "$3"
        diag "lines of $1 match: $2"
        sed 's/^/# | /' "$tmp/unlike.out"
    else
        point 0 "$3"
    fi
}

# skip DESCRIPTION REASON: this machine could do it (something is not installed or not built); a
# failure if strict.
skip()
{
    if [ "$QB_TEST_STRICT" = 1 ]; then
        point 1 "$1"
        diag "a skip is a failure here: $2"
    else
        cannot "$1" "$2"
    fi
}

# cannot DESCRIPTION REASON: this machine is unable to do it (its kernel, its CPU); skipped even if
# strict.
cannot()
{
    points=$((points + 1))
    echo "ok $points - $1 # SKIP $2"
}

# skip_all REASON, cannot_all REASON: the same for the whole file; neither returns.
skip_all()
{
    [ "$points" -eq 0 ] || framework_failure_ "skip_all after a point"
    [ "$QB_TEST_STRICT" != 1 ] || {
        skip "$(basename "$0")" "$1"
        done_testing
    }
    cannot_all "$1"
}
cannot_all()
{
    echo "1..0 # SKIP $1"
    exit 0
}

# done_testing: prints the plan; exit status 1 if a point failed, so that the file can be run by
# hand.
done_testing()
{
    [ "$points" -gt 0 ] || framework_failure_ "no point was tested"
    echo "1..$points"
    [ "$failures" -eq 0 ] || exit 1
    exit 0
}

# need_prog PROGRAM...: without one of them the whole file is skipped.
need_prog()
{
    for need in "$@"; do
        command -v "$need" >/dev/null 2>&1 || skip_all "no $need"
    done
}

# have_target CPU: true if that emulator was built.
have_target()
{
    case " $QB_TARGETS " in *" $1 "*) ;; *) false ;; esac
}

# has_compiler TARGET POINT: sets $compiler to that of a target; if it is missing, the point is
# skipped, and the status 1. After tools/compilers.sh.
has_compiler()
{
    compiler=$(guest_field "$1" compiler)
    command -v "${compiler%% *}" >/dev/null || {
        skip "$2" "no ${compiler%% *} (apt install $(guest_field "$1" packages))"
        return 1
    }
}

# need_qemu CPU: without that emulator the whole file is skipped.
need_qemu()
{
    have_target "$1" || cannot_all "this tree does not build the $1 emulator (--with-targets)"
    [ -x "$QB_BIN/qemu-$1$QB_SUFFIX" ] ||
        framework_failure_ "qemu-$1$QB_SUFFIX is missing in $QB_BIN"
}

# have_topic NAME: true if QEMU was built with that topic of patches/ (configure's --with-topics).
have_topic()
(
    topics=
    [ ! -f "$top_builddir/recipes/settings.sh" ] || . "$top_builddir/recipes/settings.sh"
    case " ${topics:-$1} " in *" $1 "*) ;; *) false ;; esac
)

# need_topic NAME: without it, the whole file is skipped.
need_topic()
{
    have_topic "$1" || cannot_all "this tree leaves out the patches in patches/$1 (--with-topics)"
}

# need_source: without the unpacked, patched QEMU the whole file is skipped.
need_source()
{
    [ -d "$QB_QEMU/linux-user" ] || cannot_all "this tree has no QEMU sources (--with-targets=none)"
}

# qemu CPU: path of that emulator.
qemu()
{
    echo "$QB_BIN/qemu-$1$QB_SUFFIX"
}

# unstripped CPU: path of that emulator with its symbols, in $QB_UNSTRIPPED or where the tree builds
# it.
unstripped()
{
    echo "${QB_UNSTRIPPED:-$top_builddir/work/qemu}/qemu-$1"
}

# need_userns: without user namespaces the whole file is skipped.
need_userns()
{
    need_prog unshare
    unshare -Urmpf --mount-proc true 2>/dev/null ||
        cannot_all "the kernel allows no user namespaces here"
}

# need_binfmt_misc: without a binfmt_misc of its own per user namespace (Linux 6.7) the whole file
# is skipped.
need_binfmt_misc()
{
    need_userns
    unshare -Urmpf --mount-proc mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc \
        2>/dev/null ||
        cannot_all "the kernel has no binfmt_misc per user namespace (it needs Linux 6.7)"
}

# own_machine: for the tests that change this machine (its packages, its binfmt_misc, a Docker
# engine): one at a time. Waits up to 20 minutes for the others; the lock is on descriptor 8, and
# ends with the process.
own_machine()
{
    [ "$(id -u)" = 0 ] || cannot_all "not root"
    need_prog flock
    exec 8>/run/lock/qemu-user-static.tests || framework_failure_ "no lock file"
    flock -w 1200 8 ||
        framework_failure_ "another test has held /run/lock/qemu-user-static.tests for 20 minutes"
}
