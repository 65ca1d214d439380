# SPDX-License-Identifier: MIT
# bubblewrap: namespaces, mounts, a closed-off file system, exit statuses.
b="bwrap --ro-bind / / --dev /dev --proc /proc"
$b --unshare-all sh -c 'echo all; exit 6'
echo "status $?"
$b --unshare-pid --tmpfs /tmp sh -c 'ls -A /tmp | wc -l; echo x 2>/dev/null >/etc/x || echo read-only'
$b --unshare-user --uid 77 --gid 78 id -u
$b --unshare-uts --hostname inside uname -n
$b --unshare-net sh -c 'ls /sys/class/net >/dev/null 2>&1; cat /proc/net/dev | grep -c :'
$b --unshare-pid --as-pid-1 sh -c 'echo $$'
$b --die-with-parent --new-session --setenv A b sh -c 'echo $A'
$b --unshare-pid sh -c 'kill -9 $$'
echo "status $?"
unshare -Ur id -u
unshare -Urpf --mount-proc sh -c 'echo $$'
