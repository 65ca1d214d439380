# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# A private user, mount and PID namespace with a whole range of ids, for tests that source lib.sh.
#
#   enter                 makes the namespace; its first process waits as the child of $keeper
#   inside COMMAND...     runs a command as root of the namespace
#   leave                 ends the namespace and all that runs in it
#   need_id_range         without enough ids for Debian's base system the whole file is skipped
#
# `unshare -r` maps one id, which is not enough for dpkg's chown. Root maps every id of its own namespace to
# itself; other users get what /etc/subuid and /etc/subgid give them, through newuidmap.

: "${tmp:?this file needs lib.sh}"
keeper=

# sub_ids FILE ID: ID as 0, then the first range of FILE that belongs to the user, as arguments of newuidmap.
sub_ids()
{
    awk -F : -v id="$2" -v uid="$(id -u)" -v user="$(id -un)" '
        !done && ($1 == user || $1 == uid) && $3 >= 65534 { print 0, id, 1, 1, $2, $3; done = 1 }
        ' "$1" 2>/dev/null || :
}

need_id_range()
{
    if [ "$(id -u)" -eq 0 ]; then
        awk '{ n += $3 } END { exit !(n >= 65535) }' /proc/self/uid_map ||
            cannot_all "this namespace has less than 65535 user ids"
    else
        if [ -z "$(sub_ids /etc/subuid "$(id -u)")" ] || [ -z "$(sub_ids /etc/subgid "$(id -g)")" ]; then
            cannot_all "/etc/subuid and /etc/subgid give user $(id -un) no range of 65534 ids"
        fi
        need_prog newuidmap newgidmap
    fi
}

# map_ids PID: gives the new user namespace of PID its ids.
map_ids()
{
    if [ "$(id -u)" -eq 0 ]; then
        awk '{ print $1, $1, $3 }' /proc/self/uid_map >"/proc/$1/uid_map"
        awk '{ print $1, $1, $3 }' /proc/self/gid_map >"/proc/$1/gid_map"
    else
        # shellcheck disable=SC2046 # one argument per number
        newuidmap "$1" $(sub_ids /etc/subuid "$(id -u)") && newgidmap "$1" $(sub_ids /etc/subgid "$(id -g)")
    fi
}

# await FILE: waits until the namespace's process has made FILE.
await()
{
    until [ -e "$1" ]; do
        kill -0 "$keeper" 2>/dev/null || framework_failure_ "no namespace: $(cat "$tmp/keeper.err")"
        sleep 0.1
    done
}

# The child waits without any right until its ids are mapped; exec as id 0 then gives it the capabilities
# to make the other namespaces. Their first process reads a fifo that only the test has open for writing, so
# that it ends with the test even if that is killed.
enter()
{
    rm -f "$tmp/made" "$tmp/mapped" "$tmp/ready" "$tmp/hold"
    mkfifo "$tmp/hold"
    exec 9<>"$tmp/hold"
    # shellcheck disable=SC2016 # expanded by the inner shells
    unshare -U sh -c '
        : >"$1/made"
        until [ -e "$1/mapped" ]; do sleep 0.1; done
        exec unshare -mpf --kill-child --mount-proc -S 0 -G 0 sh -c "
            : >\"\$1/ready\"; exec cat" sh "$1"
        ' sh "$tmp" <"$tmp/hold" >/dev/null 2>"$tmp/keeper.err" 9>&- &
    keeper=$!
    await "$tmp/made"
    map_ids "$keeper" || framework_failure_ "the ids of the namespace cannot be mapped"
    : >"$tmp/mapped"
    await "$tmp/ready"
}

# container=lxc tells debootstrap that mknod may be refused here.
inside()
{
    nsenter -t "$keeper" -U -m --pid="/proc/$keeper/ns/pid_for_children" -S 0 -G 0 -- env -i \
        PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C container=lxc "$@" 9>&-
}

leave()
{
    [ -n "$keeper" ] || return 0
    kill -KILL "$keeper" 2>/dev/null || :
    wait "$keeper" 2>/dev/null || :
    exec 9>&-
    keeper=
}
