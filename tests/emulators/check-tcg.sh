#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds QEMU's own tests of user-mode emulation (tests/tcg) with this machine's cross compilers and
# runs them.
#
# Usage: check-tcg.sh [CPU...]                 by our emulators; default: every target that was
# built
#        check-tcg.sh --compare DIR [CPU...]   by ours and by DIR/qemu-CPU: fails only if ours fail
#                                              a test that those pass
#
# check-tcg.failures lists the known failures, each with its reason; one that is not listed fails
# the run, and so does a listed test that passes. QEMU's makefiles do the work; the few lines that
# its configure would write for them are written here, in $QB_TCG/CPU, so that no second build of
# QEMU is needed. Not part of it: plugins (not built), system emulation, and the gdb stub unless
# QB_GDB names a gdb for all CPUs (gdb-multiarch).
#
# Output: a table; the details of every CPU stay in $QB_TCG/CPU/results, "TEST RESULT REASON", and
# *.log.
# Environment: see lib.sh; QB_TCG: folder for programs and logs; JOBS: tests at the same time.
# Exit status: 0; 1: a test failed; 77: no compiler for any of the CPUs; 99: the tests could not be
# run.

. "$(dirname "$0")/../lib/lib.sh"
: "${QB_TCG:=$top_builddir/check-tcg}"
: "${QB_GDB=}"
: "${JOBS:=$(nproc)}"
known=$here/check-tcg.failures
start=$(date +%s)
unset MAKEFLAGS MFLAGS MAKELEVEL

# reason CPU TEST: why it is known to fail; false if it is not listed.
reason()
{
    awk -v cpu="$1" -v test="$2" '
    $1 == cpu && $2 == test { sub(/^[^ ]+ +[^ ]+ +/, ""); print; found = 1 } END { exit !found }' \
        "$known"
}

# compiler CPU: "COMMAND FLAGS" by the defaults of QEMU's configure and a few more; nothing if there
# is none.
compiler()
(
    set +u
    cc='' flags=''
    # configure expects one compiler for both byte orders, Debian has two
    cross_prefix_ppc64le=powerpc64le-linux-gnu-
    # its one test needs no libc
    cross_cc_cflags_aarch64_be='-mbig-endian -nostdlib'
    cross_prefix_sparc32plus=sparc64-linux-gnu- cross_cc_cflags_sparc32plus=-m32
    cross_prefix_mipsn32=mips64-linux-gnuabi64- cross_cc_cflags_mipsn32=-mabi=n32
    cross_prefix_mipsn32el=mips64el-linux-gnuabi64- cross_cc_cflags_mipsn32el=-mabi=n32
    # shellcheck disable=SC2016 # the text of configure
    eval "$(sed -n '/^: ${cross_/p' "$QB_QEMU/configure")"
    eval "cc=\${cross_cc_$1:-\${cross_prefix_$1:-none-}gcc} flags=\$cross_cc_cflags_$1"
    command -v "$cc" >/dev/null || [ "$(uname -m)" != "$1" ] || cc=cc
    command -v "$cc" >/dev/null || return 0
    echo "$cc $flags"
)

# links CC FLAGS...: true if it can make a program.
links()
{
    echo 'int main(void) { return 0; }' >"$tmp/main.c" &&
        "$@" -o "$tmp/main" "$tmp/main.c" 2>/dev/null
}

# starts CPU CC FLAGS...: true if that program also runs.
starts()
{
    probe=$1
    shift
    links "$@" && timeout 10 "$(qemu "$probe")" "$tmp/main" 2>/dev/null >&2
}

# Of a compiler whose libc is known to be broken ("CPU -static" or "CPU *" in the list) only what
# works is used.
# linkage CPU CC FLAGS...: prints y for static programs, n for dynamic ones; else false, and prints
# why not.
linkage()
{
    link=$1
    shift
    if ! links "$@" -static; then
        echo "$1 cannot link a static program"
        return 1
    elif reason "$link" -static >/dev/null && ! starts "$link" "$@" -static; then
        echo n
    elif reason "$link" '*' >"$tmp/reason" && ! starts "$link" "$@" -static; then
        cat "$tmp/reason"
        return 1
    else
        echo y
    fi
}

