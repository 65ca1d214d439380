#!/bin/sh
# SPDX-License-Identifier: MIT
# Foreign images run: after one docker run of ours, docker run and docker build with those of five
# other platforms; the ways to use the emulator of one CPU; and the steps of
# docker/setup-qemu-action.

. "$(dirname "$0")/../lib/lib.sh"
. "$here/../lib/engine.sh"
. "$here/platforms.sh"
[ -n "$QB_TARGETS" ] || cannot_all "this tree has no emulator (--with-targets=none)"
[ -f "$top_builddir/images/tags" ] || skip_all "there are no images (make images)"
need_prog debootstrap apt-get dpkg-deb jq python3
[ -e "$keyring" ] || skip_all "no $keyring (package debian-archive-keyring)"
need_engine
host=$(jq -r '.[0].host' "$top_builddir/images/images.json")
image=qemu-user-static
platforms=$(echo "$platforms" | while read -r cpu rest; do
    [ "$cpu" = "$host" ] || ! have_target "$cpu" || echo "$cpu $rest"
done)
[ -n "$platforms" ] ||
    cannot_all "this tree builds none of the emulators that this test needs (--with-targets)"

start_engine
load "$host"
find_privileges $image
mount_misc
# register ARGUMENT...: our image with them.
register()
{
    eval "run $privileged $image \"\$@\""
}

while read -r cpu arch platform machine; do
    import_busybox "$arch" "$platform"
    if run --platform "$platform" "foreign:$arch" uname -m >"$tmp/out" 2>&1; then
        rc=0
    else
        rc=$?
    fi
    point "$((rc == 0))" "$platform: without rules a container does not start"
    like "$tmp/out" 'exec format error' "$platform: exec format error"
done <<END
$platforms
END

ok "$image --reset -p yes" register --reset -p yes
while read -r cpu arch platform machine; do
    is "$(run --platform "$platform" "foreign:$arch" uname -m 2>&1)" "$machine" \
        "$platform: uname -m"
    is "$(run --platform "$platform" "foreign:$arch" sh -c 'seq 20 | sort -n | tail -n 1; exit 0' \
        2>&1)" 20 "$platform: a shell, a pipeline"
    mkdir -p "$tmp/build/deb/DEBIAN" "$tmp/build/deb/usr/share"
    printf '%s\n' 'Package: tiny' 'Version: 1' "Architecture: $arch" \
        'Maintainer: nobody <nobody@localhost>' 'Description: tiny' \
        >"$tmp/build/deb/DEBIAN/control"
    printf '#!/bin/sh\nuname -m >/usr/share/tiny.installed\n' >"$tmp/build/deb/DEBIAN/postinst"
    chmod 755 "$tmp/build/deb/DEBIAN/postinst"
    dpkg-deb --root-owner-group -Zgzip --build "$tmp/build/deb" "$tmp/build/tiny.deb" >/dev/null
    printf '%s\n' "FROM foreign:$arch" 'COPY tiny.deb /tmp/' \
        'RUN dpkg -i /tmp/tiny.deb && rm /tmp/tiny.deb' 'RUN uname -m >/machine' \
        >"$tmp/build/Dockerfile"
    ok "$platform: a package is installed in a docker build" \
        docker build --platform "$platform" --network none -t "built:$arch" "$tmp/build"
    is "$(run --platform "$platform" "built:$arch" cat /usr/share/tiny.installed /machine 2>&1 |
        tr '\n' ' ')" "$machine $machine " \
        "$platform: by programs of that CPU"
done <<END
$platforms
END

# Debian's own dpkg, apt and maintainer scripts.
if echo "$platforms" | grep -q '^aarch64 '; then
    import_debian linux/arm64
    mkdir "$tmp/debian"
    cat >"$tmp/debian/Dockerfile" <<'END'
FROM foreign:debian
ENV DEBIAN_FRONTEND=noninteractive PERL_BADLANG=0
RUN dpkg --install /debs/base-passwd_*.deb /debs/gcc-*-base_*.deb /debs/lib*.deb \
    /debs/debconf_*.deb && ldconfig
