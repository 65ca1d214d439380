#!/bin/sh
# SPDX-License-Identifier: MIT
# Real programs in Debian roots of other CPUs: each prints under an emulator what it prints
# natively, in a root of this machine's own CPU.
#
# Usage: programs.sh [--emulators NAME=DIR] [--short] [--native] [CPU...]
#
#   --emulators   others than those of this tree; "ours" is their name
#   --short       those of the role `short` only
#   --native      natively only
#   CPU...        targets (default: those that were built and have a root of Debian's release)
#
# The programs are tests/emulators/programs/NAME.sh, their packages in programs.def, differences
# that are known in differs.def there. The roots are made once and kept, with the packages, in
# $QB_CACHE: bench/root-ARCH, which bench/run uses too, and programs/ARCH. Each program runs in
# namespaces of its own, without a network, and what it writes is thrown away.
#
# Output: progress, a table, the differences. $QB_PROGRAMS/NAME/CPU has, of each program, its
# output, its standard error and its state. Interrupted, the next run goes on: what was run with the
# same emulator and script is not run again (FRESH=1: it is).
# Environment: PROGRAMS_ONLY, names of programs; QB_PROGRAMS (check-programs); see also lib.sh.
# Exit status: 0; 1: a difference that is not listed, or a listed one that has gone; 77: nothing
# could be run; 99: a root could not be made.

set -eu
here=$(cd "$(dirname "$0")" && pwd)
: "${top_srcdir:=$(cd "$here/../.." && pwd)}"
: "${top_builddir:=$(pwd)}"
: "${QB_BIN:=$top_builddir/bin}" "${QB_PROGRAMS:=$top_builddir/check-programs}"
: "${QB_CONF:=$top_builddir/qemu-binfmt-conf}" "${FRESH:=}" "${PROGRAMS_ONLY:=}"
export top_srcdir QB_CONF
# Of the programs, not of the calling make.
unset MAKEFLAGS MFLAGS MAKELEVEL
. "$top_srcdir/bench/lib.sh"
. "$top_srcdir/bench/layer.sh"
me=programs
programs=$here/programs
name=ours bin=$QB_BIN short=false native_only=false

rows()
{
    sed '/^#/d; s/ *| */|/g; s/ *$//' "$programs/programs.def"
}

# row PROGRAM COLUMN
row()
{
    rows | awk -F '|' -v program="$1" -v column="$2" '$1 == program { print $column }'
}

# selected: the programs to run, a line each.
selected()
{
    rows | awk -F '|' -v only=" $PROGRAMS_ONLY " -v short="$short" '
        (only ~ /^ *$/ || index(only, " " $1 " ")) &&
        (short == "false" || index(" " $3 " ", " short ")) { print $1 }'
}

# known PROGRAM CPU: why it is known to differ there; false if it is not listed.
known()
{
    awk -v program="$1" -v cpu="$2" '
        $1 == program && ($2 == "*" || index("," $2 ",", "," cpu ",")) {
            sub(/^[^ ]+ +[^ ]+ +/, ""); print; found = 1 }
        END { exit !found }' "$programs/differs.def"
}

# native: this machine's own CPU, as a target.
native()
{
    case $(uname -m) in i?86) echo i386 ;; armv*) echo arm ;; *) uname -m ;; esac
}

# in_root CPU UPPER COMMAND...: in the root of CPU with its packages; changes go to UPPER.
in_root()
{
    in_root=$(packages "$1")/files:$(root_path "$1")
    shift
    in_layers "$in_root" "$@"
}

# prepare CPU: the root, the namespace with the rule that a user gets, and what apt needs.
prepare()
{
    if [ "$1" = "$(native)" ]; then second=''; else second=$(emulator "$bin" "$1"); fi
    "$top_srcdir/bench/root.sh" "$1" "$second" || exit 99
    mkdir -p "$(packages "$1")"
    exec 7>"$(packages "$1").lock"
    flock 7
    enter_namespace
    [ "$1" = "$(native)" ] || (rule "$1" "$second" --credential yes --preserve-argv0 yes) ||
        exit 99
    open_layer "$(root_path "$1")" "$(packages "$1")" ||
        die 99 "apt does not start in the root of $1; see $(packages "$1").log"
}

# install CPU PROGRAM: its packages; status 1 if Debian has none for that CPU, 2 if apt fails.
install()
{
    add_packages "$(root_path "$1")" "$(packages "$1")" "$2" "$(row "$2" 4)"
}

# key CPU PROGRAM: what the result depends on.
key()
{
    {
        [ "$1" = "$(native)" ] || cat "$(emulator "$bin" "$1")"
        cat "$programs/$2.sh"
    } | sha256sum | cut -c 1-32
}

