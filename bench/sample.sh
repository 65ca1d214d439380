# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# The samples of bench/run: preparing a guest, running a workload under each emulator, counting its
# instructions.
#
# Input: the variables of bench/run. Output: lines of $samples. `native` is an emulator without a
# file: its programs are compiled for this machine, its root is Debian's for this machine.

scratch=

# prepare: the programs that measure, and the namespace in which all samples run.
prepare()
{
    # shellcheck disable=SC2086 # the compiler and its options
    $CC -O2 -static -o "$tmp/spend" "$here/spend.c" || die 1 "$CC cannot link a static program"
    if $count && ! command -v valgrind >/dev/null 2>&1; then
        note "no valgrind: no instruction counts"
        count=false
    fi
    mkdir "$tmp/in"
    cp "$here"/input/* "$tmp/in"
    rooted='' in_namespace=false machine=$(uname -m)
    if [ -n "${QB_CONF-}" ] && [ -x "$QB_CONF" ]; then
        enter_namespace
        in_namespace=true
    else
        note "no qemu-binfmt-conf ($QB_CONF): workloads are not run in a Debian root"
    fi
    ! $native || prepare_programs native "$machine" "$CC" || native=false
}

# run_inside COMMAND...: in the namespace if there is one.
run_inside()
{
    if $in_namespace; then inside "$@"; else "$@"; fi
}

# first_guest DIR: a CPU that DIR has an emulator for.
first_guest()
{
    for first in $guests $("$top_srcdir/tools/cpus.sh" targets); do
        [ -z "$(emulator "$1" "$first")" ] || {
            echo "$first"
            return 0
        }
    done
}

# sizes DIR: bytes of all emulators of our CPU table in DIR, how many there are, how many there
# should be, whether they are stripped.
sizes()
{
    sizes_total=0 sizes_found=0 sizes_all=0 sizes_stripped=yes
    for sizes_cpu in $("$top_srcdir/tools/cpus.sh" targets); do
        sizes_all=$((sizes_all + 1))
        sizes_file=$(emulator "$1" "$sizes_cpu")
        [ -n "$sizes_file" ] || continue
        sizes_found=$((sizes_found + 1))
        sizes_total=$((sizes_total + $(wc -c <"$sizes_file")))
        ! "${READELF:-readelf}" -SW "$sizes_file" 2>/dev/null | grep -q '\.symtab' ||
            sizes_stripped=no
    done
    echo "$sizes_total|$sizes_found|$sizes_all|$sizes_stripped"
}

# compile COMPILER: the programs of bench/guest into the current folder.
compile()
{
    # shellcheck disable=SC2086 # the compiler and its options
    $1 -static -nostdlib -o exit0 "$here/guest/exit0.S" &&
        $1 -O2 -static -o static "$here/guest/puts.c" &&
        $1 -O2 -o dynamic "$here/guest/puts.c" &&
        $1 -O2 -static -ffp-contract=off -pthread -o kernels "$here/guest/kernels.c" -lm
}

# prepare_programs NAME CPU COMPILER: small programs for CPU in $tmp/guest-NAME; false if they
# cannot be compiled.
prepare_programs()
{
    mkdir "$tmp/guest-$1" && ln -s ../in "$tmp/guest-$1/in"
    if ! (cd "$tmp/guest-$1" && compile "$3") >"$tmp/compile.log" 2>&1; then
        note "$1: its programs cannot be compiled with $3 ($(tail -n 1 "$tmp/compile.log"))"
        return 1
    fi
    prepare_busybox=$QB_CACHE/bench/busybox-$(debian_arch "$2")
    if ! grep -q '|\./busybox ' "$tmp/rows"; then
        :
    elif fetch_deb "$suites" "$(debian_arch "$2")" busybox-static "$prepare_busybox"; then
        cp "$(find "$prepare_busybox" -path '*bin/busybox' -type f)" "$tmp/guest-$1/busybox"
    else
        note "$1: no busybox-static could be fetched"
    fi
}

# prepare_guest CPU: its programs; $sysroot and $names, the emulators that there are. False if
# nothing can be measured.
prepare_guest()
{
    sysroot=$(guest_field "$1" sysroot)
    [ -d "$sysroot/lib" ] || sysroot=/
    names=''
    for pair in $emulators; do
        if [ -n "$(emulator "${pair#*=}" "$1")" ]; then
            names="$names $pair"
        else
            note "$1: ${pair%%=*} has no emulator"
        fi
    done
    [ -n "$names" ] && prepare_programs "$1" "$1" "$(guest_field "$1" compiler)"
}

# prepare_root CPU EMULATOR: Debian's root for CPU is there and mounted; false if not. EMULATOR is
# empty for this machine's.
prepare_root()
{
    $in_namespace || return 1
    prepare_root=$(root_path "$1")
    ! has "$rooted" "$1" || return 0
    "$here/root.sh" "$1" "$2" || {
        note "$1: no Debian root"
        return 1
    }
    mount_root "$prepare_root"
    inside mkdir "$prepare_root/tmp/in"
    inside mount --bind "$tmp/in" "$prepare_root/tmp/in"
    rooted="$rooted $1"
}

# prepare_place CPU EMULATOR: the root, and the packages of a workload that has some.
prepare_place()
{
    prepare_root "$1" "$2" || return 1
    case $how in tools | fetched) prepare_layer "$1" "$2" ;; esac
}

# prepare_row: what the workload needs; $all gets the emulators to run it with. False if it cannot
# be run.
prepare_row()
{
    [ "$input" = - ] || prepare_input "$n" || return 1
    all=$names
    ! $native || [ "$guest" != "${guests%% *}" ] || all="$names native="
    case $how in
        direct | dynamic)
            case $command in ./busybox*) [ -x "$tmp/guest-$guest/busybox" ] ;; esac
            ;;
        *)
            prepare_first=${names# } prepare_first=${prepare_first%% *}
            [ "$guest" != "$machine" ] &&
                prepare_place "$guest" "$(emulator "${prepare_first#*=}" "$guest")" || return 1
            [ "$how" != second ] || all=$names
            [ "$all" = "$names" ] || prepare_place "$machine" '' || all=$names
            [ "$how" != second ] || "$here/root.sh" --first-stage "$guest"
            ;;
    esac
}

# prepare_input N: made once.
prepare_input()
{
    [ ! -e "$tmp/made-$input.$1" ] || return 0
    "$here/input.sh" "$input" "$1" "$tmp/in" || {
        note "$name: its input cannot be made"
        return 1
    }
    : >"$tmp/made-$input.$1"
}

# words N EMULATOR: the words of $command with its marks replaced.
words()
{
    printf '%s\n' "$command" | sed "s,@N@,$1,g; s,@QEMU@,$2,g; s,@PACKAGES@,$(row_packages),g"
}

# sample NAME FILE COMMAND...: prints "WALL USER SYSTEM KIB STATUS"; the program's output is in
# $tmp/out then.
sample()
{
    sample_file=$2 sample_guest=$guest sample_cpu=$guest
    [ "$1" != native ] || sample_guest=native sample_cpu=$machine
    shift 2
    case $how in
        direct) set -- ${sample_file:+"$sample_file"} "$@" ;;
        dynamic) set -- ${sample_file:+"$sample_file" -L "$sysroot"} "$@" ;;
    esac
    case $how in
        direct | dynamic) run_inside "$tmp/spend" -n "$times" -d "$tmp/guest-$sample_guest" -o \
            "$tmp/out" "$@" ;;
        *)
            [ -z "$sample_file" ] || rule "$guest" "$sample_file"
            case $how in
                root) inside "$tmp/spend" -n "$times" -r "$(root_path "$sample_cpu")" -d /tmp -o \
                    "$tmp/out" "$@" ;;
                second) second_stage "$@" ;;
                *) sample_layer "$sample_cpu" "$@" ;;
            esac
            ;;
    esac
}

# make_scratch, drop_scratch: a folder that the sample writes to. In memory, if there is enough (a
# root takes 0.4 GiB): ext4 looks for places of new files that were not freed within the last
# seconds, and after the removal of the root before, that search took a fifth of all system time.
make_scratch()
{
    inside mkdir "$scratch"
    if awk '/^MemAvailable:/ && $2 >= 2 * 1024 * 1024 { ok = 1 } END { exit !ok }' \
        /proc/meminfo; then
        inside mount -t tmpfs -o mode=755 scratch "$scratch"
    else
        note "$guest $name: less than 2 GiB of memory are free: on disk"
    fi
}
drop_scratch()
{
    # shellcheck disable=SC2016 # for the inner shell
    inside sh -c '
        grep -F " $1" /proc/self/mounts | cut -d " " -f 2 | sort -r |
            while read -r mount; do umount "$mount"; done
        rm -rf "$1"' sh "$scratch"
}

# second_stage COMMAND...: in a copy of the first stage, which is removed again. Its output has
# dates and numbers of processes.
second_stage()
{
    make_scratch
    inside tar -C "$scratch" -xf "$(first_stage "$guest")"
    mount_devices "$scratch"
    inside "$tmp/spend" -r "$scratch" -o "$tmp/out" "$@"
    cp "$tmp/out" "$tmp/second.log"
    echo 'second stage done' >"$tmp/out"
    drop_scratch
}

# cleanup: what an interrupted sample leaves. Files of the namespace's other ids can only be removed
# in one, unless by root.
cleanup()
{
    leave
    [ -z "$scratch" ] || rm -rf "$scratch" 2>/dev/null || {
        enter
        inside rm -rf "$scratch"
        leave
    }
    rm -rf "$tmp"
}

# count_instructions NAME FILE COMMAND...: those of the emulator itself, by callgrind; nothing if
# the command fails.
count_instructions()
{
    count_file=$2
    shift 2
    case $how in
        direct) set -- "$tmp/guest-$guest" "$count_file" "$@" ;;
        dynamic) set -- "$tmp/guest-$guest" "$count_file" -L "$sysroot" "$@" ;;
        root)
            count_root=$(root_path "$guest") count_program=$1
            shift
            set -- "$count_root/tmp" "$count_file" -L "$count_root" \
                "$count_root/usr/bin/$count_program" "$@"
            ;;
    esac
    # shellcheck disable=SC2016 # for the inner shell
    run_inside sh -c '
        cd "$1" && shift &&
            exec valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" 2>&1 >/dev/null' \
        sh "$@" >"$tmp/callgrind" || return 0
    sed -n 's/^==[0-9]*== Collected *: *//p' "$tmp/callgrind"
}

