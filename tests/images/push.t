#!/bin/sh
# SPDX-License-Identifier: MIT
# Publishing: images/push to registries on this machine, what arrives, SBOM and provenance beside
# it, with what login, and that a second push sends nothing.

. "$(dirname "$0")/../lib/lib.sh"
layout=$top_builddir/images/layout
[ -n "$QB_TARGETS" ] || cannot_all "this tree has no emulator (--with-targets=none)"
[ -f "$layout/index.json" ] || skip_all "there are no images (make images)"
need_prog docker-registry skopeo python3 setpriv curl jq openssl perl
host=$(jq -r '.[0].host' "$top_builddir/images/images.json")
platform=$(awk 'NR == 1 { print $4 }' "$top_builddir/images/tags")
first=${QB_TARGETS%% *}

free_port()
{
    python3 -c 'import socket
s = socket.socket()
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])'
}
registries=
cleanup()
{
    for one in $registries; do
        kill "$one" 2>/dev/null || :
        wait "$one" 2>/dev/null || :
    done
    rm -rf "$tmp"
}
# start_registry NAME SCHEME [LINE...]: Debian's, with more lines of its configuration; its port in
# $port, its log in $log.
start_registry()
{
    port=$(free_port) log=$tmp/$1.log scheme=$2
    printf 'version: 0.1\nstorage: {filesystem: {rootdirectory: %s}}\n' "$tmp/$1" >"$tmp/$1.yml"
    start_name=$1
    shift 2
    {
        printf 'http:\n  addr: "127.0.0.1:%s"\n' "$port"
        for start_line; do printf '%s\n' "$start_line"; done
    } >>"$tmp/$start_name.yml"
    setpriv --pdeathsig TERM docker-registry serve "$tmp/$start_name.yml" >"$log" 2>&1 8>&- &
    registries="$registries $!"
    tries=0
    until curl -s --insecure "$scheme://127.0.0.1:$port/v2/" >/dev/null 2>&1; do
        tries=$((tries + 1))
        {
            [ $tries -lt 150 ] && kill -0 $! 2>/dev/null
        } || framework_failure_ "docker-registry: $(tail -n 3 "$log")"
        sleep 0.2
    done
}
start_registry registry http
name=127.0.0.1:$port/some/qemu-user-static
push()
{
    "$top_srcdir/images/push" "$layout" "$name" --tls-verify=false
}
inspect()
{
    skopeo inspect --tls-verify=false --override-arch "${platform#linux/}" "$@"
}
sent()
{
    grep -cE '"(POST|PUT|PATCH) /v2' "$log" || :
}

ok "push" push
curl -fs "http://127.0.0.1:$port/v2/some/qemu-user-static/tags/list" | tr -d '[]{}"' |
    sed 's/.*tags://' | tr ',' '\n' | sort >"$tmp/tags"
is "$(grep -v '^sha256-' "$tmp/tags")" "$(cut -d ' ' -f 1 "$top_builddir/images/tags" | sort)" \
    "all tags are there"
