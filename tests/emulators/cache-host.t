#!/bin/sh
# SPDX-License-Identifier: MIT
# The cache of translated code (-tb-cache) on hosts with other features: code for one is not taken
# on another that has the same directory. The hosts are emulated, by our own emulator of x86_64.

. "$(dirname "$0")/../lib/lib.sh"
. "$top_srcdir/tests/lib/cache.sh"
need_topic cache
need_qemu aarch64
need_qemu x86_64
[ "${QB_MACHINE:-$(uname -m)}" = x86_64 ] || cannot_all "the emulators are not for x86_64"
[ -z "${QB_OUTER-}" ] || cannot_all "the emulators are run by another one"
. "$top_srcdir/tools/compilers.sh"
unset QEMU_CPU QEMU_TB_CACHE QEMU_TB_JUMP QEMU_LOG
cache=$tmp/cache
root=/ libraries=
guest=$tmp/guest
compile aarch64 "$guest" -static -no-pie ||
    skip_all "no compiler for aarch64 (Debian: $(guest_field aarch64 packages))"

# on MODEL OPTION: the program, on a host of that model.
on()
{
    printf '#!/bin/sh\nexec "%s" -cpu %s -tb-cache off "%s" "$@"\n' "$(qemu x86_64)" "$1" \
        "$(qemu aarch64)" >"$tmp/emulator"
    chmod +x "$tmp/emulator"
    emulator=$tmp/emulator
    guest "$2" numbers
}

# hosts: the features of the hosts in the keys of the files, a line each.
hosts()
{
    sed -n 's/^host //p' "$cache"/*.tbs | sort -u
}

emulator=$(qemu aarch64)
guest off numbers
keep
on Nehalem "stats,$cache"
same "on a Nehalem, cold, the program does the same"
cold=$(number translated)
on Nehalem "stats,$cache"
on Nehalem "stats,$cache"
same "on a Nehalem, warm, it does the same"
ok "there, less than 2 % is translated: $(number translated) of $cold" \
    [ "$(($(number translated) * 50))" -lt "$cold" ]
on Haswell "stats,$cache"
same "on a Haswell, with that directory, it does the same"
# Some blocks are what the process has itself recorded, when its code has been thrown away.
ok "there, it loads nothing of that: $(number loaded)" [ "$(number loaded)" -lt 50 ]
is "$(find "$cache" -name '*.tbs' | wc -l) $(hosts | wc -l)" "2 2" \
    "a file for each host, whose keys have other features"
on Haswell "stats,$cache"
on Haswell "stats,$cache"
same "on a Haswell, warm, it does the same"
ok "there, less than 2 % is translated: $(number translated) of $cold" \
    [ "$(($(number translated) * 50))" -lt "$cold" ]
on Nehalem "check,stats,$cache"
same "on a Nehalem again, compared with what is translated, it does the same"
ok "there, its own is compared: $(number compared)" [ "$(number compared)" -gt 1000 ]
done_testing
