# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# A copy of this machine for the tests of packages, which source lib.sh: what apt does to it is gone
# with the test.
#
#   machine               makes it: namespaces of mounts and processes, with an overlay over /. The
#                         kernel's binfmt_misc is the real one, so it also takes the lock of
#                         own_machine
#   on COMMAND...         runs a command there
#   changes               what is different there from the real machine, in /etc, /usr and /var: one
#                         line each
#   machine_end           ends it; the rules of binfmt_misc are those of before
#
# In the copy /tmp is empty but for $tmp; that, $QB_CACHE and the trees of source and build are the
# real ones. /run is empty, and no file says that it is a container, even if this machine is one: it
# is what a test makes of it. A test that is killed leaves no process (PID namespace) and no mount.

: "${tmp:?this file needs lib.sh}"
keeper=
rules=/proc/sys/fs/binfmt_misc

# keep: the first process of the machine: mounts, and waits for its end.
cat >"$tmp/keep" <<'KEEP'
set -e
tmp=$1 m=$1/machine root=$1/machine/root
mount --make-rprivate /
mkdir -p "$m/upper" "$m/work" "$root" "$m/lower"
mount --bind / "$m/lower"
mount -t overlay overlay -o "lowerdir=/,upperdir=$m/upper,workdir=$m/work" "$root"
mount -t proc proc "$root/proc"
mount --rbind /sys "$root/sys"
mount --rbind /dev "$root/dev"
mount -t tmpfs -o mode=755 run "$root/run"
mount -t tmpfs -o mode=1777 tmp "$root/tmp"
mkdir -m 1777 "$root/run/lock"
mkdir "$root/tmp/real"
for folder; do
    mkdir -p "$root$folder"
    mount --bind "$folder" "$root$folder"
done
mount --bind "$m/lower" "$root/tmp/real"
rm -f "$root/.dockerenv"
# Else the index of manual pages is made anew after each change of packages, which takes longer.
rm -f "$root/var/lib/man-db/auto-update"
mount -t binfmt_misc binfmt_misc "$root/proc/sys/fs/binfmt_misc"
cd "$root"
mkdir tmp/old
pivot_root . tmp/old
umount -l /tmp/old
rmdir /tmp/old
: >"$tmp/ready"
exec cat
KEEP

machine()
{
    own_machine
    need_prog unshare nsenter dpkg apt-get
    mkdir -p "$QB_CACHE" "$tmp/machine"
    rm -f "$tmp/ready" "$tmp/hold"
    mkfifo "$tmp/hold"
    # Held by this process only: the machine ends when the test does.
    exec 9<>"$tmp/hold"
    env -i PATH="$PATH" unshare -mpf --kill-child \
        sh "$tmp/keep" "$tmp" "$QB_CACHE" "$top_srcdir" "$top_builddir" <"$tmp/hold" \
        >/dev/null 2>"$tmp/keeper.err" 8>&- 9>&- &
    keeper=$!
    until [ -e "$tmp/ready" ]; do
        kill -0 "$keeper" 2>/dev/null ||
            cannot_all "no overlay of this machine: $(tail -n 1 "$tmp/keeper.err")"
        sleep 0.1
    done
    first=$(cat "/proc/$keeper/task/$keeper/children")
    first=${first% }
    on ls "$rules" | sort >"$tmp/rules.before"
    [ -z "$(on sh -c "ls $rules | grep ^qemu-")" ] ||
        framework_failure_ "this machine has rules of emulators: $(on ls $rules)"
}

on()
{
    nsenter -t "$first" -m -p -r -w -- env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
        LC_ALL=C DEBIAN_FRONTEND=noninteractive DPKG_FORCE=unsafe-io,downgrade TMPDIR=/tmp \
        "$@" 8>&- 9>&-
}

machine_end()
{
    [ -n "$keeper" ] || return 0
    # The kernel frees the rules when the last mount of binfmt_misc goes; this machine may have it
    # mounted.
    # shellcheck disable=SC2016 # for the inner shell
    on sh -c 'for rule in "$1"/qemu-*; do
        [ ! -e "$rule" ] || echo -1 >"$rule"
    done' sh "$rules" || :
    kill -KILL "$keeper" 2>/dev/null || :
    wait "$keeper" 2>/dev/null || :
    exec 9>&-
    keeper=
}
cleanup()
{
    machine_end
    rm -rf "$tmp"
}

# What dpkg and apt keep for themselves, and caches. That dpkg forgets a package is a point of its
# own.
machine_noise='^(etc/ld\.so\.cache|var/(cache|log|lib/apt|tmp)(/|$)|'
machine_noise=$machine_noise'var/lib/dpkg/((status|available|diversions)(-old)?|lock.*|'
machine_noise=$machine_noise'triggers/(Lock|Unincorp)|info/format|updates)$|'
machine_noise=$machine_noise'var/lib/(systemd|ucf|pam)(/|$))'

# signatures ROOT: of the files whose names are on standard input: kind, rights, owner, link; sum.
cat >"$tmp/signatures" <<'SIGNATURES'
cd "$1"
tee "$2/paths" | xargs -r -d '\n' stat -c '%F %a %u:%g %N' 2>/dev/null | sed "s/'//g"
while read -r path; do [ ! -f "$path" ] || [ -L "$path" ] || sha256sum "$path"; done <"$2/paths"
SIGNATURES

# changes: only what the overlay has taken up can be different; a folder that was made again hides
# what was in it.
changes()
{
    (
        cd "$tmp/machine/upper"
        for folder in etc usr var; do
            [ ! -d "$folder" ] || find "$folder" -mindepth 1
        done
        getfattr -R -h --absolute-names -n trusted.overlay.opaque etc usr var 2>/dev/null |
            sed -n 's/^# file: //p' |
            while read -r folder; do (cd / && find "$folder" -mindepth 1 2>/dev/null); done
    ) | grep -vE "$machine_noise" | sort -u >"$tmp/taken"
    on sh "$tmp/signatures" /tmp/real /tmp <"$tmp/taken" | sort >"$tmp/real.txt"
    on sh "$tmp/signatures" / /tmp <"$tmp/taken" | sort >"$tmp/copy.txt"
    diff "$tmp/real.txt" "$tmp/copy.txt" | sed -n 's/^</gone or changed:/p; s/^>/new:/p'
}
