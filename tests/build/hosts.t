#!/bin/sh
# SPDX-License-Identifier: MIT
# The emulators for machines of other CPUs: compiled, linked as they should be, and run by our own
# emulator of that machine: the tests of this tree, in a view of that one.
#
# Environment: QB_HOSTS, the hosts, or ALL (default: the one that most people have);
# QB_HOSTS_TARGETS, their emulators; QB_HOSTS_DIR, the directory below the build tree where they
# are, or are built.

. "$(dirname "$0")/../lib/lib.sh"
. "$(dirname "$0")/../lib/nested.sh"
. "$top_srcdir/tools/compilers.sh"
[ -n "$QB_TARGETS" ] || cannot_all "this tree has no emulator (--with-targets=none)"
need_prog timeout
: "${QB_HOSTS:=aarch64}"
: "${QB_HOSTS_TARGETS:=aarch64 x86_64}"
: "${QB_HOSTS_DIR:=check-cross}"
hosts=$top_srcdir/tools/hosts.sh
# shellcheck disable=SC2086 # a list of names
QB_HOSTS=$("$hosts" names $QB_HOSTS)

# build HOST
build()
{
    env -u CC -u CFLAGS -u LDFLAGS -u NM -u READELF TARGETS="$QB_HOSTS_TARGETS" JOBS="$(nproc)" \
        top_builddir="$top_builddir" "$hosts" build "$QB_HOSTS_DIR" "$1"
}

# suite VIEW FILE [VARIABLE=VALUE...]: a test of ours, in that view of a tree; passes if it has
# tested something, and no point fails.
suite()
{
    suite_view=$1 suite_file=$2
    shift 2
    suite_rc=0
    env READELF="$triplet-readelf" NM="$triplet-nm" QB_TARGETS="$QB_HOSTS_TARGETS" \
        QB_BIN="$suite_view/bin" QB_TEST_STRICT=0 top_builddir="$suite_view" \
        "$@" sh "$top_srcdir/tests/$suite_file" >"$tmp/suite" 2>&1 </dev/null || suite_rc=$?
    grep -E '^(not ok|#|Bail)|# SKIP' "$tmp/suite" || :
    [ "$suite_rc" -eq 0 ] && grep '^ok' "$tmp/suite" | grep -qv '# SKIP'
}

# registration: the rules that qemu-binfmt-conf makes there, on that machine, as it sees it.
registration()
{
    machine=$(guest_field "$host" machine)
    is "$("$view/qemu-binfmt-conf" --dry-run 2>&1)" \
        "$(HOST_ARCH=$machine "$top_builddir/qemu-binfmt-conf" --dry-run 2>&1)" \
        "$host: qemu-binfmt-conf sees the machine, and leaves out its CPU and the family of it"
    is "$("$view/qemu-binfmt-conf" --dry-run | grep -c "^:qemu-$host:" || :)" 0 \
        "$host: no rule for its own programs"
    # On no machine are programs of this CPU run.
    is "$("$view/qemu-binfmt-conf" --dry-run | grep -c '^:qemu-sh4:')" 1 "$host: one for others"
    for file in cli options kernels; do
        ok "$host: tests/register/$file.t there" suite "$view" "register/$file.t"
    done
}

# ops: that the backend of the host has the ops that are made for speed, and that guests run with
# them, in each mode of -tb-jump.
ops()
{
    case $host in
        aarch64 | x86_64) ;;
        *)
            cannot "$host: ops for speed" "its backend takes separate ones"
            return 0
            ;;
    esac
    ok "$host: ops of its own: tests/emulators/ops.t" \
        suite "$view" emulators/ops.t QB_MACHINE="$host"
    ok "$host: jumps to registers look for the next block: tests/emulators/jumps.t" \
        suite "$view" emulators/jumps.t QB_MACHINE="$host" QB_PATIENCE=10 \
        QB_BUILD_TESTS="$tmp/$host.guests" \
        QB_KNOWN='file.maps file.maps_at file.maps_link file.maps_cwd'
}

# caches: that a backend that records what depends on the process records all of it.
caches()
{
    case $host in
        aarch64 | x86_64) ;;
        *)
            cannot "$host: the translation cache" "its backend has no part of it"
            return 0
            ;;
    esac
    for file in cache cache-cpus; do
        ok "$host: code for other processes: tests/emulators/$file.t" \
            suite "$view" "emulators/$file.t" QB_MACHINE="$host" QB_OUTER="$(qemu "$host")"
    done
}

# jumps TARGET: with -tb-jump in each mode.
jumps()
{
    compiler=$(guest_field "$1" compiler)
    command -v "${compiler%% *}" >/dev/null || {
        skip "$1 on $host: jumps" "no ${compiler%% *}"
        return 0
    }
    [ -x "$tmp/jumps.$1" ] || ok "a guest of $1 is compiled" "${compiler%% *}" -std=gnu11 -O1 \
        -static "$top_srcdir/tests/emulators/guest/jumps.c" -o "$tmp/jumps.$1"
    for mode in inline helper check; do
        is "$(QEMU_TB_JUMP=$mode timeout 600 "$view/bin/qemu-$1-static" "$tmp/jumps.$1" direct 1 \
            2>&1 </dev/null)" 1 "$1 on $host: jumps, -tb-jump $mode"
    done
}

for host in $QB_HOSTS; do
    triplet=$(guest_field "$host" triplet)
    tree=$top_builddir/$QB_HOSTS_DIR/$host
    if ! reason=$("$hosts" missing "$host"); then
        skip "$host: the emulators are built" "$reason"
        continue
    fi
    ok "$host: the emulators are built" build "$host"
    [ -e "$tree/stamps/stage" ] || continue
    ok "$host: they are of that machine, and hardened: tests/emulators/elf.t" \
        suite "$tree" emulators/elf.t
    if [ "$host" = "$(uname -m)" ]; then
        cannot "$host: nested" "this machine is one"
        continue
    elif ! have_target "$host"; then
        cannot "$host: nested" "this tree does not build the $host emulator (--with-targets)"
        continue
    fi
    view=$tmp/$host
    nested_view "$tree" "$(qemu "$host")" "$view"
    registration
    # An emulator knows /proc/self/maps, by whatever name, when it is open: by the link of its
    # descriptor. Of the file that the outer one opens in its place the link says something else.
    ok "$host: guests of its emulators: tests/emulators/guests.t" \
        suite "$view" emulators/guests.t QB_BUILD_TESTS="$tmp/$host.guests" QB_PATIENCE=10 \
        QB_KNOWN='file.maps file.maps_at file.maps_link file.maps_cwd'
    ! have_topic hosts || ops
    ! have_topic cache || caches
    for target in $QB_HOSTS_TARGETS; do
        [ "$(guest_field "$target" kind)" != cross ] || ! have_topic jumps || jumps "$target"
    done
done
done_testing
