# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Packages on top of a Debian root, for bench/run and tests/emulators/programs.sh. A layer is a
# folder that is kept: LAYER/files is what changed in the root, LAYER/ready what was added, a line
# each, LAYER.log what apt said last.
#
# Input: bench/lib.sh; its namespace, with the rule of the CPU. The caller holds a lock of
# LAYER.lock, descriptor 7, while a layer is changed or used: the kernel does not say what an
# overlay shows whose lower folder is changed.

# packages CPU: the layer of what programs need.
packages()
{
    echo "$QB_CACHE/programs/$(debian_arch "$1")"
}

# in_layers LOWER UPPER COMMAND...: in the root that the folders LOWER make, with colons between;
# changes go to UPPER/files. With $online, in the network of this machine; $limit, seconds.
online='' limit=''
in_layers()
{
    in_lower=$1 in_upper=$2
    shift 2
    inside mkdir -p "$tmp/place"
    # shellcheck disable=SC2086 # an option or none
    inside ${limit:+timeout -s KILL "$limit"} unshare -mpiuf ${online:--n} --kill-child \
        --mount-proc sh "$top_srcdir/bench/enter.sh" "$tmp/place" "$in_lower" "$in_upper" "$@" &
    # In the background, so that a signal ends it at once.
    wait $!
}

# open_layer ROOT LAYER: apt works in it. False if it does not start, or without a network.
open_layer()
{
    [ ! -e "$2/ready" ] || return 0
    # Lists of a snapshot are out of date: the root's apt takes them as this machine's does.
    valid=
    eval "$(apt-config shell valid Acquire::Check-Valid-Until/b 2>/dev/null)"
    online=-u limit=900 layer_rc=0
    # shellcheck disable=SC2016 # for the inner shell
    in_layers "$1" "$2" sh -c '
        printf "#!/bin/sh\nexit 101\n" >/usr/sbin/policy-rc.d
        chmod +x /usr/sbin/policy-rc.d
        echo force-unsafe-io >/etc/dpkg/dpkg.cfg.d/unsafe
        printf "%s;\n" "APT::Sandbox::User \"root\"" "APT::Install-Recommends \"0\"" \
            "Acquire::Retries 3" "Acquire::Check-Valid-Until \"$3\"" >/etc/apt/apt.conf.d/tests
        printf "%s\n" "$1" >/etc/resolv.conf
        printf "%s\n" "$2" >/etc/hosts
        apt-get -q -o APT::Update::Error-Mode=any update' sh "$(cat /etc/resolv.conf)" \
        "$(cat /etc/hosts)" "${valid:-true}" >"$2.log" 2>&1 7>&- || layer_rc=$?
    online='' limit=''
    [ $layer_rc -eq 0 ] && : >"$2/ready"
}

# has_packages LAYER PACKAGES: they were added to it, for whatever.
has_packages()
{
    sed 's/^[^ ]* //' "$1/ready" | grep -qxF "$2"
}

# add_packages ROOT LAYER NAME PACKAGES [OPTION]: for NAME, by apt-get install with that option.
# Status 1 if Debian has none for that CPU, 2 if apt fails.
add_packages()
{
    [ -n "$4" ] && ! has_packages "$2" "$4" || return 0
    online=-u limit=7200 layer_rc=0
    # shellcheck disable=SC2016 # for the inner shell
    in_layers "$1" "$2" sh -c '
        for package in $1; do [ -n "$(apt-cache madison "$package")" ] || exit 3; done
        export DEBIAN_FRONTEND=noninteractive
        dpkg --configure -a && apt-get -q -y $2 install $1' sh "$4" "${5-}" \
        >"$2.log" 2>&1 7>&- || layer_rc=$?
    online='' limit=''
    case $layer_rc in
        0) echo "$3 $4" >>"$2/ready" ;;
        3) return 1 ;;
        *) return 2 ;;
    esac
}
