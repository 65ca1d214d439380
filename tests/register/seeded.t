#!/bin/sh
# SPDX-License-Identifier: MIT
# debian/update-qemu-user-static and emulators of qemu-user-seed: the rules name such an emulator
# while it is made from the installed one, and no longer. On a view of this machine's /usr, /etc and
# /var/lib, in a namespace of its own; the kernel's rules are hidden.

. "$(dirname "$0")/../lib/lib.sh"
. "$top_srcdir/tests/lib/register.sh"
need_userns
mkdir "$tmp/view"
chmod 755 "$tmp"

cat >"$tmp/inside" <<'END'
set -eu
for dir in usr etc var/lib; do
    mkdir -p "$tmp/view/$dir/new" "$tmp/view/$dir/work"
    view=$tmp/view/$dir
    mount -t overlay -o "userxattr,lowerdir=/$dir,upperdir=$view/new,workdir=$view/work" \
        overlay "/$dir"
done
mount -t tmpfs none /proc/sys/fs/binfmt_misc
for name in update-binfmts systemd/systemd-binfmt; do
    rm -f "/usr/sbin/$name" "/usr/lib/$name"
done
rm -rf /etc/default/qemu-user-static* /var/lib/qemu-user-static /usr/lib/binfmt.d /var/lib/binfmts
mkdir -p /etc/default /usr/share/qemu-user-static/binfmt.d /usr/lib/binfmt.d /var/lib/binfmts
cp "$ours" /usr/sbin/qemu-binfmt-conf
cp "$top_srcdir/debian/seeds.sh" /usr/share/qemu-user-static
echo 'REGISTER=no' >/etc/default/qemu-user-static
for cpu in arm riscv64; do
    : >"/usr/share/qemu-user-static/binfmt.d/qemu-$cpu.conf"
    head -c 20000 /dev/urandom >"/usr/bin/qemu-$cpu-static"
    chmod 755 "/usr/bin/qemu-$cpu-static"
done

# as WORD: what the rules name now, for both mechanisms.
as()
{
    sh "$top_srcdir/debian/update-qemu-user-static" >"$tmp/said" 2>&1 || cat "$tmp/said"
    # Each in a line of its own: name, interpreter.
    sed -n 's/^:\([^:]*\):.*:\(\/[^:]*\):[A-Z]*$/'"$1"' \1 \2/p' /usr/lib/binfmt.d/*.conf
}
HOST_ARCH=s390x QEMU_BIN_DIR=/usr/bin
export HOST_ARCH QEMU_BIN_DIR
as plain
head -c 4096 /dev/urandom >"$tmp/page"
{
    cat "$tmp/page"
    tail -c +4097 /usr/bin/qemu-arm-static
    head -c 9000 /dev/urandom
} >/var/lib/qemu-user-static/qemu-arm-static
chmod 755 /var/lib/qemu-user-static/qemu-arm-static
as seeded
cat >/usr/sbin/update-binfmts <<'FAKE'
#!/bin/sh
case "$*" in
    *--importdir*) sed -n "s,^interpreter ,support $4 ,p" "$2/$4" ;;
esac
FAKE
chmod 755 /usr/sbin/update-binfmts
sh "$top_srcdir/debian/update-qemu-user-static" 2>"$tmp/said" || cat "$tmp/said"
rm /usr/sbin/update-binfmts
echo other >>/usr/bin/qemu-arm-static
as upgraded

# Those that SEEDS asks for.
mkdir "$tmp/roots" "$tmp/roots/arm" "$tmp/roots/arm2" "$tmp/roots/riscv64"
cat >/usr/sbin/qemu-user-seed <<'FAKE'
#!/bin/sh
echo "$*" >>"$tmp/asked"
[ ! -e "$tmp/broken" ] || exit 1
cat "/usr/bin/qemu-$1-static" "$tmp/page" >"/var/lib/qemu-user-static/qemu-$1-static"
chmod 755 "/var/lib/qemu-user-static/qemu-$1-static"
FAKE
chmod 755 /usr/sbin/qemu-user-seed
# asks SEEDS: what is asked for then, in one line, and how.
asks()
{
    printf 'REGISTER=no\nSEEDS="%s"\n' "$1" >/etc/default/qemu-user-static
    : >"$tmp/asked"
    as "$2"
    echo "$2-asked $(paste -s -d , "$tmp/asked")"
    grep '/lib/qemu-user-static/.*\|SEEDS\|no seed' "$tmp/said" |
        sed "s,.*\(SEEDS\|making\|no seed\).*,$2-said \1,"
}
both="armhf=$tmp/roots/arm linux/riscv64=$tmp/roots/riscv64"
asks "$both" first
asks "$both" again
asks "$both armhf=$tmp/roots/arm2" more
echo other >>/usr/bin/qemu-riscv64-static
asks "$both armhf=$tmp/roots/arm2" build
: >"$tmp/broken"
asks "$both" broken
rm "$tmp/broken"
asks "$both" mended
asks "armhf=$tmp/roots/arm none=/ riscv64=/nowhere s390x=/ arm" wrong
asks "" none
END
rc=0
export tmp ours top_srcdir
unshare -Urmpf --mount-proc sh "$tmp/inside" >"$tmp/rules" 2>"$tmp/err" || rc=$?
! grep -q 'overlay' "$tmp/err" || cannot_all "no overlays in a user namespace"
is "$rc $(cat "$tmp/err")" "0 " "the script runs"
installed=/usr/bin/qemu-arm-static made=/var/lib/qemu-user-static/qemu-arm-static
other="qemu-riscv64 /usr/bin/qemu-riscv64-static"
of()
{
    grep "^$1 " "$tmp/rules" | cut -d ' ' -f 2- | sort
}
is "$(of plain)" "$(printf 'qemu-arm %s\n%s' "$installed" "$other")" "rules name what is installed"
is "$(of seeded)" "$(printf 'qemu-arm %s\n%s' "$made" "$other")" \
    "where there is one with a seed, they name that"
is "$(of support)" "$(printf 'qemu-arm %s\n%s' "$made" "$other")" "those of binfmt-support, too"
is "$(of upgraded)" "$(printf 'qemu-arm %s\n%s' "$installed" "$other")" \
    "but not if it is of another build"

arm="arm $tmp/roots/arm" riscv="riscv64 $tmp/roots/riscv64"
seeded=$(printf 'qemu-arm %s\nqemu-riscv64 %s' "$made" "${made%/*}/qemu-riscv64-static")
is "$(of first-asked)" "$arm,$riscv" "SEEDS: a seed for each CPU that it names, by any name"
is "$(of first)" "$seeded" "the rules name them"
is "$(of again-asked)" "" "they are made once"
is "$(of more-asked)" "$arm $tmp/roots/arm2" "and anew for other roots"
is "$(of build-asked)" "$riscv" "or another build of the emulator"
is "$(of broken-asked) $(of broken-said | paste -s -d ' ' -)" "$arm making no seed" \
    "what fails is said"
is "$(of broken)" "$seeded" "and the rule names what there is"
is "$(of mended-asked)" "$arm" "the next time, it is tried again"
is "$(of wrong-said | paste -s -d ' ' -)" "SEEDS SEEDS SEEDS SEEDS" "what is wrong there is said"
is "$(of wrong)" "$(printf 'qemu-arm %s\n%s' "$made" "$other")" \
    "and the seed that it does not name any more is gone"
is "$(of none)" "$(printf 'qemu-arm %s\n%s' "$installed" "$other")" "without SEEDS, all are"
done_testing
