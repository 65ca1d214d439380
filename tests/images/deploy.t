#!/bin/sh
# SPDX-License-Identifier: MIT
# deploy/: each file is valid to the tool that it is for; the containers of Kubernetes and of
# Compose do what they are for.

. "$(dirname "$0")/../lib/lib.sh"
. "$here/../lib/engine.sh"
deploy=$top_srcdir/deploy
need_prog kubectl systemd-analyze cloud-init docker-compose jq python3
# The distribution's python3, which has its modules, may not be the first one.
for python in /usr/bin/python3 python3 none; do
    [ "$python" != none ] || skip_all "no python3-kubernetes or python3-yaml"
    ! "$python" -c 'import kubernetes, yaml' 2>/dev/null || break
done

for kustomization in base host-mount; do
    ok "kubectl kustomize $kustomization" kubectl kustomize "$deploy/kubernetes/$kustomization"
    cp "$tmp/ok.out" "$tmp/$kustomization.yaml"
    ok "its fields are those of Kubernetes, as the official Python client has them" \
        "$python" "$here/daemonset.py" check "$tmp/$kustomization.yaml"
done
sed 's/readOnlyRootFilesystem/readonlyRootFilesystem/' "$tmp/base.yaml" >"$tmp/wrong.yaml"
fails 1 "a misspelt field is noticed" "$python" "$here/daemonset.py" check "$tmp/wrong.yaml"
cannot "the manifests in a cluster" "Debian has no Kubernetes server"

ok "systemd-analyze verify" systemd-analyze verify --man=no "$deploy/qemu-binfmt.service"
is "$(cat "$tmp/ok.out")" "" "without a warning"
sed 's/^ExecStart=/ExecStrat=/' "$deploy/qemu-binfmt.service" >"$tmp/wrong.service"
systemd-analyze verify --man=no "$tmp/wrong.service" >"$tmp/out" 2>&1 || :
like "$tmp/out" 'ExecStrat' "a misspelt line would be noticed"
ok "cloud-init schema" cloud-init schema --config-file "$deploy/cloud-init.yaml"
"$python" -c 'import sys, yaml
sys.stdout.write(yaml.safe_load(sys.stdin)["write_files"][0]["content"])' \
    <"$deploy/cloud-init.yaml" >"$tmp/unit"
ok "the unit in it is the one beside it" diff "$tmp/unit" "$deploy/qemu-binfmt.service"
ok "docker-compose config" docker-compose --file "$deploy/compose.yaml" config
quadlet=$(find /usr/libexec/podman /usr/lib/podman -name quadlet 2>/dev/null | head -n 1)
if [ -n "$quadlet" ]; then
    mkdir "$tmp/quadlet"
    cp "$deploy/qemu-binfmt.container" "$tmp/quadlet"
    ok "the quadlet" env QUADLET_UNIT_DIRS="$tmp/quadlet" "$quadlet" -dryrun
    like "$tmp/ok.out" 'ExecStart=.*podman run .*qemu-user-static:latest --procdir=/binfmt_misc' \
        "starts the image"
else
    cannot "the quadlet" "this podman is older than 4.4 and has no quadlet"
fi
# There is no tool for it in Debian.
ok "the workflows of GitHub are YAML with the keys that they need" \
    "$python" - "$deploy/github-actions.yaml" "$deploy/release-workflow.yaml" <<'END'
import sys, yaml
for name in sys.argv[1:]:
    flow = yaml.safe_load(open(name))
    assert flow["name"] and (flow.get("on") or flow.get(True)), flow
    for job in flow["jobs"].values():
        assert job["runs-on"] and all(("uses" in s) != ("run" in s) for s in job["steps"]), job
        needs = job.get("needs", [])
        assert set([needs] if isinstance(needs, str) else needs) <= set(flow["jobs"]), job
END

# The rest with a Docker engine, whose host has binfmt_misc mounted.
[ -f "$top_builddir/images/tags" ] || {
    skip "the containers" "there are no images (make images)"
    done_testing
}
need_engine
start_engine
host=$(jq -r '.[0].host' "$top_builddir/images/images.json")
load "$host"
find_privileges qemu-user-static
mount_misc

