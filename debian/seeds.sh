# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# The emulators with a seed (qemu-user-seed(8)) that update-qemu-user-static makes and that rules
# name: $state/CPU-static. Input: $names, $state and $SEEDS; rules_of, is_wanted and say.

# is_seeded NAME: true if it has an emulator of qemu-user-seed. It is the one that is installed, but
# for the program headers, which are in the first page, and for what follows. seeded: those of
# $names.
is_seeded()
{
    ours=/usr/bin/$1-static copy=$state/$1-static
    [ -x "$copy" ] && [ -f "$ours" ] || return 1
    size=$(stat -L -c %s "$ours")
    cmp -s -i 4096 -n $((size - 4096)) "$ours" "$copy"
}
seeded()
{
    for name in $names; do ! is_seeded "$name" || echo "$name"; done
}

# seeds_wanted: what SEEDS asks for, as lines "NAME ROOT...".
seeds_wanted()
{
    for pair in $SEEDS; do
        name=$(rules_of "${pair%%=*}") || name=
        root=${pair#*=}
        case $pair in *=/*) ;; *) name= ;; esac
        if ! is_wanted "${name:--}"; then
            say "SEEDS: '$pair' is not CPU=DIRECTORY with a CPU that is registered"
        elif [ ! -d "$root" ]; then
            say "SEEDS: there is no directory $root"
        else
            echo "$name $root"
        fi
    done | awk '{ roots[$1] = roots[$1] " " $2 } END { for (n in roots) print n roots[n] }' | sort
}

# make_seeds: the emulators that SEEDS asks for, unless they are there, of the installed build and
# of these roots; $state/seeds says which roots these are. What it does not ask for any more goes;
# emulators that somebody has made by qemu-user-seed stay.
make_seeds()
{
    [ -n "$SEEDS" ] || {
        remove_seeds
        return 0
    }
    touch "$state/seeds"
    seeds_wanted >"$state/seeds.wanted"
    while read -r name roots; do
        ! grep -q "^$name " "$state/seeds.wanted" || continue
        rm -f "$state/$name-static"
    done <"$state/seeds"
    : >"$state/seeds.new"
    while read -r name roots <&3; do
        if ! grep -qxF "$name $roots" "$state/seeds" || ! is_seeded "$name"; then
            say "making $state/$name-static of programs in $roots; this takes a minute or more"
            # shellcheck disable=SC2086 # several directories
            qemu-user-seed "${name#qemu-}" $roots || {
                say "$name has no seed; run ${0##*/} again when the cause is fixed"
                # Of no roots, so that it is tried again.
                roots=
            }
        fi
        echo "$name $roots" >>"$state/seeds.new"
    done 3<"$state/seeds.wanted"
    rm -f "$state/seeds.wanted"
    mv "$state/seeds.new" "$state/seeds"
}

# remove_seeds: those that were made for SEEDS.
remove_seeds()
{
    [ ! -f "$state/seeds" ] || while read -r name _; do
        rm -f "$state/$name-static"
    done <"$state/seeds"
    rm -f "$state/seeds"
}
