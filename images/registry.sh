# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# A registry's HTTP API with curl, for what skopeo cannot push: manifests with a subject. Sourced by images/attach.sh.
#
# The user is that of skopeo: an option, or what 'skopeo login' or 'docker login' has written. Credentials helpers are
# called as Docker does. Input: $reg, a folder for our use. Output of a request: $status, $reg/headers, $reg/body.

# quit TEXT...: the end, with a reason.
quit() { printf 'push.sh: %s\n' "$*" >&2; exit 1; }

# registry_open DESTINATION OPTION...: sets $host, $repository, and $api, where they are.
registry_open()
{
    case ${1%%/*} in
        docker.io | index.docker.io) host=docker.io repository=${1#*/} ;;
        *.* | *:* | localhost) host=${1%%/*} repository=${1#*/} ;;
        *) host=docker.io repository=$1 ;;
    esac
    shift
    verify=true login='' auth_file='' cert_dir='' address=$host header=''
    [ "$host" != docker.io ] || address=registry-1.docker.io
    for option; do
        case $option in
            --tls-verify=* | -tls-verify=*) verify=${option#*=} ;;
            --creds=*) login=${option#*=} ;;
            --authfile=*) auth_file=${option#*=} ;;
            --cert-dir=*) cert_dir=${option#*=} ;;
        esac
    done
    find_certificates
    umask 077
    [ -n "$login" ] || login=$(find_login)
    api=https://$address/v2/
    if [ "$verify" != true ]; then
        curl --silent --insecure --output /dev/null --config "$reg/certificates" "$api" || api=http://$address/v2/
    fi
}

# find_certificates: those that skopeo takes for this registry, too, into $reg/certificates.
find_certificates()
{
    : >"$reg/certificates"
    for folder in ${cert_dir:+"$cert_dir"} "/etc/containers/certs.d/$host" "/etc/docker/certs.d/$host"; do
        [ -d "$folder" ] || continue
        cat "$folder"/*.crt >"$reg/authorities" 2>/dev/null && echo "cacert = \"$reg/authorities\"" >>"$reg/certificates"
        for certificate in "$folder"/*.cert; do
            [ ! -f "$certificate" ] || printf 'cert = "%s"\nkey = "%s"\n' "$certificate" "${certificate%.cert}.key" >>"$reg/certificates"
        done
        break
    done
}

# find_login: USER:PASSWORD for $host/$repository, of the first file that has one; nothing if there is none.
find_login()
{
    if [ -n "$auth_file$REGISTRY_AUTH_FILE" ]; then
        set -- "${auth_file:-$REGISTRY_AUTH_FILE}"
    else
        set -- "${XDG_RUNTIME_DIR:-/run/containers/$(id -u)}/containers/auth.json" "/run/containers/$(id -u)/auth.json" \
            "${XDG_CONFIG_HOME:-$HOME/.config}/containers/auth.json" "${DOCKER_CONFIG:-$HOME/.docker}/config.json"
    fi
    for file; do
        [ -f "$file" ] || continue
        found=$(jq -r --arg host "$host" --arg name "$host/$repository" '
            [$name | split("/") | range(length; 0; -1) as $n | .[:$n] | join("/")] as $names
            | (.auths // {}) as $auths
            | (if $host == "docker.io" then ["https://index.docker.io/v1/"] else ["https://\($host)"] end) as $old
            | first(($names + $old)[] | $auths[.] // empty | .auth // empty | select(. != "") | @base64d)
              // (.credHelpers[$host] // .credsStore // empty | "helper \(.)")' "$file") ||
            quit "'$file' is not the JSON of a login"
        case $found in
            '') ;;
            'helper '*) ask_helper "docker-credential-${found#helper }" && return ;;
            *) printf '%s\n' "$found"; return ;;
        esac
    done
}

# ask_helper PROGRAM
ask_helper()
{
    server=$host
    [ "$host" != docker.io ] || server=https://index.docker.io/v1/
    printf '%s' "$server" | "$1" get 2>/dev/null | jq -r '"\(.Username // empty):\(.Secret)"' 2>/dev/null | grep .
}

# quoted TEXT: as a word in curl's configuration.
quoted() { printf '%s' "$1" | sed 's/[\\"]/\\&/g; s/^/"/; s/$/"/'; }

# send METHOD URL [CURL-OPTION...]: secrets are in files, since everyone sees the arguments of a command.
send()
{
    method=$1 url=$2
    shift 2
    case $method in
        HEAD) set -- --head --location "$@" ;;
        GET) set -- --location "$@" ;;
        *) set -- --request "$method" "$@" ;;
    esac
    [ "$verify" = true ] || set -- --insecure "$@"
    { cat "$reg/certificates"; [ -z "$header" ] || printf 'header = %s\n' "$(quoted "$header")"; } >"$reg/config"
    status=$(curl --silent --show-error --retry 3 --config "$reg/config" --dump-header "$reg/headers" --output "$reg/body" \
        --write-out '%{http_code}' "$@" "$url") || quit "no answer from $url"
}

# request METHOD URL [CURL-OPTION...]: the same as the user. A token may have expired, hence each time.
request()
{
    send "$@"
    [ "$status" = 401 ] || return 0
    authorize
    send "$@"
}

# authorize: $header, as the last answer asks for.
authorize()
{
    challenge=$(tr -d '\r' <"$reg/headers" | sed -n 's/^[Ww][Ww][Ww]-[Aa]uthenticate: *//p' | tail -n 1)
    basic=
    [ -z "$login" ] || basic="Authorization: Basic $(printf '%s' "$login" | base64 -w 0)"
    case $challenge in
        [Bb]asic*) [ -n "$basic" ] || quit "$host: no user is known; skopeo login $host"
            header=$basic ;;
        [Bb]earer*) get_token ;;
        *) quit "$host asks for '$challenge', which is not known here" ;;
    esac
}

