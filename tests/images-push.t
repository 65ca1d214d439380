#!/bin/sh
# SPDX-License-Identifier: MIT
# Publishing: images/push.sh to a registry on this machine, what arrives, and that a second push sends nothing.

. "$(dirname "$0")/lib.sh"
layout=$top_builddir/images/layout
[ -n "$QB_TARGETS" ] || cannot_all "this tree has no emulator (--with-targets=none)"
[ -f "$layout/index.json" ] || skip_all "there are no images (make images)"
need_prog docker-registry skopeo python3 setpriv curl
host=$(awk '{ print $1; exit }' "$top_builddir/images/images")
platform=$(awk 'NR == 1 { print $4 }' "$top_builddir/images/tags")
first=${QB_TARGETS%% *}

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat >"$tmp/registry.yml" <<END
version: 0.1
storage: {filesystem: {rootdirectory: $tmp/registry}}
http: {addr: "127.0.0.1:$port"}
END
setpriv --pdeathsig TERM docker-registry serve "$tmp/registry.yml" >"$tmp/log" 2>&1 8>&- &
registry=$!
cleanup() { kill $registry 2>/dev/null || :; wait $registry 2>/dev/null || :; rm -rf "$tmp"; }
tries=0
until curl -fs "http://127.0.0.1:$port/v2/" >/dev/null 2>&1; do
    tries=$((tries + 1))
    { [ $tries -lt 150 ] && kill -0 $registry 2>/dev/null; } || framework_failure_ "docker-registry: $(tail -n 3 "$tmp/log")"
    sleep 0.2
done
name=127.0.0.1:$port/some/qemu-user-static
push() { "$top_srcdir/images/push.sh" "$layout" "$name" --tls-verify=false; }
inspect() { skopeo inspect --tls-verify=false --override-arch "${platform#linux/}" "$@"; }
sent() { grep -cE '"(POST|PUT|PATCH) /v2' "$tmp/log" || :; }

ok "push" push
is "$(curl -fs "http://127.0.0.1:$port/v2/some/qemu-user-static/tags/list" | tr -d '[]{}"' | sed 's/.*tags://' | tr ',' '\n' | sort)" \
    "$(cut -d ' ' -f 1 "$top_builddir/images/tags" | sort)" "all tags are there"
awk '{ print $1, $2 }' "$top_builddir/images/tags" | while read -r tag digest; do
    [ "sha256:$(inspect --raw "docker://$name:$tag" | sha256sum | cut -d ' ' -f 1)" = "$digest" ] || echo "$tag"
done >"$tmp/bad"
is "$(cat "$tmp/bad")" "" "with the digests of the layout"
blobs=$(find "$tmp/registry" -path '*/blobs/*' -name data | wc -l)
is "$blobs" "$(find "$layout/blobs" -type f | wc -l)" "the registry stores each blob once"
before=$(sent)
ok "push again" push
unlike "$tmp/ok.out" '^pushed' "nothing is new"
is "$(sent)" "$before" "and the registry got nothing, as its log says"

# Pulled as files: by tag, and by digest.
pull() { rm -rf "$tmp/pulled"; skopeo copy --quiet --src-tls-verify=false --override-arch "${platform#linux/}" "docker://$name$1" "dir:$tmp/pulled"; }
# emulator: the one in what was pulled.
emulator() { for layer in "$tmp"/pulled/*; do tar -xzOf "$layer" "usr/bin/qemu-$first-static" 2>/dev/null || :; done; }
ok "pull by the tag $first" pull ":$first"
ok "it is the emulator" sh -c "cd '$tmp/pulled' && for f in *; do tar -xzOf \$f usr/bin/qemu-$first-static 2>/dev/null; done | cmp - '$QB_BIN/qemu-$first$QB_SUFFIX'"
digest=$(awk -v tag="$host-$first" '$1 == tag { print $2 }' "$top_builddir/images/tags")
ok "pull by digest" pull "@$digest"
is "sha256:$(sha256sum <"$tmp/pulled/manifest.json" | cut -d ' ' -f 1)" "$digest" "it is what was asked for"
is "$(emulator | cmp - "$QB_BIN/qemu-$first$QB_SUFFIX" && echo same)" same "with the same emulator in it"

fails 2 "push.sh without arguments" "$top_srcdir/images/push.sh"
fails 1 "a folder that is no layout" "$top_srcdir/images/push.sh" "$tmp" "$name"
fails 1 "a registry that is not there" "$top_srcdir/images/push.sh" "$layout" 127.0.0.1:1/none --tls-verify=false
done_testing
