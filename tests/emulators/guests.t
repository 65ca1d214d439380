#!/bin/sh
# SPDX-License-Identifier: MIT
# A real guest program runs under the emulator of every CPU that was built.
#
# tools/compilers.def says which program a CPU gets. One point per CPU and program; the table of all
# results ends the log. QB_BUILD_TESTS is the folder of the compiled guests (default: a temporary
# one), QB_PATIENCE how many times longer than usual a guest may take, QB_KNOWN checks that
# are known to fail.

. "$(dirname "$0")/../lib/lib.sh"
[ -n "$QB_TARGETS" ] || cannot_all "this tree has no emulator (--with-targets=none)"
need_prog timeout

guests=$top_srcdir/tests/emulators/guest
patience=$((60 * ${QB_PATIENCE:-1}))
mkdir -p "${QB_BUILD_TESTS:=$tmp}/guest"
work=$(cd "$QB_BUILD_TESTS/guest" && pwd)
log=$tmp/log

. "$top_srcdir/tools/compilers.sh"

# record RESULT: a line of the final table.
record()
{
    printf '%-13s %-8s %-58s %s\n' "$cpu" "$program" "$source" "$1" >>"$tmp/table"
}

# verdict RC: the point of this CPU and program; the log says why it failed.
verdict()
{
    point "$1" "$cpu: $program program"
    if [ "$1" -eq 0 ]; then
        record "ok${known:+, but for $known}"
    else
        record FAILED
        sed 's/^/# | /' "$log"
    fi
}

# missing TEXT: the programs of this row cannot be built here.
missing()
{
    for program in $programs; do
        skip "$cpu: $program program" "$1 (apt install $packages)"
        record "skipped: $1"
    done
}

# The dynamic program gets an rpath: otherwise the guest's ld.so reads this machine's
# /etc/ld.so.cache and may load a library of the right CPU that does not fit to it.
# shellcheck disable=SC2086  # words of compilers.def and of flags are split here and below
compile_cross()
{
    (cd "$dir" && $source -std=gnu11 -O2 -ffp-contract=off -Wall -Wextra -c "$guests"/main.c \
        "$guests"/compute.c "$guests"/files.c "$guests"/process.c "$guests"/signal.c) &&
        $source -pthread -static "$dir"/*.o -o "$dir/static" &&
        $source -pthread -Wl,-rpath,"$sysroot/lib:$sysroot/lib32" "$dir"/*.o -o "$dir/dynamic"
}

bare_flags='-std=gnu11 -O2 -ffreestanding -nostdlib -static -Wl,-e,_start'

# shellcheck disable=SC2086
compile_bare()
{
    $source $bare_flags -Wall -Wextra "$guests/bare.c" "$guests/bare.S" -o "$dir/bare"
}

# compiler_works: builds an empty program of the row's kind; tells a missing library or linker from
# a broken guest.
# shellcheck disable=SC2086
compiler_works()
{
    case $kind in
        cross)
            printf '#include <stdlib.h>\nint main(void) { return EXIT_SUCCESS; }\n' >"$dir/empty.c"
            $source "$dir/empty.c" -o "$dir/empty"
            ;;
        bare)
            printf 'void _start(void) { }\n' >"$dir/empty.c"
            $source $bare_flags "$dir/empty.c" -o "$dir/empty"
            ;;
    esac >/dev/null 2>&1
}

assemble()
{
    [ -x "$work/mkelf" ] || ${CC_FOR_BUILD:-cc} -std=gnu11 -O2 \
        "$top_srcdir/tests/register/mkelf.c" -o "$work/mkelf" || return
    "$work/mkelf" "$cpu" <"$guests/$source" >"$dir/bare" && chmod +x "$dir/bare"
}

# build: the programs of this row; explains a failure and is false then.
build()
{
    rm -rf "$dir"
    mkdir -p "$dir"
    if [ "$kind" = code ]; then
        assemble >"$log" 2>&1 && return
    else
        command -v "${source%% *}" >/dev/null || {
            missing "no ${source%% *}"
            return 1
        }
        "compile_$kind" >"$log" 2>&1 && return
        compiler_works || {
            missing "no library or linker for ${source%% *}"
            return 1
        }
    fi
    echo "the program cannot be built" >>"$log"
    for program in $programs; do
        verdict 1
    done
    return 1
}

# run_cross: main.c checks itself; here only that it came to its end.
run_cross()
{
    [ -d "$sysroot" ] || sysroot=/
    set -- "$(qemu "$cpu")"
    [ "$program" = static ] || set -- "$@" -L "$sysroot"
    set -- "$@" "$dir/$program"
    mkdir "$dir/$program.files"
    env -i PATH="$PATH" ${QEMU_TB_CACHE:+"QEMU_TB_CACHE=$QEMU_TB_CACHE"} \
        GUEST_RUN="$(printf '%s\n' "$@")" GUEST_TEXT='x=y z' GUEST_EMPTY='' \
        GUEST_KNOWN="$known" timeout "$patience" "$@" "$machine" "$dir/$program.files" '' 'a b' \
        >"$log" 2>&1 </dev/null || rc=$?
    grep -Eqx 'all [1-9][0-9]* checks ok' "$log" && [ "$rc" -eq 0 ]
}

# bare_output: what a program of kind bare or code has to print.
bare_output()
{
    case $kind in
        code) echo "$machine" ;;
        bare) printf '%s\n' "machine $machine" 'arguments ok' "order $order" \
            'sum32 000000000a5fc86d' 'sum64 6bacd2b3b5b3412f' 'primes 00000000000000a8' ;;
    esac
}

# run_bare: the output and the status, which is sum32 % 128, are compared here.
run_bare()
{
    env -i PATH="$PATH" ${QEMU_TB_CACHE:+"QEMU_TB_CACHE=$QEMU_TB_CACHE"} \
        timeout "$patience" "$(qemu "$cpu")" "$dir/bare" 'a b' '' \
        >"$log" 2>&1 </dev/null || rc=$?
    bare_output | cmp -s - "$log" && [ "$rc" -eq 109 ]
}

is "$(guest_list all | sort)" "$("$top_srcdir/tools/cpus.sh" targets | tr ' ' '\n' | sort)" \
    "every target of register/cpus.def has a guest program"

cpu=CPU program=program source=compiler known=''
record result
guest_rows >"$tmp/rows"
while IFS='|' read -r cpu machine order kind source sysroot packages known port roles; do
    have_target "$cpu" || continue
    need_qemu "$cpu"
    known="$known ${QB_KNOWN-}"
    # Of QEMU as it comes: openat() of /proc/self/maps by the descriptor of a directory.
    have_topic startup || known="$known file.maps_at file.maps_other"
    dir=$work/$cpu
    case $kind in
        cross) programs='static dynamic' runner=run_cross ;;
        *) programs=bare runner=run_bare ;;
    esac
    build || continue
    for program in $programs; do
        rc=0
        result=0
        "$runner" || result=1
        echo "exit status $rc" >>"$log"
        verdict "$result"
    done
done <"$tmp/rows"

diag "$(cat "$tmp/table")"
done_testing
