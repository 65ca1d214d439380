#!/bin/sh
# SPDX-License-Identifier: MIT
# --enable-pgo: what it refuses; the training, with stand-ins for emulators; and, in a tree that was
# configured with it, that the emulators were really made by the profile (make check-pgo builds such
# a tree).

. "$(dirname "$0")/../lib/lib.sh"
. "$(dirname "$0")/../lib/tree.sh"
: "${CC:=cc}"
need_prog "${CC%% *}" make

# refuses MESSAGE OPTION...
refuses()
{
    message=$1
    shift
    mkdir -p "$tmp/refused"
    cd "$tmp/refused"
    fails 1 "configure refuses $*" configure -q "$@"
    like "$tmp/fails.out" "$message" "it says why"
    ok "there is no tree" test ! -e Makefile
}
refuses 'unknown CPU: vax$' --with-targets=aarch64 --enable-pgo=vax
refuses 'error: --enable-pgo: no compiler is here to train hexagon with' --with-targets=hexagon \
    --enable-pgo=hexagon
refuses 'error: --enable-pgo: no compiler is here to train one of xtensa with' \
    --with-targets=xtensa --enable-pgo
refuses 'error: --enable-pgo: s390x is not built' --with-targets=xtensa --enable-pgo=s390x

# The training. A stand-in for the emulator of this machine's CPU runs the program, and counts as it
# is told.
host=$(uname -m)
train=$top_srcdir/training/train.sh
export CC
if [ "$("$train" can "$host" nonsense 2>"$tmp/can.log")" != "$host" ]; then
    skip "training" "guest.c cannot be compiled statically for $host here"
else
    tree=$tmp/tree
    mkdir -p "$tree/libqemu-$host-linux-user.a.p" "$tree/libqemuutil.a.p"
    # stand_in LINE: what it does beside running the program.
    stand_in()
    {
        cat >"$tree/qemu-$host" <<END
#!/bin/sh
while case \$1 in -seed | -R | -L) ;; *) false ;; esac; do shift 2; done
$1
exec "\$@"
END
        chmod +x "$tree/qemu-$host"
    }
    stand_in "echo \"\$2\" >>'$tree/libqemu-$host-linux-user.a.p/a.c.gcda'
        : >'$tree/libqemuutil.a.p/util_rcu.c.gcda'"
    ok "a training succeeds" "$train" run "$tree" "$tmp/profile" "$host"
    is "$(cd "$tmp/profile" && find . -type f)" "./libqemu-$host-linux-user.a.p/a.c.gcda" \
        "the profile has the counters under their names, but not those of the thread"
    is "$(sort -u "$tmp/profile/libqemu-$host-linux-user.a.p/a.c.gcda" | tr '\n' ' ')" \
        "dispatch numbers start system text " "each kind of work was done"
    ok "nothing is left in the tree" test ! -e "$tree/libqemu-$host-linux-user.a.p/a.c.gcda"

    rm -rf "$tmp/profile"
    stand_in :
    fails 1 "emulators that count nothing are no training" \
        "$train" run "$tree" "$tmp/profile" "$host"
    like "$tmp/fails.out" "^train.sh: $host: nothing was counted" "it says so"
    stand_in "[ \"\$2\" != text ] || exit 3"
    fails 1 "a program that fails ends the training" "$train" run "$tree" "$tmp/profile" "$host"
    like "$tmp/fails.out" "^train.sh: $host: static text failed" "it says which"
    is "$(find "$tmp" -name 'profile*')" "" "no profile, and no half of one, is left"
fi

training=$(sed -n "s/^training='\(.*\)'/\1/p" "$top_builddir/recipes/settings.sh" 2>/dev/null)
if [ -z "$training" ]; then
    cannot "the emulators were made by the profile" "this tree was not configured with --enable-pgo"
    done_testing
fi
work=$top_builddir/work/qemu
for object in libuser.a.p/tcg_tcg.c libuser.a.p/accel_tcg_translate-all.c \
    libuser.a.p/accel_tcg_cpu-exec.c; do
    ok "$object has counters" test -s "$work/$object.gcda"
    "${READELF:=readelf}" -SW "$work/$object.o" >"$tmp/sections"
    if grep -q "^lto='yes'" "$top_builddir/recipes/settings.sh"; then
        like "$tmp/sections" '\.gnu\.lto_' "$object is for the optimiser of the link"
    else
        like "$tmp/sections" ' \.text\.hot' "$object has functions that the profile calls hot"
    fi
done
for target in $QB_TARGETS; do
    ok "qemu-$target: its part of QEMU has counters" test -s \
        "$work/libqemu-$target-linux-user.a.p/linux-user_syscall.c.gcda"
done
is "$(find "$top_builddir/deps" -name 'profile.tmp')" "" "nothing half done is left"
unlike "$top_builddir/logs/qemu.log" \
    '\[-W(error=)?coverage-mismatch|is not a gcov data file|profile data .*corrupted' \
    "the compiler understood the profile"
done_testing
