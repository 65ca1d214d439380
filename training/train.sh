#!/bin/sh
# SPDX-License-Identifier: MIT
# Training of instrumented emulators (--enable-pgo): which can be trained here, and the training.
#
#   train.sh can TARGET...        prints those of them for which guest.c can be compiled here
#   train.sh run TREE DIR TARGET...
#       runs the programs with TREE/qemu-TARGET; DIR, which must not exist, becomes the profile: the
#       counters (.gcda) by the names that they have in TREE.
#
# Compilers and sysroots are those of tools/compilers.def; for this machine's own CPU it is $CC.
# Exit status: 1 if a program does not run or leaves no counters; then there is no DIR.
#
# uses: training/guest.c tools/common.sh tools/compilers.sh | CC

set -eu
here=$(cd "$(dirname "$0")" && pwd)
top_srcdir=$(cd "$here/.." && pwd)
. "$top_srcdir/tools/common.sh"
. "$top_srcdir/tools/compilers.sh"
LC_ALL=C
export LC_ALL
tmp=$(mktemp -d "${TMPDIR:-/tmp}/qb-train.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
trap 'exit 130' HUP INT TERM

# compiler_of TARGET: sets compiler and sysroot; false if there is none.
compiler_of()
{
    [ "$(guest_field "$1" kind)" = cross ] || return 1
    compiler=$(guest_field "$1" compiler)
    sysroot=$(guest_field "$1" sysroot)
    [ "$1" != "$(uname -m)" ] || compiler="${CC:-cc}"
    command -v "${compiler%% *}" >/dev/null 2>&1
}

# compile DIR: guest.c as DIR/static and DIR/dynamic. No contraction, no tuning: the same program of
# one compiler.
compile()
{
    mkdir -p "$1"
    for kind in static dynamic; do
        case $kind in static) link=-static ;; dynamic)
            link=-Wl,-rpath,$sysroot/lib:$sysroot/lib32
            ;;
        esac
        # shellcheck disable=SC2086 # words of the table
        $compiler -std=gnu11 -O2 -ffp-contract=off "$here/guest.c" -o "$1/$kind" $link -lm ||
            return 1
    done
}

# emulator ARGUMENT...: runs a program, in the current folder. Nothing of this machine reaches it:
# no environment, no path; and where it is allowed the same addresses each time, those of a 64-bit
# guest in a range that is reserved.
emulator()
{
    $fixed env -i "$tree/qemu-$target" -seed 1 "$@" </dev/null >>out
}

# run: the static program does each work, the dynamic one is only started.
run()
{
    cd "$tmp/$target"
    reserve=
    # x86_64's page for vsyscalls is outside of any range.
    [ "$target" = x86_64 ] || [ "$(od -An -tu1 -j4 -N1 static | tr -d ' ')" = 1 ] ||
        reserve='-R 0x8000000000'
    prefix=
    [ ! -d "$sysroot" ] || prefix="-L $sysroot"
    # shellcheck disable=SC2086 # options or nothing
    for work in start start start dispatch text numbers system; do
        emulator $reserve ./static "$work" || die 1 "$target: static $work failed"
        [ "$work" != start ] || emulator $reserve $prefix ./dynamic "$work" ||
            die 1 "$target: dynamic $work failed"
    done
    cd /
}

# QEMU's thread for RCU runs when the kernel lets it; what it and its locks count is not the same
# twice.
threads='util_rcu|util_event|util_notify|util_qemu-thread-posix|stubs_iothread-lock'

# collect DIR: the counters of the tree.
collect()
{
    mkdir -p "$1"
    (cd "$tree" && find . -name '*.gcda' -print) | grep -Ev "/($threads)\.c\.gcda$" |
        while read -r file; do
            mkdir -p "$1/${file%/*}"
            mv "$tree/$file" "$1/$file"
        done
}

train()
{
    tree=$1 dir=$2
    shift 2
    fixed='setarch -R'
    $fixed true 2>/dev/null || fixed=
    [ -n "$fixed" ] || echo "setarch -R is not allowed here: addresses are random"
    find "$tree" -name '*.gcda' -exec rm -f '{}' +
    for target; do
        compiler_of "$target" ||
            die 1 "$target: no compiler for its training program (tools/compilers.def)"
        compile "$tmp/$target" || die 1 "$target: $compiler cannot compile the training program"
        run
        [ -n "$(find "$tree/libqemu-$target-linux-user.a.p" -name '*.gcda')" ] ||
            die 1 "$target: nothing was counted"
    done
    rm -rf "$dir.tmp"
    collect "$dir.tmp"
    mv "$dir.tmp" "$dir"
    echo "trained: $*; $(find "$dir" -name '*.gcda' | wc -l) files of counters"
}

case ${1-} in
    can)
        shift
        for target; do
            ! compiler_of "$target" || ! compile "$tmp/$target" || echo "$target"
        done
        ;;
    run)
        shift
        train "$@"
        ;;
    *) die 1 "usage: train.sh can TARGET... | run TREE DIR TARGET..." ;;
esac
