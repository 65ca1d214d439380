# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# A Docker engine of the test's own, sourced after lib.sh. It changes binfmt_misc of this machine
# while it runs.
#
#   start_engine           starts dockerd in $tmp/engine, without a network; it ends with the test,
#                          even if that is killed
#   docker ARGUMENT...     the client for it
#   run ARGUMENT...        docker run, for a container that is removed at the end
#   $privileged            what the README's --privileged stands for: that, or where the machine
#                          refuses it what the program needs of it
#   mount_misc, umount_misc   the host's binfmt_misc: mounted, or not (then the kernel forgets its
#                             rules)
#   is_mounted             whether it is
#   $misc, rules           where the host's binfmt_misc can be read; the names of its rules

: "${tmp:?this file needs lib.sh}"
binfmt_misc=/proc/sys/fs/binfmt_misc
engine=
host_pid=
unset DOCKER_HOST DOCKER_CONTEXT DOCKER_TLS_VERIFY DOCKER_CERT_PATH
DOCKER_CONFIG=$tmp/engine DOCKER_BUILDKIT=0
export DOCKER_CONFIG DOCKER_BUILDKIT

# The machine is root's, nobody else's test runs, and there are no rules that --reset would take
# from somebody.
need_engine()
{
    need_prog dockerd docker setpriv nsenter unshare
    begun=$(date +%s)
    own_machine
    [ $(($(date +%s) - begun)) -lt 2 ] ||
        diag "waited $(($(date +%s) - begun)) s for the tests of others"
    if mountpoint -q $binfmt_misc && find $binfmt_misc -name 'qemu-*' | grep -q .; then
        skip_all "this machine has rules of its own for foreign programs, which would be removed"
    fi
}

docker()
{
    command docker -H "unix://$tmp/engine/sock" "$@" 8>&-
}

# The engine has a PID and a mount namespace of its own, which stand for the host: --pid=host and
# the host's mounts are those of the namespace, and with its first process everything in it ends.
# dockerd does not hold the lock of own_machine.
start_engine()
{
    mkdir -p "$tmp/engine"
    # shellcheck disable=SC2016 # for the inner shell
    setpriv --pdeathsig KILL unshare --mount --pid --fork --kill-child --mount-proc sh -c '
        dockerd --iptables=false --ip6tables=false --bridge=none \
            --data-root "$1/data" --exec-root "$1/exec" --pidfile "$1/pid" --host "unix://$1/sock" &
        trap "kill -TERM $!" TERM
        wait || wait' sh "$tmp/engine" >"$tmp/engine/log" 2>&1 </dev/null 8>&- &
    engine=$!
    tries=0
    until docker version >"$tmp/engine/version" 2>&1; do
        tries=$((tries + 1))
        {
            [ $tries -lt 300 ] && kill -0 "$engine" 2>/dev/null
        } ||
            framework_failure_ "dockerd does not start: $(tail -n 5 "$tmp/engine/log")"
        sleep 0.2
    done
    host_pid=$(ps -o pid= --ppid $engine | tr -d ' ')
    misc=/proc/$host_pid/root$binfmt_misc
    diag "$(docker version --format \
        'Docker engine {{.Server.Version}}, client {{.Client.Version}}')" "$(docker info --format \
            'storage {{.Driver}}, kernel {{.KernelVersion}}, cgroup {{.CgroupVersion}}' \
            2>/dev/null)"
}

# stop_engine: dockerd ends its containers and its containerd.
stop_engine()
{
    [ -n "$engine" ] || return 0
    kill -TERM "$host_pid" 2>/dev/null || :
    tries=0
    while kill -0 "$engine" 2>/dev/null && [ $tries -lt 150 ]; do
        tries=$((tries + 1))
        sleep 0.2
    done
    kill -KILL "$engine" 2>/dev/null || :
    wait "$engine" 2>/dev/null || :
    engine=
}

# on_host COMMAND...: with the mounts of the engine's host.
on_host()
{
    nsenter --target "$host_pid" --mount --pid -- "$@" 8>&-
}
is_mounted()
{
    on_host mountpoint -q $binfmt_misc
}
mount_misc()
{
    is_mounted || on_host mount -t binfmt_misc binfmt_misc $binfmt_misc
}
umount_misc()
{
    while is_mounted; do on_host umount $binfmt_misc; done
}
rules()
{
    find "$misc" -name 'qemu-*' | sed 's,.*/,,' | sort | tr '\n' ' '
}

# The rules first: they outlive the engine if somebody else has binfmt_misc mounted.
cleanup()
{
    trap '' HUP INT TERM
    [ -z "$engine" ] || ! is_mounted || on_host "$top_builddir/qemu-binfmt-conf" --unregister \
        >/dev/null 2>&1 || :
    stop_engine
    rm -rf "$tmp"
}

run()
{
    docker run --rm --network none "$@"
}

# load ARCHIVE...: of the images that make images has built, by their names without .tar.
load()
{
    for load_name; do
        docker load -i "$top_builddir/images/archives/$load_name.tar" >"$tmp/load.out" 2>&1 ||
            framework_failure_ "docker load $load_name: $(cat "$tmp/load.out")"
    done
}

# find_privileges IMAGE: sets $privileged. Its program must only start.
find_privileges()
{
    privileged=--privileged
    run $privileged "$1" --version >/dev/null 2>"$tmp/privileged" && return
    privileged='--cap-add SYS_ADMIN --security-opt systempaths=unconfined'
    privileged="$privileged --security-opt seccomp=unconfined --security-opt apparmor=unconfined"
    diag "this machine refuses --privileged: $(grep -o 'error setting.*\|caused.*\|operation.*' \
        "$tmp/privileged" | head -n 1)" "instead: $privileged"
}
