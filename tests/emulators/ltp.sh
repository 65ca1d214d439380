#!/bin/sh
# SPDX-License-Identifier: MIT
# The system calls of the Linux Test Project: what passes natively passes under the emulators, but
# for what tests/emulators/ltp/failures.def lists.
#
# Usage: ltp.sh [--emulators NAME=DIR] [CPU...]
#
#   --emulators   others than those of this tree; "ours" is their name
#   CPU...        targets (default: those that were built and have a root of Debian's release)
#
# LTP is no part of this tree. It is fetched as sources/manifest says, or taken from QB_LTP, an
# archive or a tree; without either nothing is tested. Static programs are built for this machine
# and for each CPU, and run where they can do no harm (ltp/run.py); ltp/leave.def lists those that
# are not run at all. Interrupted, the next run goes on (FRESH=1: all anew).
#
# Output: progress; a table; known failures, new ones, and listed ones that pass. $QB_LTP_WORK has
# native.tsv, NAME-CPU.tsv and *.log.
# Environment: QB_LTP; QB_LTP_WORK (check-ltp); LTP_ONLY, names of tests; LTP_DIRS, what is built;
# LTP_LIMIT, seconds for a test (30); JOBS, tests at a time; see also lib.sh.
# Exit status: 0; 1: a failure that is not listed, or a listed one that passes; 77: nothing could be
# tested; 99: LTP does not build or run.

. "$(dirname "$0")/../lib/lib.sh"
. "$top_srcdir/tools/compilers.sh"
export top_srcdir top_builddir
: "${QB_LTP:=}" "${QB_LTP_WORK:=$top_builddir/check-ltp}" "${LTP_ONLY:=}" "${LTP_LIMIT:=30}"
: "${JOBS:=$(nproc)}" "${FRESH:=}" "${QB_CONF:=$top_builddir/qemu-binfmt-conf}"
ltp=$here/ltp name=ours bin=$QB_BIN loop=''
unset MAKEFLAGS MFLAGS MAKELEVEL

# nothing TEXT...: why no test can be run.
nothing()
{
    printf 'check-ltp: skipped: %s\n' "$@"
    exit 77
}

cleanup()
{
    [ -z "$loop" ] || losetup -d "$loop"
    rm -rf "$tmp"
}

# source_tree: LTP with its configure script, in $QB_LTP_WORK/source.
source_tree()
{
    source=$QB_LTP_WORK/source
    [ ! -x "$source/configure" ] || return 0
    if [ -z "$QB_LTP" ]; then
        "$top_srcdir/recipes/fetch.sh" ltp "$tmp/fetched" >"$tmp/log" 2>&1 ||
            nothing 'LTP cannot be fetched; QB_LTP may name its archive or tree' \
                "$(sed -n '$p' "$tmp/log")"
        QB_LTP=$(cat "$tmp/fetched")
    fi
    rm -rf "$source.new"
    mkdir -p "$source.new"
    if [ -d "$QB_LTP" ]; then
        (cd "$QB_LTP" && tar -cf - --exclude=.git .) | tar -xf - -C "$source.new"
    else
        tar -xf "$QB_LTP" -C "$source.new" --strip-components=1
    fi
    # LTP has variables of these names, too.
    [ -x "$source.new/configure" ] ||
        env -u top_srcdir -u top_builddir make -C "$source.new" autotools >"$tmp/log" 2>&1 ||
        framework_failure_ "LTP has no configure, and none can be made: $(tail -n 3 "$tmp/log")"
    mv "$source.new" "$source"
}

# built CPU [COMPILER]: LTP's programs for that CPU are there.
built()
{
    [ ! -e "$QB_LTP_WORK/$1/built" ] || return 0
    diag "$(date +%T) building LTP for $1"
    JOBS=$JOBS sh "$ltp/build.sh" "$source" "$QB_LTP_WORK" "$@" || :
    [ -d "$QB_LTP_WORK/$1/testcases/bin" ] ||
        framework_failure_ "LTP does not build for $1; see $QB_LTP_WORK/build-$1.log"
    : >"$QB_LTP_WORK/$1/built"
}

# pick FILE EXPRESSION: those lines of a list of LTP.
pick()
{
    grep -E "$2" "$source/runtest/$1" 2>/dev/null || :
}

