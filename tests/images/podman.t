#!/bin/sh
# SPDX-License-Identifier: MIT
# The images with podman and buildah: pulled from the layout, loaded, run; and registering, in a
# binfmt_misc that is not the machine's: that of a user namespace.

. "$(dirname "$0")/../lib/lib.sh"
layout=$top_builddir/images/layout
[ -n "$QB_TARGETS" ] || cannot_all "this tree has no emulator (--with-targets=none)"
[ -f "$top_builddir/images/tags" ] || skip_all "there are no images (make images)"
[ "$(id -u)" = 0 ] || cannot_all "not root"
need_prog podman buildah runc jq
host=$(jq -r '.[0].host' "$top_builddir/images/images.json")
first=${QB_TARGETS%% *}
program=/usr/bin/qemu-$first-static
version=$(
    . "$top_srcdir/tools/manifest.sh"
    manifest_version qemu
)
id()
{
    jq -r --arg name "$1" \
        'first(.[] | select(.name == $name)).config.digest | ltrimstr("sha256:")' \
        "$top_builddir/images/images.json"
}
storage="--root $tmp/storage --runroot $tmp/run --storage-driver vfs"
# shellcheck disable=SC2086 # lists of options
podman()
{
    command podman $storage --cgroup-manager cgroupfs --events-backend file "$@"
}
# shellcheck disable=SC2086
buildah()
{
    command buildah $storage "$@"
}

# buildah, isolated by chroot alone: it needs no cgroup and no namespace of its own.
ok "buildah from, out of the layout" buildah from --name emulator "oci:$layout:$host-$first"
is "$(buildah inspect --type container --format '{{.FromImageID}}' emulator)" "$(id "$first")" \
    "the image has the id of our table"
ok "buildah run: the emulator of $first" buildah run --isolation chroot emulator -- "$program" \
    -version
like "$tmp/ok.out" " version $version" "says its version"
ok "buildah from: register" buildah from --name register "oci:$layout:register"
ok "buildah run: the program" buildah run --isolation chroot register -- /register --help
like "$tmp/ok.out" '^Usage: qemu-binfmt-conf ' "says its usage"

# podman shares the storage of buildah.
ok "podman pull, out of the layout" podman pull --quiet "oci:$layout:$host-$first"
like "$tmp/ok.out" "^$(id "$first")\$" "the same id"
ok "podman load: all images of this host" \
    podman load --quiet -i "$top_builddir/images/archives/$host.tar"
is "$(podman images --format '{{.Repository}} {{.Tag}}' |
    sed -n 's,^localhost/qemu-user-static ,,p' | sort | tr '\n' ' ')" \
    "$(cut -d ' ' -f 1 "$top_builddir/images/tags" | sort | tr '\n' ' ')" "all tags are there"
is "$(podman image inspect --format '{{.Id}}' localhost/qemu-user-static:latest)" "$(id all)" \
    ":latest has the id of our table"

# With limits and a runtime of our choice: podman's own limits may be above those of this machine,
# and crun refuses hybrid cgroups.
run()
{
    podman --runtime runc run --rm --network none --ulimit nofile=1024:1024 \
        --ulimit nproc=1000:1000 "$@"
}
ok "podman run: the emulator of $first" run "localhost/qemu-user-static:$host-$first" "$program" \
    -version
like "$tmp/ok.out" " version $version" "says its version"
ok "podman run: the program" run localhost/qemu-user-static --help
like "$tmp/ok.out" '^Usage: qemu-binfmt-conf ' "says its usage"
fails 4 "podman run without privileges: registration fails" \
    run localhost/qemu-user-static --reset -p yes
is "$(wc -l <"$tmp/fails.out")" 1 "with one line"
like "$tmp/fails.out" 'needs root, in a container --privileged' "that says what it needs"

# A user namespace with the ids of the machine stands for it: process 1 there has its own
# binfmt_misc mounted. Where a host has AppArmor or SELinux, they are as outside; its kernel is this
# one. Not all ids: with these, runc takes it for no namespace.
namespace=
cleanup()
{
    [ -z "$namespace" ] || kill -KILL "$namespace" 2>/dev/null || :
    wait 2>/dev/null || :
    rm -rf "$tmp"
}
if ! unshare -Urmpf --mount-proc mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc \
    2>/dev/null; then
    cannot "registering" "the kernel has no binfmt_misc per user namespace (it needs Linux 6.7)"
    done_testing
fi
need_namespace=true
mkfifo "$tmp/mapped"
# shellcheck disable=SC2016 # for the inner shells
setpriv --pdeathsig KILL unshare --user sh -c '
    read -r go <"$1"
    exec unshare --mount --pid --fork --kill-child --mount-proc sh -c '\''
        mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc &&
            : >"$1.ready" && exec sleep infinity'\'' sh "$1"' sh "$tmp/mapped" &
