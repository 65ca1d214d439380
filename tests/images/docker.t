#!/bin/sh
# SPDX-License-Identifier: MIT
# The calls that the README promises, with a real Docker engine: what works, what stays, and what
# fails loudly.

. "$(dirname "$0")/../lib/lib.sh"
. "$here/../lib/engine.sh"
[ -n "$QB_TARGETS" ] || cannot_all "this tree has no emulator (--with-targets=none)"
[ -f "$top_builddir/images/tags" ] || skip_all "there are no images (make images)"
need_prog jq
need_engine
host=$(jq -r '.[0].host' "$top_builddir/images/images.json")
image=qemu-user-static
cpu=aarch64
[ "$host" != aarch64 ] || cpu=x86_64
need_qemu "$cpu"

start_engine
ok "docker load: all images of this host" docker load -i "$top_builddir/images/archives/$host.tar"
is "$(docker images --format '{{.Tag}}' $image | sort | tr '\n' ' ')" \
    "$(cut -d ' ' -f 1 "$top_builddir/images/tags" | sort | tr '\n' ' ')" "all tags are there"
is "$(docker inspect --format '{{.Id}}' "$image:$host-$cpu")" \
    "$(jq -r --arg name $cpu '.[] | select(.name == $name).config.digest' \
        "$top_builddir/images/images.json")" "Docker's id is the digest of the configuration"
find_privileges $image

# count_rules: how many there should be.
umount_misc
run $image --help >"$tmp/out" 2>&1
like "$tmp/out" '^Usage: qemu-binfmt-conf ' "--help"
is "$(run "$image:$host-$cpu" "/usr/bin/qemu-$cpu-static" -version | sed -n '1s/.*version //p')" \
    "$(
        . "$top_srcdir/tools/manifest.sh"
        manifest_version qemu
    )" "$image:$host-$cpu has the emulator"
is "$(docker inspect --format '{{index .Config.Labels "org.opencontainers.image.version"}}' \
    $image)" "$(awk 'NR == 2 { print $1 }' "$top_builddir/images/tags")" "the label of the version"

# A host without binfmt_misc: what a container registers ends with it (Linux 6.7), and must not look
# as if it were done.
# shellcheck disable=SC2086 # $privileged is a list of options
{
    fails 9 "the host has not mounted binfmt_misc: registration fails" \
        run $privileged $image --reset -p yes
    like "$tmp/fails.out" 'the rules are gone when this container ends' "and says why"
    like "$tmp/fails.out" "mount it on the host \\('mount -t binfmt_misc" "and what to do"
    mount_misc
    is "$(rules)" "" "they are gone indeed"
    umount_misc
    ok "with --pid=host" run $privileged --cap-add SYS_PTRACE --cap-add SYS_CHROOT \
        --pid=host $image --reset -p yes
    ok "binfmt_misc is mounted on the host afterwards" is_mounted
    ok "and the rules stay" test -e "$misc/qemu-$cpu"

    # The usual host.
    umount_misc
    mount_misc
    run $privileged $image --reset -p yes >"$tmp/out" 2>&1 ||
        framework_failure_ "registration: $(cat "$tmp/out")"
    like "$tmp/out" "^Setting /usr/bin/qemu-$cpu-static as binfmt interpreter for $cpu\$" \
        "--reset -p yes registers"
    like "$misc/qemu-$cpu" '^flags: POF$' "with the flags F and P"
    before=$(rules)
    ok "again, without --reset" run $privileged $image -p yes
    like "$tmp/ok.out" 'already registered' "nothing is to be done"
    ok "again, with --reset" run $privileged $image --reset -p yes
    is "$(rules)" "$before" "the same rules"
    ok "--verify" run $privileged $image --verify
    ok "-c yes -g yes, the script's other options" \
        run $privileged $image --reset -p yes --credential yes -g yes
    like "$misc/qemu-$cpu" '^flags: POCF$' "are obeyed"
    ok "-g no" run $privileged $image --reset -p yes -g no
    like "$misc/qemu-$cpu" '^flags: OF$' "is obeyed"
    ok "QEMU_BIN_DIR" run $privileged -v "$QB_BIN:/elsewhere:ro" -e QEMU_BIN_DIR=/elsewhere $image \
        --reset -p yes
    like "$misc/qemu-$cpu" '^interpreter /elsewhere/' "is obeyed"
    run $privileged $image --reset -p yes >"$tmp/one" 2>&1 &
    one=$!
    run $privileged $image --reset -p yes >"$tmp/two" 2>&1 &
    two=$!
    rc=0
    wait $one || rc=$?
    wait $two || rc=$?
    is "$rc $(rules)" "0 $before" "two containers at once"
    ok "--unregister" run $privileged $image --unregister
    is "$(rules)" "" "leaves nothing"

    # Those who may not.
    fails 4 "without privileges it fails" run $image --reset -p yes
    is "$(wc -l <"$tmp/fails.out")" 1 "with one line"
    like "$tmp/fails.out" 'needs root, in a container --privileged' "that says what it needs"
    fails 4 "as another user" run $privileged --user 1000 $image --reset -p yes
    is "$(rules)" "" "nothing was registered"
    fails 2 "an unknown option" run $privileged $image --no-such-option
    like "$tmp/fails.out" "unknown .*'--no-such-option'" "is named"
    fails 2 "an option without its value" run $privileged $image --reset -p
    fails 2 "a wrong value" run $privileged $image -p perhaps
    fails 2 "an unknown CPU" run $privileged $image -p yes --cpu=vax
    is "$(rules)" "" "and still nothing"

    # No privilege at all: the container gets the one folder that it is to write into.
    bind="-v $binfmt_misc:/binfmt_misc --cap-drop ALL --security-opt no-new-privileges --read-only"
    ok "without any capability, with the host's binfmt_misc as a volume" \
        run $bind $image --procdir=/binfmt_misc --reset -p yes
    is "$(rules)" "$before" "all the same rules"
    ok "--verify in this way" run $bind $image --procdir=/binfmt_misc --verify
    ok "--unregister in this way" run $bind $image --procdir=/binfmt_misc --unregister
    fails 4 "a read-only volume" run -v $binfmt_misc:/binfmt_misc:ro $image --procdir=/binfmt_misc \
        --reset -p yes
    is "$(wc -l <"$tmp/fails.out")" 1 "fails with one line"
    ok "a read-only /proc/sys, and the right to mount over it" \
        run --cap-add SYS_ADMIN --security-opt apparmor=unconfined $image --reset -p yes
    is "$(rules)" "$before" "the same rules"
    ok "--status" run --cap-add SYS_ADMIN --security-opt apparmor=unconfined $image --status
    umount_misc
    fails 3 "the same where the host has not mounted it" \
        run $bind $image --procdir=/binfmt_misc --reset -p yes
    like "$tmp/fails.out" "'/binfmt_misc' is not binfmt_misc" "is reported"
    mount_misc

    # The image without emulators.
    fails 5 "$image:register -p yes fails" run $privileged $image:register --reset -p yes
    like "$tmp/fails.out" "no emulator in '/usr/bin': with '-p yes' the kernel opens them now" \
        "and says why"
    ok "$image:register --reset" run $privileged $image:register --reset
    is "$(rules)" "$("$top_builddir/qemu-binfmt-conf" --dry-run | cut -d : -f 2 | sort |
        tr '\n' ' ')" "registers all, also those that are not in this tree"
    like "$misc/qemu-$cpu" '^flags: PO$' "without flag F"
}
done_testing