# pod NAME FILE: runs the container of the DaemonSet, and waits until its readiness probe is
# content.
pod()
{
    pod_name=$1
    "$python" "$here/daemonset.py" docker "$2" >"$tmp/pod"
    "$python" "$here/daemonset.py" probe "$2" >"$tmp/probe"
    set -- docker run --detach --network none --name "$pod_name"
    while read -r argument; do
        # shellcheck disable=SC2086 # a list of options
        case $argument in
            --) ;;
            --privileged)
                set -- "$@" $privileged
                [ "$privileged" = --privileged ] ||
                    set -- "$@" --cap-add SYS_PTRACE --cap-add SYS_CHROOT
                ;;
            *) set -- "$@" "$argument" ;;
        esac
    done <"$tmp/pod"
    "$@" >"$tmp/pod.id" 2>&1 || return 1
    tries=0
    until ready "$pod_name"; do
        tries=$((tries + 1))
        {
            [ $tries -lt 100 ] &&
                [ "$(docker inspect --format '{{.State.Running}}' "$pod_name")" = true ]
        } || break
        sleep 0.2
    done
    ready "$pod_name" || {
        docker logs "$pod_name"
        return 1
    }
}
# ready NAME: as the kubelet asks.
ready()
{
    xargs -d '\n' docker -H "unix://$tmp/engine/sock" exec "$1" <"$tmp/probe" >"$tmp/ready" 2>&1
}

is "$("$python" "$here/daemonset.py" docker "$tmp/base.yaml" |
    grep -cE 'privileged|cap-add|pid=host')" 0 \
    "the DaemonSet's container has no privilege and no capability"
ok "it starts, and is ready" pod first "$tmp/base.yaml"
some=$(rules)
is "$(echo "$some" | grep -c qemu-)" 1 "the rules are there"
on_host sh -c "for f in $binfmt_misc/qemu-*; do echo -1 >\$f; done"
tries=0
until [ "$(rules)" = "$some" ] || [ $tries -ge 100 ]; do
    tries=$((tries + 1))
    sleep 0.2
done
is "$(rules)" "$some" "rules that somebody removes come back"
docker kill first >/dev/null
is "$(rules)" "$some" "when it is killed, the rules stay"
docker start first >/dev/null
tries=0
until ready first || [ $tries -ge 100 ]; do
    tries=$((tries + 1))
    sleep 0.2
done
ok "started again, it is ready" ready first
docker tag qemu-user-static qemu-user-static:old
ok "an upgrade: the new one is ready beside the old one" pod second "$tmp/base.yaml"
docker stop first >/dev/null
is "$(docker inspect --format '{{.State.ExitCode}}' first) $(rules)" "0 $some" \
    "the old one ends well, and no rule is missing"
ok "the new one is still ready" ready second
docker rm --force first second >/dev/null
run -v "$binfmt_misc:/binfmt_misc" qemu-user-static --procdir=/binfmt_misc --unregister \
    >/dev/null 2>&1
umount_misc
if pod third "$tmp/base.yaml" >"$tmp/out" 2>&1; then rc=0; else rc=$?; fi
is "$rc $(docker inspect --format '{{.State.ExitCode}}' third)" "1 3" \
    "on a host without binfmt_misc it does not become ready, and ends with 3"
like "$tmp/out" "'/binfmt_misc' is not binfmt_misc" "and says why"
ok "host-mount: it mounts it there" pod fourth "$tmp/host-mount.yaml"
is "$(rules)" "$some" "the rules are there"
docker rm --force third fourth >/dev/null
is "$(rules)" "$some" "and stay"

mount_misc
run -v "$binfmt_misc:/binfmt_misc" qemu-user-static --procdir=/binfmt_misc --unregister \
    >/dev/null 2>&1
compose()
{
    docker-compose --host "unix://$tmp/engine/sock" --file "$deploy/compose.yaml" \
        --project-name qemu "$@" 8>&-
}
ok "docker-compose up" compose up --detach
tries=0
until [ "$(rules)" = "$some" ] || [ $tries -ge 100 ]; do
    tries=$((tries + 1))
    sleep 0.2
done
is "$(rules)" "$some" "registers"
ok "docker-compose down" compose down
is "$(rules)" "$some" "the rules stay"

# The commands of the unit, as systemd would run them.
unit()
{
    command=$(sed -n "s,^$1=/usr/bin/docker ,,p" "$deploy/qemu-binfmt.service")
    OPTIONS=$(sed -n 's/^Environment="OPTIONS=\(.*\)"/\1/p' "$deploy/qemu-binfmt.service") \
    IMAGE=qemu-user-static
    eval "docker $command"
}
ok "ExecStop of the unit" unit ExecStop
is "$(rules)" "" "removes the rules"
ok "ExecStart" unit ExecStart
is "$(rules)" "$some" "registers them"
done_testing
