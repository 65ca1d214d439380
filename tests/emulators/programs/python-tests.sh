# SPDX-License-Identifier: MIT
# Python's own tests of what touches the system: those that fail, by name. The root's own version
# may be another one.
for name in cmath decimal fcntl float ioctl math mmap os poll posix pty resource select selectors \
    shutil signal socket subprocess sys tempfile threading threadsignals time tty wait4; do
    timeout -k 5 400 python3.13 -m test -v "test_$name" >"$name.log" 2>&1 </dev/null
    echo "$name $?"
    sed -n 's/^\(FAIL\|ERROR\): \([^ ]*\).*/    \2/p' "$name.log" | sort -u
done
