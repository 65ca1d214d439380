# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# What the tests of the translation cache share: running a guest with it, and what the statistics
# of the emulator say. A test sets $emulator, $root (for -L), $guest (the program) and $cache (the
# directory); status and output that are right are in $tmp/expected, "STATUS OUTPUT".
#
# Environment: QB_MACHINE, what the emulators run on, and QB_OUTER, the emulator that runs them, if
# that is not this machine (tests/build/hosts.t).

# need_cache_host: backends of other hosts do not record what depends on the process.
need_cache_host()
{
    case ${QB_MACHINE:-$(uname -m)} in
        aarch64 | x86_64) ;;
        *) cannot_all "the cache is for aarch64 and x86_64 hosts so far" ;;
    esac
}

# startable FILE: an emulator that an emulator has written, as the others of its machine are.
startable()
{
    [ -z "${QB_OUTER-}" ] || [ ! -e "$1" ] || {
        mv "$1" "$1.machine"
        by_emulator "$QB_OUTER" "$1.machine" "$1"
    }
}

# guest OPTION ARGUMENT...: the program with -tb-cache OPTION; its status in $rc, its output in
# $tmp/out, what the emulator says in $tmp/err.
guest()
{
    rc=0
    option=$1
    shift
    timeout 100 "$emulator" -L "$root" ${libraries:+-E "LD_LIBRARY_PATH=$libraries"} \
        -tb-cache "$option" "$guest" "$@" >"$tmp/out" 2>"$tmp/err" || rc=$?
}

# keep: what the program has just done, with `guest off ...`, is right.
keep()
{
    echo "$rc $(cat "$tmp/out")" >"$tmp/expected"
}

# number WORD: the one before WORD in the last line of the statistics; 0 if there is none.
number()
{
    number_found=$(sed -n 's/.*[ :]\([0-9][0-9]*\) '"$1"'.*/\1/p' "$tmp/err" | tail -n 1)
    echo "${number_found:-0}"
}

# same TEXT: a point: status and output are those of a run without the cache.
same()
{
    is "$rc $(cat "$tmp/out")" "$(cat "$tmp/expected")" "$1"
}

# sysroot CPU: sets $root for programs of its C library; and $libraries, as this machine may have
# others for that CPU, and the dynamic loader would find these.
sysroot()
{
    root=$(guest_field "$1" sysroot)
    libraries=$root/lib
    [ "$root" != / ] && [ -d "$root" ] || root=/ libraries=
}

# compile CPU OUTPUT FLAG...: guest/cached.c for it, or another program, $program.
compile()
{
    compile_cc=$(guest_field "$1" compiler)
    [ "$1" != "$(uname -m)" ] || compile_cc=gcc
    compile_out=$2
    shift 2
    # shellcheck disable=SC2086 # words
    $compile_cc -std=gnu11 -O1 -o "$compile_out" "$here/guest/${program:-cached}.c" "$@" \
        -lm -ldl -pthread 2>"$tmp/cc"
}
