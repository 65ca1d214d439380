# SPDX-License-Identifier: MIT
# sudo and su: a user becomes root by the rules, and only by them.
useradd -m one 2>/dev/null
useradd -m two 2>/dev/null
echo 'one ALL=(ALL) NOPASSWD: /usr/bin/id, /bin/sh' >/etc/sudoers.d/one
chmod 440 /etc/sudoers.d/one
echo 127.0.0.1 "$(uname -n)" >>/etc/hosts
user()
{
    su -s /bin/sh "$1" -c "$2"
}
user one 'id -un; sudo -n id -un; sudo -n -u two id -un'
user one 'sudo -n /bin/sh -c "id -u; cat /proc/self/loginuid >/dev/null; exit 4"'
echo "status $?"
user one 'sudo -n /bin/ls / 2>/dev/null'
echo "forbidden $?"
user two 'sudo -n id 2>/dev/null'
echo "forbidden $?"
user one 'A=b sudo -n /bin/sh -c "echo A=\$A \$SUDO_USER \$LOGNAME"'
