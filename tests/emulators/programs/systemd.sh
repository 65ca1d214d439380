# SPDX-License-Identifier: MIT
# systemd: that its postinst has run, and its tools that need no manager.
dpkg-query -W -f '${Status}\n' systemd
systemctl --version | sed -n '1s, .*,,p'
systemd-analyze calendar --iterations=1 --base-time='2001-02-03 04:05:06 UTC' '*-*-01 12:00 UTC' |
    grep -E 'Normalized|UTC\)?$' | head -n 2
systemd-analyze timespan 3h2min | tail -n 2
systemd-escape --path /a/b-c
printf 'd %s/made 0750 root root\nf %s/made/file 0600 root root - text\n' "$PWD" "$PWD" >t.conf
systemd-tmpfiles --create "$PWD/t.conf" && stat -c '%a %n' made made/file && cat made/file
echo 'u made-user - "A user" /nowhere' >u.conf && systemd-sysusers "$PWD/u.conf" 2>/dev/null
getent passwd made-user | cut -d: -f 1,5-
systemd-id128 machine-id >/dev/null 2>&1
echo "machine-id $?"
journalctl --version | head -n 1 | cut -d' ' -f 1
systemd-hwdb update && test -s /usr/lib/udev/hwdb.bin -o -s /etc/udev/hwdb.bin && echo hwdb