RUN apt-get install --yes /debs/busybox-static_*.deb && busybox uname -m >/machine
END
    ok "Debian for arm64: dpkg and apt-get install packages in a docker build" \
        docker build --platform linux/arm64 --network none -t built:debian "$tmp/debian"
    run --platform linux/arm64 built:debian dpkg -l >"$tmp/out" 2>&1 || :
    like "$tmp/out" '^ii  busybox-static .*arm64' "dpkg -l lists what apt-get has installed"
    like "$tmp/out" '^ii  libc-bin .*arm64' "and libc-bin, whose ldconfig is known for crashes"
    is "$(run --platform linux/arm64 built:debian cat /machine 2>&1)" aarch64 "it ran"
fi

register --unregister >/dev/null 2>&1
read -r cpu arch platform machine <<END
$platforms
END
fails 1 "after --unregister that does not run any more" \
    run --platform "$platform" "foreign:$arch" uname -m
is "$(grep -c 'exec format error' "$tmp/fails.out")" 1 "exec format error"

# The emulator of one CPU, without flag F: it comes with the image, or from the host.
ok "$image:register --reset" sh -c \
    "docker -H unix://$tmp/engine/sock run --rm --network none $privileged $image:register --reset"
fails 1 "an image without the emulator does not run" \
    run --platform "$platform" "foreign:$arch" uname -m
mkdir "$tmp/copy"
cat >"$tmp/copy/Dockerfile" <<END
FROM $image:$host-$cpu as qemu
FROM foreign:$arch
COPY --from=qemu /usr/bin/qemu-$cpu-static /usr/bin
RUN uname -m >/machine
END
ok "COPY --from=qemu" docker build --platform "$platform" --network none -t built:copy "$tmp/copy"
is "$(run --platform "$platform" built:copy cat /machine 2>&1)" "$machine" "its programs run"
docker cp "$(docker create "$image:$host-$cpu" /)":"/usr/bin/qemu-$cpu-static" "$tmp/" >/dev/null
is "$(run --platform "$platform" -v "$tmp/qemu-$cpu-static:/usr/bin/qemu-$cpu-static:ro" \
    "foreign:$arch" uname -m 2>&1)" "$machine" "-v /usr/bin/qemu-$cpu-static"
register --unregister >/dev/null 2>&1

# docker/setup-qemu-action: it registers with --install, then reads the platforms from the JSON of a
# call without arguments.
binfmt()
{
    eval "run $privileged $image:binfmt \"\$@\""
}
list=$(echo "$platforms" | cut -d ' ' -f 2 | sed 's/armhf/arm/; s/ppc64el/ppc64le/' | paste -sd ,)
ok "setup-qemu-action: --install $list" binfmt --install "$list"
binfmt >"$tmp/json" 2>"$tmp/err"
is "$(python3 -c 'import json, sys; print(*sorted(json.load(open(sys.argv[1]))["supported"]))' \
    "$tmp/json" | tr ' ' '\n' |
    grep -cFx "$(echo "$platforms" | cut -d ' ' -f 3)")" "$(echo "$platforms" |
        wc -l)" "the JSON has the platforms"
is "$(run --platform "$platform" "foreign:$arch" uname -m 2>&1)" "$machine" "an image runs"
ok "--uninstall 'qemu-*'" binfmt --uninstall 'qemu-*'
is "$(rules)" "" "leaves nothing"
ok "--install all" binfmt --install all
binfmt >"$tmp/json" 2>"$tmp/err"
is "$(python3 -c 'import json, sys; print(len(json.load(open(sys.argv[1]))["emulators"]))' \
    "$tmp/json")" "$(rules | wc -w)" "the JSON has the emulators"
is "$(cat "$tmp/err")" "" "and nothing else is printed"
fails 2 "--install of an unknown platform" binfmt --install linux/vax
done_testing