# list: the tests that are run, "NAME COMMAND" a line: system calls, and what is light of the rest.
list()
{
    {
        for file in syscalls syscalls-ipc pty containers; do pick $file .; done
        pick mm '^(mmap21|mtest06|mem02|page|data_space|stack_space|shm|mmapstress|vma0|thp|ksm07)'
        pick sched '^(pth_str01|pth_str03|time-schedule01|hackbench)' |
            sed 's/ 50 process 1000/ 5 process 20/; s/ 20 thread 1000/ 5 thread 20/'
        pick fs '^(ftest|stream|openfile|inode01|lftest|writetest|fs_di|fs_inod|gf0[1-6])'
        pick capability '^(cap_bounds|check_keepcaps)'
    } | awk -v leave="$(sed '/^#/d; s/ .*//' "$ltp/leave.def" | paste -s -d '|' -)" \
        -v only=" $LTP_ONLY " '
        /^(#|$)/ || seen[$1]++ || $1 ~ "^(" leave ")" { next }
        only ~ /^ *$/ || index(only, " " $1 " ")'
}

# run CPU RESULTS [EMULATOR]: the tests that RESULTS does not have yet. A file RESULTS.of says of
# which emulator it has them.
run()
{
    of=$(sha256sum <"${3:-/dev/null}")
    [ "$FRESH$of" = "$(cat "$2.of" 2>/dev/null)" ] || rm -f "$2" "$2.log"
    echo "$of" >"$2.of"
    set -- --tests "$tmp/tests" --programs "$QB_LTP_WORK/$1" --work "$QB_LTP_WORK" --results "$2" \
        --log "$2.log" --jobs "$JOBS" --limit "$LTP_LIMIT" ${loop:+--device "$loop"} \
        ${3:+--emulator "$3" --rule "$tmp/rule/qemu-$1.conf" --native "$QB_LTP_WORK/native.tsv"}
    unshare -m --propagation private python3 "$ltp/run.py" "$@" ||
        framework_failure_ "the tests could not be run: status $?"
}

# rule CPU EMULATOR: the line for binfmt_misc, where run.py puts the emulator.
rule()
{
    rm -rf "$tmp/rule"
    mkdir "$tmp/rule"
    "$QB_CONF" --systemd "$1" --exportdir "$tmp/rule" --qemu-path /mnt/emulator \
        --qemu-suffix "${2##*/qemu-"$1"}" --persistent yes --credential yes \
        --preserve-argv0 yes --ignore-family yes >/dev/null
}

# emulator CPU: its path.
emulator()
{
    for file in "$bin/qemu-$1$QB_SUFFIX" "$bin/qemu-$1"; do
        [ ! -x "$file" ] || {
            echo "$file"
            return
        }
    done
}

[ "${1-}" != --emulators ] || {
    name=${2%%=*} bin=${2#*=}
    shift 2
}
[ "$(id -u)" = 0 ] || nothing 'not root'
for program in unshare losetup python3 gcc make pkg-config; do
    command -v $program >/dev/null || nothing "no $program"
done
unshare -Urmpf --mount-proc mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc 2>/dev/null ||
    nothing 'the kernel has no binfmt_misc per user namespace (it needs Linux 6.7)'
[ $# -gt 0 ] || for cpu in $(guest_list measured); do
    [ "$cpu" = "$(uname -m)" ] || ! have_target "$cpu" || set -- "$@" "$cpu"
done
cpus=''
for cpu; do
    compiler=$(guest_field "$cpu" compiler)
    if [ -z "$(emulator "$cpu")" ] || ! command -v "${compiler%% *}" >/dev/null; then
        diag "$cpu is left out: no emulator in $bin, or no ${compiler%% *}"
    else
        cpus="$cpus $cpu"
    fi
done
[ -n "$cpus" ] || nothing 'no emulator of a CPU with a compiler'

mkdir -p "$QB_LTP_WORK"
exec 8>"$QB_LTP_WORK/lock"
flock --nonblock 8 || framework_failure_ "another check-ltp works in $QB_LTP_WORK"
source_tree
list >"$tmp/tests"
[ -s "$tmp/tests" ] || framework_failure_ "no test of LTP is selected"
truncate -s 320M "$QB_LTP_WORK/device"
loop=$(losetup -f --show "$QB_LTP_WORK/device" 2>/dev/null) || loop=''
built native
run native "$QB_LTP_WORK/native.tsv"
for cpu in $cpus; do
    built "$cpu" "$(guest_field "$cpu" compiler)"
    diag "$(date +%T) $name $cpu: $(wc -l <"$tmp/tests") tests"
    rule "$cpu" "$(emulator "$cpu")"
    run "$cpu" "$QB_LTP_WORK/$name-$cpu.tsv" "$(emulator "$cpu")"
done
# shellcheck disable=SC2086 # words
python3 "$ltp/judge.py" --only "$LTP_ONLY" "$QB_LTP_WORK" "$name" $cpus