# field NAME: that of the challenge.
field() { printf '%s' "$challenge" | sed -n "s/.*[ ,]$1=\"\\([^\"]*\\)\".*/\\1/p"; }

# get_token: from the server that the challenge names.
get_token()
{
    { cat "$reg/certificates"; [ -z "$basic" ] || printf 'header = %s\n' "$(quoted "$basic")"; } >"$reg/config"
    set -- --get --data-urlencode "service=$(field service)" --data-urlencode "scope=repository:$repository:pull,push"
    [ "$verify" = true ] || set -- --insecure "$@"
    token=$(curl --silent --config "$reg/config" "$@" "$(field realm)" | jq -r '.token // .access_token // empty' 2>/dev/null) || token=
    user=${login%%:*}
    [ -n "$token" ] || quit "$host: $(field realm) gave no token to ${user:-nobody; skopeo login $host}"
    header="Authorization: Bearer $token"
}

# refused WHAT: the end, with what the registry has said.
refused()
{
    quit "$host/$repository: $1: status $status $(jq -r 'first(.errors[] | "\(.code): \(.message)")' "$reg/body" 2>/dev/null || :)"
}

# put_blob DIGEST FILE: unless it is there.
put_blob()
{
    request HEAD "$api$repository/blobs/$1"
    [ "$status" != 200 ] || return 0
    request POST "$api$repository/blobs/uploads/" --data ''
    [ "$status" = 202 ] || refused "$1"
    where=$(tr -d '\r' <"$reg/headers" | sed -n 's/^[Ll]ocation: *//p' | tail -n 1)
    case $where in
        /*) where=${api%/v2/}$where ;;
    esac
    case $where in *\?*) where="$where&digest=$1" ;; *) where="$where?digest=$1" ;; esac
    request PUT "$where" --header 'Content-Type: application/octet-stream' --data-binary "@$2"
    [ "$status" = 201 ] || refused "$1"
}

# put_manifest TYPE NAME FILE: NAME is a tag or a digest.
put_manifest()
{
    request PUT "$api$repository/manifests/$2" --header "Content-Type: $1" --data-binary "@$3"
    [ "$status" = 201 ] || refused "$2"
}