# run CPU PROGRAM: into $results/PROGRAM.out, .log and .state, unless that is there.
run()
{
    file=$results/$2 of=$(key "$1" "$2")
    [ -n "$FRESH" ] || [ "$(sed -n 1p "$file.state" 2>/dev/null)" != "$of" ] || return 0
    say "$(date +%T) $1: $2"
    began=$(date +%s) rc=0 state=ran
    install "$1" "$2" || rc=$?
    case $rc in
        1) state=absent ;;
        2)
            state=install
            cp "$(packages "$1").log" "$file.log"
            ;;
        *) execute "$1" "$2" ;;
    esac
    printf '%s\n' "$of" "$state" "$(($(date +%s) - began))" >"$file.state"
}
execute()
{
    rc=0 limit=$(row "$2" 2)
    # shellcheck disable=SC2016 # for the inner shell
    in_root "$1" "$tmp/upper" sh -c 'mount -t tmpfs -o mode=1777 tmp /tmp 2>/dev/null
        mkdir /tmp/t && cd /tmp/t && exec sh -c "$1"' sh "$(cat "$programs/$2.sh")" \
        >"$file.out" 2>"$file.log" </dev/null 7>&- || rc=$?
    [ "$rc" != 137 ] || state='time'
    echo "status $rc" >>"$file.out"
    inside rm -rf "$tmp/upper"
    limit=''
}

# all_of NAME CPU: every selected program there.
all_of()
{
    results=$QB_PROGRAMS/$1/$2
    mkdir -p "$results"
    prepare "$2"
    for program in $(selected); do run "$2" "$program"; done
    leave
    exec 7>&-
}

# verdict CPU PROGRAM: pass, differs, time, install (apt fails), absent or unknown (natively it
# fails, too).
verdict()
{
    state=$(sed -n 2p "$QB_PROGRAMS/$name/$1/$2.state" 2>/dev/null) || :
    oracle=$QB_PROGRAMS/native/$(native)/$2
    if [ "$(sed -n 2p "$oracle.state")" != ran ]; then
        echo unknown
    elif [ "$state" != ran ]; then
        echo "${state:-unknown}"
    elif cmp -s "$oracle.out" "$QB_PROGRAMS/$name/$1/$2.out"; then
        echo pass
    else
        echo differs
    fi
}

# judge CPU PROGRAM: a line of the table in $tmp/table; the excerpt of a new failure.
judge()
{
    result=$(verdict "$1" "$2") why=''
    case $result in
        absent | unknown) ;;
        *)
            if why=$(known "$2" "$1"); then
                [ "$result" = pass ] && result=stale || result=known
            fi
            ;;
    esac
    echo "$1 $2 $result $(sed -n 3p "$QB_PROGRAMS/$name/$1/$2.state") $why" >>"$tmp/table"
    case $result in differs | time | install) ;; *) return 0 ;; esac
    echo "--- $1 $2: $result"
    diff -u "$QB_PROGRAMS/native/$(native)/$2.out" "$QB_PROGRAMS/$name/$1/$2.out" 2>&1 |
        sed 1,2d | head -n 20
    tail -n 8 "$QB_PROGRAMS/$name/$1/$2.log"
}

# all_verdicts: of all that has ever run with these emulators, "CPU PROGRAM RESULT WHY" lines.
all_verdicts()
{
    for folder in "$QB_PROGRAMS/$name"/*/; do
        all_cpu=$(basename "$folder")
        for program in $(rows | sed 's/|.*//'); do
            [ -e "$folder/$program.state" ] || continue
            echo "$all_cpu $program $(verdict "$all_cpu" "$program")" \
                "$(known "$program" "$all_cpu")"
        done
    done
}

while [ $# -gt 0 ]; do
    case $1 in
        --emulators) name=${2%%=*} bin=${2#*=} && shift ;;
        --short) short=true ;;
        --native) native_only=true ;;
        -*) die 2 "there is no option $1" ;;
        *) break ;;
    esac
    shift
done
: "${QB_TARGETS=$(find "$QB_BIN" -type f -name 'qemu-*' | sed 's/.*qemu-//; s/-static$//')}"
[ $# -gt 0 ] || for cpu in $(guest_list measured); do
    [ "$cpu" = "$(native)" ] || case " $(echo "$QB_TARGETS" | tr '\n' ' ') " in
        *" $cpu "*) set -- "$@" "$cpu" ;;
    esac
done
for cpu; do
    [ -n "$(emulator "$bin" "$cpu")" ] || die 99 "there is no emulator of $cpu in $bin"
done
[ $# -gt 0 ] || $native_only || {
    echo "no emulator of a CPU of Debian's release was built"
    exit 77
}
need_prog debootstrap flock unshare nsenter timeout
all_of native "$(native)"
! $native_only || exit 0
: >"$tmp/table"
for cpu; do
    all_of "$name" "$cpu"
    for program in $(selected); do judge "$cpu" "$program"; done
done
all_verdicts >"$QB_PROGRAMS/$name.verdicts"
column -t "$tmp/table" 2>/dev/null || cat "$tmp/table"
awk '{ n[$3]++ } END { printf "%d passed, %d failed, %d skipped\n", n["pass"],
    NR - n["pass"] - n["known"] - n["absent"] - n["unknown"],
    n["known"] + n["absent"] + n["unknown"] }' "$tmp/table"
! awk '{ print $3 }' "$tmp/table" | grep -qE '^(differs|time|install|stale)$'
