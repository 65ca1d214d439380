# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# A private user, mount and PID namespace with a whole range of ids.
#
#   have_id_range         true if there are enough ids for Debian's base system; else $reason tells
#                         what is missing
#   enter                 makes the namespace; its first process waits as the child of $keeper. If
#                         that fails: status 1, and $reason
#   inside COMMAND...     runs a command as root of the namespace
#   leave                 ends the namespace and all that runs in it
#
# Input: $tmp, a directory of the caller.
#
# `unshare -r` maps one id, which is not enough for dpkg's chown. Root maps every id of its own
# namespace to itself; other users get what /etc/subuid and /etc/subgid give them, through
# newuidmap.

: "${tmp:?a directory}"
keeper=

# sub_ids FILE ID: ID as 0, then the first range of FILE that belongs to the user, as arguments of
# newuidmap.
sub_ids()
{
    awk -F : -v id="$2" -v uid="$(id -u)" -v user="$(id -un)" '
        !done && ($1 == user || $1 == uid) && $3 >= 65534 { print 0, id, 1, 1, $2, $3; done = 1 }
        ' "$1" 2>/dev/null || :
}

have_id_range()
{
    reason=
    if [ "$(id -u)" -eq 0 ]; then
        awk '{ n += $3 } END { exit !(n >= 65535) }' /proc/self/uid_map ||
            reason="this namespace has fewer than 65535 user ids"
    elif [ -z "$(sub_ids /etc/subuid "$(id -u)")" ] ||
        [ -z "$(sub_ids /etc/subgid "$(id -g)")" ]; then
        reason="/etc/subuid and /etc/subgid give user $(id -un) no range of 65534 ids"
    elif ! command -v newuidmap >/dev/null 2>&1 || ! command -v newgidmap >/dev/null 2>&1; then
        reason="there is no newuidmap and newgidmap (package uidmap)"
    fi
    [ -z "$reason" ]
}

# map_ids PID: gives the new user namespace of PID its ids.
map_ids()
{
    if [ "$(id -u)" -eq 0 ]; then
        awk '{ print $1, $1, $3 }' /proc/self/uid_map >"/proc/$1/uid_map"
        awk '{ print $1, $1, $3 }' /proc/self/gid_map >"/proc/$1/gid_map"
    else
        # shellcheck disable=SC2046 # one argument per number
        newuidmap "$1" $(sub_ids /etc/subuid "$(id -u)") &&
            newgidmap "$1" $(sub_ids /etc/subgid "$(id -g)")
    fi
}

# await FILE: waits until the namespace's process has made FILE; status 1 if it ends before.
await()
{
    until [ -e "$1" ]; do
        kill -0 "$keeper" 2>/dev/null || {
            reason="no namespace: $(cat "$tmp/keeper.err")"
            return 1
        }
        sleep 0.1
    done
}

# The child waits without any right until its ids are mapped; exec as id 0 then gives it the
# capabilities to make the other namespaces. Their first process reads a fifo that only the test has
# open for writing, so that it ends with the test even if that is killed.
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
    await "$tmp/made" || return 1
    map_ids "$keeper" || {
        reason="the ids of the namespace cannot be mapped"
        return 1
    }
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
