# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Makes a Debian root out of folders and becomes it: the first process of namespaces of its own.
#
#   sh enter.sh PLACE LOWER UPPER COMMAND...
#
# PLACE is an empty folder; LOWER, folders with colons between; what changes goes to UPPER/files.
# The old root is left by pivot_root: in a chroot, the kernel allows no user namespaces.

set -eu
place=$1 lower=$2 upper=$3
shift 3
mkdir -p "$upper/files" "$upper/work"
mount -t overlay -o "userxattr,lowerdir=$lower,upperdir=$upper/files,workdir=$upper/work" overlay \
    "$place"
mount -t tmpfs -o mode=755 dev "$place/dev"
mkdir "$place/dev/shm" "$place/dev/pts"
for node in null zero full random urandom tty; do
    : >"$place/dev/$node"
    mount --bind "/dev/$node" "$place/dev/$node"
done
mount -t devpts -o newinstance,ptmxmode=666,mode=620 devpts "$place/dev/pts"
mount -t tmpfs -o mode=1777 shm "$place/dev/shm"
ln -s pts/ptmx "$place/dev/ptmx"
ln -s /proc/self/fd "$place/dev/fd"
ln -s fd/0 "$place/dev/stdin"
ln -s fd/1 "$place/dev/stdout"
ln -s fd/2 "$place/dev/stderr"
mount -t proc proc "$place/proc"
mount -t sysfs -o ro sysfs "$place/sys" 2>/dev/null || :
ip link set lo up 2>/dev/null || :
cd "$place"
pivot_root . .
umount -l .
cd /
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8
exec "$@"
