#!/bin/sh
# SPDX-License-Identifier: MIT
# The images with podman and buildah, as far as they run on this machine: pulled from the layout, loaded, and run.

. "$(dirname "$0")/lib.sh"
layout=$top_builddir/images/layout
[ -n "$QB_TARGETS" ] || cannot_all "this tree has no emulator (--with-targets=none)"
[ -f "$top_builddir/images/tags" ] || skip_all "there are no images (make images)"
[ "$(id -u)" = 0 ] || cannot_all "not root"
need_prog podman buildah runc
host=$(awk '{ print $1; exit }' "$top_builddir/images/images")
first=${QB_TARGETS%% *}
program=/usr/bin/qemu-$first-static
version=$(. "$top_srcdir/recipes/manifest.sh"; manifest_version qemu)
id() { awk -v name="$1" '$2 == name { sub(/^sha256:/, "", $4); print $4; exit }' "$top_builddir/images/images"; }
storage="--root $tmp/storage --runroot $tmp/run --storage-driver vfs"
# shellcheck disable=SC2086 # lists of options
podman() { command podman $storage --cgroup-manager cgroupfs --events-backend file "$@"; }
# shellcheck disable=SC2086
buildah() { command buildah $storage "$@"; }

# buildah, isolated by chroot alone: it needs no cgroup and no namespace of its own.
ok "buildah from, out of the layout" buildah from --name emulator "oci:$layout:$host-$first"
is "$(buildah inspect --type container --format '{{.FromImageID}}' emulator)" "$(id "$first")" "the image has the id of our table"
ok "buildah run: the emulator of $first" buildah run --isolation chroot emulator -- "$program" -version
like "$tmp/ok.out" " version $version" "says its version"
ok "buildah from: register" buildah from --name register "oci:$layout:register"
ok "buildah run: the program" buildah run --isolation chroot register -- /register --help
like "$tmp/ok.out" '^Usage: qemu-binfmt-conf ' "says its usage"

# podman shares the storage of buildah.
ok "podman pull, out of the layout" podman pull --quiet "oci:$layout:$host-$first"
like "$tmp/ok.out" "^$(id "$first")\$" "the same id"
ok "podman load: all images of this host" podman load --quiet -i "$top_builddir/images/archives/$host.tar"
is "$(podman images --format '{{.Repository}} {{.Tag}}' | sed -n 's,^localhost/qemu-user-static ,,p' | sort | tr '\n' ' ')" \
    "$(cut -d ' ' -f 1 "$top_builddir/images/tags" | sort | tr '\n' ' ')" "all tags are there"
is "$(podman image inspect --format '{{.Id}}' localhost/qemu-user-static:latest)" "$(id all)" ":latest has the id of our table"

# With limits and a runtime of our choice: podman's own limits may be above those of this machine, and crun refuses hybrid cgroups.
run() { podman --runtime runc run --rm --network none --ulimit nofile=1024:1024 --ulimit nproc=1000:1000 "$@"; }
ok "podman run: the emulator of $first" run "localhost/qemu-user-static:$host-$first" "$program" -version
like "$tmp/ok.out" " version $version" "says its version"
ok "podman run: the program" run localhost/qemu-user-static --help
like "$tmp/ok.out" '^Usage: qemu-binfmt-conf ' "says its usage"
fails 4 "podman run without privileges: registration fails" run localhost/qemu-user-static --reset -p yes
is "$(wc -l <"$tmp/fails.out")" 1 "with one line"
like "$tmp/fails.out" 'needs root, in a container --privileged' "that says what it needs"
done_testing