# prepare DIR CPU STATIC CC FLAGS...: the folder of a CPU's tests as QEMU's configure would make it.
prepare()
{
    cat >"$tmp/config" <<-END
	SRC_PATH=$QB_QEMU
	PYTHON=python3
	TARGET_NAME=$2
	TARGET=$2-linux-user
	BUILD_STATIC=${3#n}
	CC=$4
	EXTRA_CFLAGS=$(shift 4 && echo "$*")
	GDB=$QB_GDB
	END
    cmp -s "$tmp/config" "$1/config-target.mak" || rm -rf "$1"
    mkdir -p "$1"
    cp "$tmp/config" "$1/config-target.mak"
    ln -sf "$QB_QEMU/tests/tcg/Makefile.target" "$1/Makefile"
}

# goals DIR: QEMU's names of the tests, run-TEST.
goals()
{
    make -C "$1" help | sed -n 's/^  \(run-[^ ]*\)$/\1/p' | sort -u |
        if [ -n "$QB_GDB" ]; then cat; else sed '/^run-gdbstub-/d'; fi
}

# judge CPU GOALS LOG: "TEST RESULT REASON" from make's own words; RESULT is pass, fail, known,
# stale or skip.
judge()
{
    awk -v cpu="$1" '
        function name(text) {
            sub(/^.*[ `\047]run-|^run-/, "", text)
            sub(/[]\047].*$/, "", text)
            return text
        }
        FILENAME == ARGV[1] {
            if ($1 == cpu) { test = $2; sub(/^[^ ]+ +[^ ]+ +/, ""); known[test] = $0 }
            next
        }
        FILENAME == ARGV[2] { order[++count] = name($0); isgoal[name($0)] = 1; next }
        /^make: \*\*\* \[.*: run-.*\] / { why = $0; sub(/^.*\] /, "", why); failed[name($0)] = why }
        /^make: Target .run-.* not remade/ { failed[name($0)] = "does not build" }
        /^  SKIPPED run-.* because / {
            why = $0; sub(/^[^:]* because /, "", why); sub(/ *$/, "", why)
            if (why == "no reference") why = "it runs, but there is no reference for its output"
            skipped[name($2)] = why
        }
        END {
            for (i = 1; i <= count; i++) {
                test = order[i]
                is_known = test in known
                if (test in failed && is_known) print test, "known", known[test]
                else if (test in failed) print test, "fail", failed[test]
                else if (test in skipped) print test, "skip", skipped[test]
                else print test, is_known ? "stale " known[test] : "pass"
            }
        }' "$known" "$2" "$3"
}

# run CPU DIR EMULATOR NAME: all tests of a CPU by EMULATOR into DIR/NAME and DIR/NAME.log. The
# makefiles' own skip-test does not say which test it skips.
run()
{
    goals "$2" >"$tmp/goals" 2>"$tmp/goals.err"
    [ -s "$tmp/goals" ] || framework_failure_ "no tests for $1: $(cat "$tmp/goals.err")"
    run_rc=0
    # shellcheck disable=SC2016,SC2046 # expanded by make; one argument per test
    make -C "$2" --no-print-directory -k -Otarget -j"$JOBS" QEMU="$3" \
        'skip-test=@printf "  SKIPPED %s because %s\n" "$@" $2' $(cat "$tmp/goals") \
        >"$2/$4.log" 2>&1 || run_rc=$?
    judge "$1" "$tmp/goals" "$2/$4.log" >"$2/$4" ||
        framework_failure_ "the log of make is not understood: $2/$4.log"
    [ "$run_rc" -eq 0 ] || grep -qE '^[^ ]+ (fail|known) ' "$2/$4" ||
        framework_failure_ "make failed for $1: $(tail -n 3 "$2/$4.log")"
}

# count FILE RESULT...: how many tests have one of the RESULTs.
count()
{
    file=$1
    shift
    awk -v want=" $* " 'index(want, " " $2 " ") { n++ } END { print n + 0 }' "$file"
}

# excerpt DIR TEST: the last lines that a failed test has left: make's log, its own output.
excerpt()
{
    {
        grep -B 8 -E "^make: \*\*\* \[.*: (run-)?$2\] " "$1/results.log" |
            awk '/^  TEST / || last ~ /^make/ { text = "" }
                { text = text $0 "\n"; last = $0 }
                END { printf "%s", text }'
        tail -n 4 "$1/$2.out" 2>/dev/null || :
    } | sed 's/^/        /'
}

# row WORD...: one aligned line of the table.
row()
{
    printf '%-13s %7s %7s %7s %7s   %s\n' "$@"
}

# check CPU: builds and runs its tests, prints its row, remembers what the summary needs.
check()
{
    dir=$QB_TCG/$1
    began=$(date +%s)
    have_compiler=$(compiler "$1")
    [ -n "$have_compiler" ] || {
        missing="$missing $1"
        return 0
    }
    # shellcheck disable=SC2086 # a command and its flags
    static=$(linkage "$1" $have_compiler) || {
        row "$1" - - - - "not run: $static"
        return 0
    }
    # shellcheck disable=SC2086 # a command and its flags
    prepare "$dir" "$1" "$static" $have_compiler
    remark=
    if [ "$static" = n ]; then
        remark="dynamic: $(reason "$1" -static)"
        QEMU_LD_PREFIX=$(dirname "$("${have_compiler%% *}" -print-file-name=libc.so)")/..
        export QEMU_LD_PREFIX
    fi
    run "$1" "$dir" "$(qemu "$1")" results
    [ -z "$other" ] || run "$1" "$dir" "$other/qemu-$1" other
    unset QEMU_LD_PREFIX
    sed "s/^/$1 /" "$dir/results" >>"$tmp/results"
    [ -z "$other" ] || sed "s/^/$1 /" "$dir/other" >>"$tmp/other"
    row "$1" "$(count "$dir/results" pass stale)" "$(count "$dir/results" fail known)" \
        "$(count "$dir/results" skip)" "$(($(date +%s) - began))" "$remark"
}

# list RESULT TITLE: what has that RESULT, each with its reason.
list()
{
    awk -v want="$1" -v title="$2" '
        $3 == want { if (!n++) print "\n" title; line = $0; sub(/^[^ ]+ [^ ]+ [^ ]+ /, "", line)
                     printf "  %-13s %-28s %s\n", $1, $2, line }' "$tmp/results"
}

# skips: the skipped tests, one line per test and reason.
skips()
{
    awk '$3 == "skip" { cpu = $1; sub(/^[^ ]+ /, ""); cpus[$0] = cpus[$0] " " cpu }
        END { for (key in cpus) { split(key, word, " "); why = key; sub(/^[^ ]+ [^ ]+ /, "", why)
              printf "  %-28s %s:%s\n", word[1], why, cpus[key] } }' "$tmp/results" | sort |
        awk 'NR == 1 { print "\nSkipped:" } { print }'
}

# added: "CPU TEST" that ours fail and the other emulators do not.
added()
{
    awk 'FILENAME == ARGV[1] { if ($3 == "fail" || $3 == "known") bad[$1 " " $2] = 1; next }
        ($3 == "fail" || $3 == "known") && !(($1 " " $2) in bad) { print $1, $2 }' "$tmp/other" \
        "$tmp/results"
}

other=
if [ "${1-}" = --compare ]; then
    other=$(cd "${2:?--compare DIR}" && pwd)
    shift 2
fi
[ -d "$QB_QEMU/tests/tcg" ] || framework_failure_ "no QEMU sources with tests/tcg: QB_QEMU=$QB_QEMU"
QB_QEMU=$(cd "$QB_QEMU" && pwd)
QB_BIN=$(cd "$QB_BIN" && pwd)
# shellcheck disable=SC2086 # the list of targets
[ $# -gt 0 ] || set -- $QB_TARGETS
missing=
: >"$tmp/results"
: >"$tmp/other"

row CPU passed failed skipped seconds ''
for cpu in "$@"; do
    [ -x "$(qemu "$cpu")" ] || framework_failure_ "no emulator $(qemu "$cpu")"
    check "$cpu"
done
[ -s "$tmp/results" ] || {
    echo "no compiler for:$missing"
    exit 77
}

skips
list known 'Known failures:'
list fail 'Failures:'
awk '$3 == "fail" { print $1, $2 }' "$tmp/results" | while read -r cpu test; do
    echo "    $cpu $test:"
    excerpt "$QB_TCG/$cpu" "$test"
done
list stale "Listed in $(basename "$known"), but they pass:"
[ -z "$missing" ] || printf '\nNot tested, no compiler:%s\n' "$missing"
if [ -n "$other" ]; then
    added >"$tmp/added"
    bad=$(wc -l <"$tmp/added")
    printf '\nOnly ours fail, not those of %s: %s\n' "$other" \
        "$([ "$bad" -eq 0 ] && echo nothing || echo "$bad")"
    sed 's/^/  /' "$tmp/added"
else
    bad=$(awk '$3 == "fail" || $3 == "stale"' "$tmp/results" | wc -l)
fi
printf '\n%s s\n' "$(($(date +%s) - start))"
awk '{ n[$3]++ } END { printf "%d passed, %d failed, %d skipped\n", n["pass"] + n["stale"],
    n["fail"] + n["known"], n["skip"] }' "$tmp/results"
[ "$bad" -eq 0 ]