namespace=$!
tries=0
until [ -e "$tmp/mapped.ready" ]; do
    if $need_namespace && [ "$(readlink /proc/$namespace/ns/user)" != \
        "$(readlink /proc/self/ns/user)" ]; then
        for one in uid gid; do echo '0 0 65536' >/proc/$namespace/${one}_map; done
        echo go >"$tmp/mapped"
        need_namespace=false
    fi
    tries=$((tries + 1))
    {
        [ $tries -lt 150 ] && kill -0 $namespace 2>/dev/null
    } || framework_failure_ "no user namespace"
    sleep 0.1
done
machine=$(ps -o pid= --ppid $namespace | tr -d ' ')
# there COMMAND...: on that machine.
there()
{
    nsenter --target "$machine" --user --mount --pid --wd=/ -- "$@"
}
misc=/proc/sys/fs/binfmt_misc
rules()
{
    there find $misc -name 'qemu-*' | sed 's,.*/,,' | sort | tr '\n' ' '
}
# shellcheck disable=SC2086 # lists of options
podman()
{
    there podman $storage --cgroup-manager cgroupfs --events-backend file "$@"
}
# shellcheck disable=SC2086
buildah()
{
    there buildah $storage "$@"
}
unregister()
{
    run --privileged localhost/qemu-user-static --unregister >/dev/null 2>&1 || :
}
wanted=$("$top_builddir/qemu-binfmt-conf" --dry-run -Q "$QB_BIN" -F "$QB_SUFFIX" |
    cut -d : -f 2,7 | tr : ' ' |
    while read -r rule program; do [ ! -x "$program" ] || echo "$rule"; done | sort | tr '\n' ' ')
# A foreign program, where there is a compiler for one.
. "$top_srcdir/tools/compilers.sh"
foreign=
for cpu in $QB_TARGETS; do
    [ "$(guest_field "$cpu" kind)" = cross ] || continue
    compiler=$(guest_field "$cpu" compiler)
    case $wanted in *"qemu-$cpu "*) ;; *) continue ;; esac
    mkdir -p "$tmp/root"
    # shellcheck disable=SC2086 # options
    if [ -n "$compiler" ] && echo 'int main(void) { return 42; }' |
        $compiler -static -o "$tmp/root/program" -x c - 2>/dev/null; then
        foreign=$cpu
        break
    fi
done
# foreign STATUS TEXT: whether a container of the other CPU starts. Its image has nothing of ours.
foreign()
{
    if [ -z "$foreign" ]; then
        skip "$2" "no cross compiler (tools/compilers.def)"
    else
        fails "$1" "$2" run --rootfs "$tmp/root" /program
    fi
}

is "$(rules)" "" "no rule is there"
foreign 1 "a container of $foreign does not start"
[ -z "$foreign" ] || like "$tmp/fails.out" 'exec format error' "exec format error"
ok "podman run --privileged IMAGE --reset -p yes" \
    run --privileged localhost/qemu-user-static --reset -p yes
is "$(rules)" "$wanted" "all rules are there when the container has ended"
foreign 42 "a container of $foreign runs"
unlike "$tmp/ok.out" 'are gone when' "and is not told that they would be gone"
ok "in a container, --verify" run --privileged localhost/qemu-user-static --verify
ok "--unregister" run --privileged localhost/qemu-user-static --unregister
is "$(rules)" "" "removes them"
volume()
{
    run --cap-drop ALL -v $misc:/binfmt_misc localhost/qemu-user-static --procdir=/binfmt_misc "$@"
}
ok "without any capability, with the volume" volume --reset -p yes
is "$(rules)" "$wanted" "all rules are there"
unregister
ok "with the capability instead of --privileged" \
    run --cap-add SYS_ADMIN --security-opt unmask=ALL localhost/qemu-user-static --reset -p yes
is "$(rules)" "$wanted" "all rules are there"
unregister
ok ":binfmt --install all" run --privileged localhost/qemu-user-static:binfmt --install all
is "$(rules)" "$wanted" "all rules are there"
unregister
ok "buildah from" buildah from --pull-never --name all localhost/qemu-user-static:latest
ok "buildah run IMAGE --reset -p yes" buildah run --isolation chroot all -- /register --reset -p yes
is "$(rules)" "$wanted" "all rules are there"
foreign 42 "a container of $foreign runs"
unregister
there umount $misc
fails 9 "where binfmt_misc is not mounted: told that the rules are gone" \
    run --privileged localhost/qemu-user-static --reset -p yes
done_testing
