# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# The frame of every step of the build: lock, log, progress, stamp.
#
# A recipe is called by make as   RECIPE NAME STAMP INPUT...   and reads:
#   begin "$@"                  variables, the lock of the step, a fresh log
#   $up_to_date                 true if the stamp says that all was made from the same inputs: exit
#                               0
#   enter                       a build folder, empty unless it was made from the same inputs
#   step LABEL CMD...           runs CMD with its output in the log; on failure shows its end and
#                               exits
#   ninja_step ...              the same for ninja, with a counter
#   finish                      writes the stamp
# What it uses is said on top of it, see keys.sh.
# STAMP is the content of the INPUTs (small files: rows, digests, the stamps of earlier steps), so
# it tells what the step was made from. A build folder is used again, and ninja or make goes on
# where it was interrupted, only if it belongs to the same inputs. Input: $top_srcdir,
# $top_builddir, $V (1: the log goes to the terminal too), $MAKEFLAGS (for -jN).
#
# uses: tools/common.sh tools/manifest.sh |
# calls: | NINJA

set -eu
# The same language for everybody: for messages that are read here, and for ccache, which looks at
# these too.
LC_ALL=C
export LC_ALL
unset LANG LANGUAGE LC_CTYPE LC_MESSAGES
# `make install DESTDIR=...` in a tree that is not built yet: that folder is for our products only.
unset DESTDIR
. "${top_srcdir:?}/tools/common.sh"
. "$top_srcdir/tools/manifest.sh"
# shellcheck source=recipes/settings.sh.in
. "${top_builddir:?}/recipes/settings.sh"

stamps=$top_builddir/stamps

# begin NAME STAMP INPUT...: one make at a time from here on. Sets name, version, src, work, prefix,
# log, jobs, and up_to_date (true or false): done by another make meanwhile, or before a file was
# touched. While a step is under way it has no stamp.
begin()
{
    name=$1 me=$1
    stamp=$top_builddir/$2
    shift 2
    inputs=$*
    version=$(manifest_version "$name")
    src=$top_builddir/src/$name-$version
    work=$top_builddir/work/${stamp##*/}
    prefix=$top_builddir/deps/$name
    log=$top_builddir/logs/${stamp##*/}.log
    jobs=$(job_count)
    mkdir -p "$top_builddir/logs" "$top_builddir/src"
    lock
    up_to_date=true
    # shellcheck disable=SC2086 # names of ours, without spaces
    cat $inputs >"$stamp.tmp"
    if cmp -s "$stamp.tmp" "$stamp"; then
        rm -f "$stamp.tmp"
        touch "$stamp"
    else
        up_to_date=false
        rm -f "$stamp"
        : >"$log"
    fi
}

# lock: waits for other makes at this step. The lock is on descriptor 9 and ends with the process.
lock()
{
    exec 9>"$stamp.lock"
    if ! flock --nonblock 9; then
        echo "$name: another make is at this step in $top_builddir; waiting for it"
        flock 9
    fi
}

# job_count: N of make's -jN, else 1.
job_count()
{
    echo " ${MAKEFLAGS-}" | sed -n 's/.* -j *\([0-9][0-9]*\).*/\1/p; t; s/.*/1/p'
}

# run_make ARGUMENT...: make with our number of jobs. ninja knows no jobserver, so the number is
# handed on as it is to both; and a rule without '+' keeps 'make -n' from building.
run_make()
{
    env MAKEFLAGS= "${MAKE:-make}" -j"$jobs" "$@"
}

# enter: makes $work, empty unless it belongs to the same inputs, and goes there. Sets fresh=true if
# it is empty.
enter()
{
    fresh=false
    if ! cmp -s "$stamp.tmp" "$work/.inputs"; then
        rm -rf "$work"
        mkdir -p "$work"
        fresh=true
    fi
    cd "$work"
}

# configured: from now on an interrupted build may go on in $work.
configured()
{
    cp "$stamp.tmp" "$work/.inputs"
}

now()
{
    date +%s
}

# line LABEL [SECONDS]: the line of a step.
line()
{
    printf '  %-11s%s %s%s\n' "$1" "$name" "$version" "${2:+  $2 s}"
}

# failed LABEL STATUS: the end of the log and its name; on a full disk the log itself may lack the
# reason.
failed()
{
    {
        echo "$name $version: $1 failed (status $2); the end of $log:"
        tail -n 40 "$log" | awk '{ print "    " $0 }'
        df -P -k "$top_builddir" | awk -v head="$name $version" \
            'NR == 2 && $4 < 1024 { print head ": only " $4 " KiB are free on " $6 }'
        echo "$name $version: $1 failed; the whole log is $log"
    } >&2
    exit "$2"
}

# logged COMMAND...: output to the log, and to the terminal if V=1; the status in $rc. The command
# runs in a subshell of its own with -e, which a shell ignores in the operands of ||.
logged()
{
    set +e
    if [ "${V:-0}" = 1 ]; then
        {
            (
                set -e
                "$@"
            ) 9>&-
            echo "$?" >"$stamp.rc"
        } 2>&1 | tee -a "$log"
        read -r rc <"$stamp.rc"
        rm -f "$stamp.rc"
    else
        (
            set -e
            "$@"
        ) >>"$log" 2>&1 9>&-
        rc=$?
    fi
    set -e
}

# step LABEL COMMAND...: one line on success, the log's end on failure.
step()
{
    label=$1
    shift
    {
        echo
        echo "### $label: $*"
    } >>"$log"
    begun=$(now)
    logged "$@"
    [ "$rc" -eq 0 ] || failed "$label" "$rc"
    line "$label" "$(($(now) - begun))"
}

# ninja_step LABEL DIR TARGET...: ninja in DIR with a counter on a terminal, a line for each tenth
# elsewhere.
ninja_step()
{
    label=$1
    shift
    begun=$(now)
    if [ "${V:-0}" = 1 ]; then
        step "$label" "$NINJA" -v -j "$jobs" -C "$@"
        return
    fi
    if [ -t 1 ]; then tty=1; else tty=0; fi
    {
        rc=0
        NINJA_STATUS='[%f/%t] ' "$NINJA" -j "$jobs" -C "$@" 9>&- || rc=$?
        echo "$rc" >"$stamp.rc"
    } 2>&1 |
        awk -v log_="$log" -v tty="$tty" -v head="$(line "$label")" '
            { print >> log_; fflush(log_) }
            match($0, /^\[[0-9]+\/[0-9]+\]/) {
                split(substr($0, 2, RLENGTH - 2), n, "/")
                tenth = int(10 * n[1] / n[2])
                if (tty) printf "\r%s  %d of %d ", head, n[1], n[2]
                else if (tenth > last && n[2] > 150) printf "%s  %d of %d\n", head, n[1], n[2]
                last = tenth
                fflush()
            }
            END { if (tty) printf "\r%*s\r", 78, "" }'
    read -r rc <"$stamp.rc"
    rm -f "$stamp.rc"
    [ "$rc" -eq 0 ] || failed "$label" "$rc"
    line "$label" "$(($(now) - begun))"
}

# finish: the step is done and was made from these inputs.
finish()
{
    mv "$stamp.tmp" "$stamp"
}
