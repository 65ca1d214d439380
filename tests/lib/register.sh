# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# For tests of qemu-binfmt-conf, sourced after lib.sh: the program, a place with real emulators, the
# kernel's rules.
#
#   $ours                  the program; QB_REGISTER names another one
#   $misc                  /proc/sys/fs/binfmt_misc
#   in_namespace "$0"      runs the test in a user namespace of its own and ends this shell
#   build_helpers          $tmp/mkelf, $tmp/interp (static) and $tmp/launch
#   build_program FILE ARGUMENT...  compiles the program once more, with these arguments for the
#                                   compiler
#   stand_ins DIR CPU...   copies of $tmp/interp as the emulators of these targets
#   there, count GLOB      what rules the kernel has
#   entry CPU              what the kernel has for the rule of that CPU

: "${tmp:?this file needs lib.sh}"
ours=${QB_REGISTER:-$top_builddir/qemu-binfmt-conf}
misc=/proc/sys/fs/binfmt_misc
[ -x "$ours" ] || framework_failure_ "$ours is missing"
rc=0
"$ours" --version >/dev/null 2>&1 || rc=$?
[ $rc -ne 126 ] || cannot_all "this machine cannot run the program of a cross build"
unset HOST_ARCH EXPORTDIR QEMU_BIN_DIR QEMU_BINARY_PATH QEMU_BINARY_PREFIX QEMU_PRESERVE_ARGV0 \
    NO_COLOR

in_namespace()
{
    [ -z "${QB_INSIDE-}" ] || return 0
    need_binfmt_misc
    rc=0
    QB_INSIDE=1 unshare -Urmipf --mount-proc sh "$1" || rc=$?
    exit "$rc"
}

build_helpers()
{
    cc=${CC_FOR_BUILD:-${CC:-cc}}
    # shellcheck disable=SC2086 # CC may have arguments
    if ! $cc -std=gnu11 -O1 "$top_srcdir/tests/register/mkelf.c" -o "$tmp/mkelf" ||
        ! $cc -std=gnu11 -O1 -static "$top_srcdir/tests/register/interp.c" -o "$tmp/interp"; then
        framework_failure_ "the helpers cannot be compiled"
    fi
    cp "$tmp/interp" "$tmp/launch"
}

build_program()
{
    build_file=$1
    shift
    # shellcheck disable=SC2046,SC2086 # CC may have arguments; names without spaces
    ${CC_FOR_BUILD:-${CC:-cc}} -std=gnu11 -O1 -g -Wall -Wextra -D_GNU_SOURCE -I \
        "$top_srcdir/register" -DVERSION='"0"' -DQEMU_PATH='"/usr/local/bin"' \
        -DQEMU_SUFFIX='"-static"' -DDEBIANDIR='"/usr/share/binfmts"' \
        -DSYSTEMDDIR='"/etc/binfmt.d"' -o "$build_file" \
        ${build_sources:-"$top_srcdir"/register/*.c} "$@" ||
        framework_failure_ "the program does not compile"
}

stand_ins()
{
    stand_dir=$1
    shift
    mkdir -p "$stand_dir"
    for stand_cpu; do cp "$tmp/interp" "$stand_dir/qemu-$stand_cpu"; done
}

# there: the names in $misc, each with a blank behind. count GLOB: how many match.
there()
{
    for there_file in "$misc"/*; do printf '%s ' "${there_file##*/}"; done
}
count()
{
    find "$misc" -name "$1" | wc -l | tr -d ' '
}

entry()
{
    cat "$misc/qemu-$1" 2>/dev/null || echo none
}
