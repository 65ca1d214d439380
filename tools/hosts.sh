#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds the emulators for machines of other CPUs, each in a build tree of its own below this one.
#
#   hosts.sh names [HOST...]      QEMU's names of these hosts, on one line
#   hosts.sh missing [HOST...]    what of their compilers is not here, a line each; status 1 if
#                                 something is
#   hosts.sh packages HOST...     Debian's packages that have the compilers that are missing
#   hosts.sh build DIR [HOST...]  DIR/HOST of each. What is fetched, unpacked and patched here is
#                                 used there; a build that was interrupted goes on
#
# HOST is any name of a CPU that has a triplet in tools/compilers.def; without one, or with ALL, all
# are meant. Input of build: $top_srcdir, $top_builddir, $MAKE, $JOBS, $TARGETS (as for configure's
# --with-targets). Exit status: 0; 1 if something is missing or a build fails; 2 for a wrong call.

set -eu
top_srcdir=$(cd "$(dirname "$0")/.." && pwd)
export top_srcdir
me=hosts
. "$top_srcdir/tools/common.sh"
. "$top_srcdir/tools/compilers.sh"

# names [NAME...]
names()
{
    [ $# -gt 0 ] || set -- ALL
    known=$(guest_hosts | tr '\n' ' ')
    wanted=
    for name; do
        if [ "$name" = ALL ]; then
            wanted=$known
            continue
        fi
        host=$("$top_srcdir/tools/cpus.sh" resolve "$name" 2>/dev/null) || host=
        case " $known" in
            *" ${host:-none} "*) wanted="$wanted $host" ;;
            *) die 2 "'$name' is no host that is known; these are: $known" ;;
        esac
    done
    # shellcheck disable=SC2086 # a list of names; each once
    printf '%s\n' $wanted | awk '!seen[$0]++' | paste -s -d ' ' -
}

# lacks HOST: prints what is missing to compile for it; status 1 if nothing is.
lacks()
{
    gcc=$(guest_field "$1" triplet)-gcc
    if ! command -v "$gcc" >/dev/null 2>&1; then
        echo "no $gcc"
    elif ! echo 'int main(void) { return 0; }' |
        "$gcc" -static -x c -o /dev/null - >/dev/null 2>&1; then
        echo "$gcc has no static C library"
    else
        return 1
    fi
}

# tools_of HOST: Debian's packages with its compiler.
tools_of()
{
    tools_of=$(guest_field "$1" tools)
    [ -n "$tools_of" ] || tools_of=$(guest_field "$1" packages)
    echo "$tools_of"
}

missing()
{
    status=0
    for host; do
        ! reason=$(lacks "$host") || {
            echo "$host: $reason (Debian: $(tools_of "$host"))"
            status=1
        }
    done
    return "$status"
}

packages()
{
    for host; do
        ! lacks "$host" >/dev/null || tools_of "$host"
    done | tr ' ' '\n' | sort -u
}

# build_one DIR HOST: with the compiler and the binary tools of that host, whatever this tree was
# told to use.
build_one()
{
    triplet=$(guest_field "$2" triplet)
    # It is named for what it is: where an emulator is registered, programs of the host run here,
    # and configure would see no cross build.
    build=$(. "$top_builddir/recipes/settings.sh" && echo "$build")
    [ "${build%%-*}" != "${triplet%%-*}" ] || build=$triplet
    build_cc=$(. "$top_builddir/recipes/settings.sh" && echo "$CC_FOR_BUILD")
    "$top_srcdir/tools/nested.sh" "$1/$2" ${TARGETS:+--with-targets="$TARGETS"} --build="$build" \
        --host="$triplet" CC="$triplet-gcc" AR= RANLIB= STRIP= OBJCOPY= READELF= NM= \
        CC_FOR_BUILD="$build_cc" ||
        die 1 "$2: configure failed: see above, and $1/$2/config.log"
    env MAKEFLAGS= "${MAKE:-make}" --no-print-directory -j"${JOBS:-1}" -C "$1/$2" ||
        die 1 "$2: not built; the same command goes on from here"
}

# table DIR HOST...: what there is now.
table()
{
    table_dir=$1
    shift
    printf '%-12s %10s %8s\n' host emulators MB
    for host; do
        find "$table_dir/$host/bin" -type f -exec wc -c {} \; |
            awk -v host="$host" '{ n++; size += $1 }
                END { printf "%-12s %10d %8.1f\n", host, n, size / 1e6 }'
    done
}

build()
{
    dir=$1
    shift
    cd "${top_builddir:?}"
    lacking=$(missing "$@") ||
        die 1 "compilers are missing, nothing was built (HOSTS names some hosts)" "$lacking"
    number=0
    for host; do
        number=$((number + 1))
        echo "== $host ($number of $#), in $dir/$host"
        build_one "$dir" "$host"
    done
    table "$dir" "$@"
}

verb=${1-}
[ $# -eq 0 ] || shift
dir=
case $verb in
    names | missing | packages) ;;
    build)
        dir=${1:?DIR}
        shift
        ;;
    *) die 2 'hosts.sh names|missing|packages [HOST...]' 'hosts.sh build DIR [HOST...]' ;;
esac
hosts=$(names "$@")
# shellcheck disable=SC2086 # a list of names
case $verb in
    names) echo "$hosts" ;;
    build) build "$dir" $hosts ;;
    *) "$verb" $hosts ;;
esac