awk '{ print $1, $2 }' "$top_builddir/images/tags" | while read -r tag digest; do
    [ "sha256:$(inspect --raw "docker://$name:$tag" | sha256sum | cut -d ' ' -f 1)" = "$digest" ] ||
        echo "$tag"
done >"$tmp/bad"
is "$(cat "$tmp/bad")" "" "with the digests of the layout"
blobs=$(find "$tmp/registry" -path '*/blobs/*' -name data | wc -l)
is "$blobs" "$(($(find "$layout/blobs" -type f | wc -l) + $(grep -c '^sha256-' "$tmp/tags")))" \
    "the registry stores each blob once, and lists of referrers"

# What the images are made of: from the digest of each tag to the list, the artifacts in it, and
# what these say.
ok "each tag has referrers by its digest: an SBOM and a provenance, right in what they say" \
    python3 "$here/referrers.py" "http://127.0.0.1:$port/v2/some/qemu-user-static" \
    "$top_builddir/images/tags" "$QB_BIN" "$QB_SUFFIX" "$top_srcdir"
# As the README says.
digest=$(inspect --format '{{.Digest}}' "docker://$name:latest")
is "$digest" "$(awk '$1 == "latest" { print $2 }' "$top_builddir/images/tags")" \
    "skopeo says the digest of :latest"
ok "and has the list" inspect --raw "docker://$name:sha256-${digest#sha256:}"
cp "$tmp/ok.out" "$tmp/list"
sbom=$(jq -r '.manifests[] | select(.artifactType == "application/spdx+json").digest' "$tmp/list")
ok "and copies the SBOM" skopeo copy --quiet --src-tls-verify=false "docker://$name@$sbom" \
    "dir:$tmp/sbom"
file=$tmp/sbom/$(jq -r '.layers[0].digest' "$tmp/sbom/manifest.json" | sed 's/sha256://')
is "$(jq -r .spdxVersion "$file")" SPDX-2.3 "which is SPDX"
if python3 -c 'import jsonschema' 2>/dev/null; then
    ok "in form, too" python3 -c 'import json, jsonschema, sys
jsonschema.validate(*(json.load(open(f)) for f in sys.argv[1:]))' \
        "$file" "$here/../packages/spdx.schema.json"
else
    skip "in form, too" "no jsonschema for python3"
fi
before=$(sent)
ok "push again" push
unlike "$tmp/ok.out" '^(pushed|attached)' "nothing is new"
is "$(sent)" "$before" "and the registry got nothing, as its log says"

# Pulled as files: by tag, and by digest.
pull()
{
    rm -rf "$tmp/pulled"
    skopeo copy --quiet --src-tls-verify=false --override-arch "${platform#linux/}" \
        "docker://$name$1" "dir:$tmp/pulled"
}
# emulator: the one in what was pulled.
emulator()
{
    for layer in "$tmp"/pulled/*; do
        tar -xzOf "$layer" "usr/bin/qemu-$first-static" 2>/dev/null || :
    done
}
ok "pull by the tag $first" pull ":$first"
for file in "$tmp/pulled"/*; do
    tar -xzOf "$file" "usr/bin/qemu-$first-static" 2>/dev/null || :
done >"$tmp/emulator"
ok "it is the emulator" cmp "$tmp/emulator" "$QB_BIN/qemu-$first$QB_SUFFIX"
digest=$(awk -v tag="$host-$first" '$1 == tag { print $2 }' "$top_builddir/images/tags")
ok "pull by digest" pull "@$digest"
is "sha256:$(sha256sum <"$tmp/pulled/manifest.json" | cut -d ' ' -f 1)" "$digest" \
    "it is what was asked for"
is "$(emulator | cmp - "$QB_BIN/qemu-$first$QB_SUFFIX" && echo same)" same \
    "with the same emulator in it"

# One image from here on, in a layout of its own: :register, and what refers to it.
mkdir "$tmp/small"
ln -s "$layout/blobs" "$layout/oci-layout" "$tmp/small"
register=$(awk '$1 == "register" { print $2 }' "$top_builddir/images/tags")
for one in $(jq -r '.manifests[] | select(.artifactType).digest' "$layout/index.json"); do
    [ "$(jq -r .subject.digest "$layout/blobs/sha256/${one#sha256:}")" != "$register" ] ||
        printf '"%s"\n' "$one"
done | jq -s . >"$tmp/ours"
jq --slurpfile ours "$tmp/ours" \
    '.manifests |= map(select(.annotations["org.opencontainers.image.ref.name"] == "register"
    or (.digest as $d | $ours[0] | index($d))))' "$layout/index.json" >"$tmp/small/index.json"
# small NAME OPTION...: pushes it.
small()
{
    small_name=$1
    shift
    "$top_srcdir/images/push" "$tmp/small" "$small_name" "$@"
}

# A list that has something of others.
list=http://127.0.0.1:$port/v2/some/qemu-user-static/manifests/sha256-${register#sha256:}
index_type=application/vnd.oci.image.index.v1+json
# get CURL-OPTION... URL: an index.
get()
{
    curl -fs -H "Accept: $index_type" "$@"
}
get "$list" | jq -c --arg d "$register" \
    '.manifests |= [.[0], (.[0] | .digest = $d | .artifactType = "text/other")]' >"$tmp/list"
curl -fs -X PUT -H "Content-Type: $index_type" --data-binary "@$tmp/list" "$list"
ok "push where the list has something of others, and lacks the provenance" \
    small "$name" --tls-verify=false
is "$(get "$list" | jq -r '.manifests[].artifactType' | tr '\n' ' ')" \
    "application/spdx+json text/other application/vnd.in-toto+json " "it has all three then"

# HTTPS with a certificate of its own, and a user.
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$tmp/key" -out "$tmp/cert" -days 2 \
    -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 2>/dev/null ||
    framework_failure_ openssl
mkdir "$tmp/certs"
cp "$tmp/cert" "$tmp/certs/ca.crt"
# shellcheck disable=SC2016 # no variables of ours
password='se"c\ret:$1'
password=$password perl -e \
    'print "user:", crypt($ENV{password}, "\$2y\$05\$abcdefghijklmnopqrstuu"), "\n"' >"$tmp/users"
start_registry basic https "  tls: {certificate: $tmp/cert, key: $tmp/key}" \
    "auth: {htpasswd: {realm: test, path: $tmp/users}}"
name=127.0.0.1:$port
# attached NAME CURL-OPTION...: how many referrers the list there has.
attached()
{
    attached_name=$1
    shift
    get "$@" "https://$name/v2/$attached_name/manifests/sha256-${register#sha256:}" |
        jq '.manifests | length'
}
attached_here()
{
    attached "$1" --cacert "$tmp/cert" -u "user:$password"
}
fails 1 "a certificate that nobody knows" small "$name/a" "--creds=user:$password"
ok "HTTPS and a user: --cert-dir, --creds" \
    small "$name/a" "--cert-dir=$tmp/certs" "--creds=user:$password"
is "$(attached_here a)" 2 "SBOM and provenance are there"
before=$(sent)
ok "--tls-verify=false" small "$name/a" --tls-verify=false "--creds=user:$password"
is "$(sent)" "$before" "sends nothing new"
fails 1 "another password" small "$name/a" "--cert-dir=$tmp/certs" --creds=user:wrong
like "$tmp/fails.out" "^push: $name/a: .*: status 401 .*does not accept the login of user" \
    "is reported"
unlike "$tmp/fails.out" 'wrong' "but not which"
# shellcheck disable=SC2016 # for the inner shell
ok "a password on standard input: --creds=USER" \
    sh -c 'printf "%s\n" "$1" | "$2" "$3" "$4" "$5" --creds=user' sh "$password" \
    "$top_srcdir/images/push" "$tmp/small" "$name/i" "--cert-dir=$tmp/certs"
is "$(attached_here i)" 2 "SBOM and provenance are there"
HOME=$tmp XDG_RUNTIME_DIR=$tmp/none
export HOME XDG_RUNTIME_DIR
fails 1 "nobody" small "$name/a" "--cert-dir=$tmp/certs"
like "$tmp/fails.out" "no login is known; run 'skopeo login $name'" "the message says what to do"
skopeo login --cert-dir "$tmp/certs" --authfile "$tmp/auth.json" -u user -p "$password" "$name" \
    >/dev/null || framework_failure_ "skopeo login"
ok "the file of skopeo login: --authfile" \
    small "$name/b" "--cert-dir=$tmp/certs" "--authfile=$tmp/auth.json"
is "$(attached_here b)" 2 "SBOM and provenance are there"
# in_file NAME JQ: pushes with a file of another form.
in_file()
{
    jq "$2" "$tmp/auth.json" >"$tmp/file.json"
    REGISTRY_AUTH_FILE=$tmp/file.json small "$1" "--cert-dir=$tmp/certs"
}
ok "the entry of a folder, in REGISTRY_AUTH_FILE" \
    in_file "$name/deep/down/c" ".auths |= {\"$name/deep\": .[\"$name\"]}"
is "$(attached_here deep/down/c)" 2 "SBOM and provenance are there"
mkdir "$tmp/bin" "$tmp/.docker"
cat >"$tmp/bin/docker-credential-test" <<END
#!/bin/sh
read -r server
[ "\$1 \$server" = "get $name" ] &&
    jq -n --arg secret "\$PASSWORD" '{Username: "user", Secret: \$secret}'
END
chmod +x "$tmp/bin/docker-credential-test"
printf '{"credHelpers": {"%s": "test"}}' "$name" >"$tmp/.docker/config.json"
ok "Docker's file, and a helper for credentials" env PATH="$tmp/bin:$PATH" PASSWORD="$password" \
    "$top_srcdir/images/push" "$tmp/small" "$name/d" "--cert-dir=$tmp/certs"
is "$(attached_here d)" 2 "SBOM and provenance are there"

# A registry that wants a token, and has the API of referrers. start_fake [OPTION]: its log is
# $tmp/token.log.
start_fake()
{
    : >"$tmp/port"
    setpriv --pdeathsig TERM python3 "$here/fake_registry.py" "user:$password" "$@" \
        >"$tmp/port" 2>"$tmp/token.log" 8>&- &
    registries="$registries $!"
    tries=0
    until [ -s "$tmp/port" ]; do
        tries=$((tries + 1))
        {
            [ $tries -lt 150 ] && kill -0 $! 2>/dev/null
        } || framework_failure_ "fake_registry.py: $(tail -n 3 "$tmp/token.log")"
        sleep 0.2
    done
    name=127.0.0.1:$(cat "$tmp/port")
}
start_fake
ok "push with a token" small "$name/some/e" --tls-verify=false "--creds=user:$password"
curl -fs -H 'Authorization: Bearer a-token' "http://$name/v2/some/e/referrers/$register" \
    >"$tmp/referrers"
is "$(jq -r '.manifests[].artifactType' "$tmp/referrers" | sort | tr '\n' ' ')" \
    "application/spdx+json application/vnd.in-toto+json " "it lists SBOM and provenance by itself"
is "$(grep -c 'manifests/sha256-' "$tmp/token.log")" 0 "without a tag for that"
before=$(wc -l <"$tmp/token.log")
ok "push again" small "$name/some/e" --tls-verify=false "--creds=user:$password"
is "$(wc -l <"$tmp/token.log")" "$before" "and it got nothing"
fails 1 "another password" small "$name/some/e" --tls-verify=false --creds=user:wrong
like "$tmp/fails.out" '/token .*gave no token to user' "is reported"

# A registry that has uploads sent to another host, which takes no login of ours.
start_fake --elsewhere
ok "push where uploads continue on another host" \
    small "$name/some/f" --tls-verify=false "--creds=user:$password"
grep ' Authorization: ' "$tmp/token.log" >"$tmp/elsewhere" || :
is "$(wc -l <"$tmp/elsewhere" | tr -d ' ')" "$(grep -c '^POST' "$tmp/token.log")" \
    "all uploads went there"
is "$(grep -v '^PUT .* Authorization: None$' "$tmp/elsewhere")" "" \
    "without our Authorization header"

fails 2 "push without arguments" "$top_srcdir/images/push"
ok "push --help" "$top_srcdir/images/push" --help
fails 1 "a directory that is no layout" "$top_srcdir/images/push" "$tmp" "$name"
fails 1 "a registry that is not there" \
    "$top_srcdir/images/push" "$layout" 127.0.0.1:1/none --tls-verify=false
like "$tmp/fails.out" '^push: no answer from http://127.0.0.1:1/.*: Connection refused' \
    "is reported"
done_testing