# line NAME ROUND N TIMES WALL USER SYSTEM KIB INSTRUCTIONS STATUS: one line of $samples.
line()
{
    line_name=$1
    shift
    {
        printf '%s,%s,%s,%s' "$name" "$part" "$guest" "$line_name"
        printf ',%s' "$@"
        echo
    } >>"$samples"
}

# differs: true if the output is not that of the first sample of this workload and guest.
differs()
{
    [ -e "$tmp/first" ] || cp "$tmp/out" "$tmp/first"
    ! cmp -s "$tmp/out" "$tmp/first"
}

# take PAIR: one sample of that emulator ("NAME=DIR", or "native="), in round $round.
take()
{
    file=
    [ "$1" = native= ] || file=$(emulator "${1#*=}" "$guest")
    set -f
    # In the background, so that a signal ends it at once.
    # shellcheck disable=SC2046 # the words of the command
    sample "${1%%=*}" "$file" $(words "$n" "$file") >"$tmp/result" &
    set +f
    wait $! || die 1 "$guest $name: no sample of ${1%%=*}"
    read -r wall user system kib status <"$tmp/result"
    # A native compiler writes code for its own CPU.
    if [ "$status" -eq 0 ] && [ "$part=$file" != compile= ] && differs; then
        note "$guest $name: ${1%%=*} gives another result than the first emulator"
        status=differs
    fi
    line "${1%%=*}" "$round" "$n" "$times" "$wall" "$user" "$system" "$kib" '' "$status"
}

# count_all: the instructions of each emulator, once.
count_all()
{
    for pair in $names; do
        file=$(emulator "${pair#*=}" "$guest")
        [ "$input" = - ] || prepare_input "$counted"
        set -f
        # shellcheck disable=SC2046 # the words of the command
        result=$(count_instructions "${pair%%=*}" "$file" $(words "$counted" "$file"))
        set +f
        if [ -n "$result" ]; then status=0; else status=1; fi
        line "${pair%%=*}" callgrind "$counted" 1 '' '' '' '' "$result" $status
    done
}

# measure: all rounds of one workload, the emulators by turns: each round begins with another one.
measure()
{
    prepare_row || {
        note "$name, $guest: not run"
        return 0
    }
    say "$guest $name $n"
    rm -f "$tmp/first"
    last=$rounds scratch=$QB_CACHE/bench/scratch.$$
    [ "$how" != second ] || last=1
    round=1
    while [ $round -le "$last" ]; do
        for pair in $all; do take "$pair"; done
        round=$((round + 1))
        # shellcheck disable=SC2086 # a list of names
        set -- $all
        first=$1
        shift
        all="$* $first"
    done
    if $count && [ "$counted" != - ]; then count_all; fi
}
