# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# For the tests of recipes/fetch.sh: a web server on loopback with good and bad manners, and a
# source to fetch.
#
# Sourced after lib.sh and tree.sh. Files in $www are served as $url/MANNER/.../FILE:
#   good   with Range         whole   without Range      refuse  a Range is answered by 416
#   short  breaks off half-way          slow    waits half-way until $www/go exists
#   page   a web page, status 200       moved   redirects to good     none  404
# $dead is an address where nothing listens. $requests has a line for each request: MANNER FILE
# [RANGE].

need_prog python3 curl flock
www=$tmp/www
requests=$tmp/requests
mkdir "$www"
: >"$requests"

python3 - "$www" "$requests" >"$tmp/ports" 2>"$tmp/server.err" <<'END' &
import http.server, os, re, socket, sys, time
www, requests = sys.argv[1:]

class Origin(http.server.BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def do_GET(self):
        manner, name = self.path.split('/')[1], os.path.basename(self.path)
        wanted = self.headers.get('Range', '')
        with open(requests, 'a') as log:
            log.write(f'{manner} {name} {wanted}'.rstrip() + '\n')
        file = os.path.join(www, name)
        if manner == 'none' or not os.path.isfile(file):
            return self.send_error(404)
        if manner == 'moved':
            self.send_response(302)
            self.send_header('Location', f'/good/{name}')
            return self.end_headers()
        with open(file, 'rb') as content:
            data = content.read()
        if manner == 'page':
            data = b'<!DOCTYPE html>\n<html><body>Please log in.</body></html>\n'
        start = 0
        match = re.fullmatch(r'bytes=(\d+)-', wanted)
        if match and manner not in ('whole', 'page'):
            start = int(match[1])
            if manner == 'refuse' or start >= len(data):
                return self.send_error(416)
        self.send_response(206 if start else 200)
        self.send_header('Content-Length', len(data) - start)
        if start:
            self.send_header('Content-Range', f'bytes {start}-{len(data) - 1}/{len(data)}')
        self.end_headers()
        half = start + (len(data) - start) // 2
        self.wfile.write(data[start:half])
        while manner == 'slow' and not os.path.exists(www + '/go'):
            time.sleep(0.05)
        if manner != 'short':
            self.wfile.write(data[half:])

closed = socket.socket()
closed.bind(('127.0.0.1', 0))
server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Origin)
server.daemon_threads = True
server.handle_error = lambda *args: None
print(server.server_port, closed.getsockname()[1], flush=True)
server.serve_forever()
END
server=$!
# The one of lib.sh, and the server.
cleanup()
{
    kill "$server" 2>/dev/null || :
    chmod -R u+w "$tmp" 2>/dev/null || :
    rm -rf "$tmp"
}
until_true test -s "$tmp/ports"
read -r port closed <"$tmp/ports"
url=http://127.0.0.1:$port
dead=http://127.0.0.1:$closed

# A source: the authors' file and Debian's, of the same content but not the same bytes.
file=thing-1.0.tar.gz
debian_file=thing_1.0.orig.tar.gz
head -c 1000000 /dev/urandom >"$www/$file"
head -c 900000 /dev/urandom >"$www/$debian_file"
sum=$(sha256sum <"$www/$file" | cut -d ' ' -f 1)
debian_sum=$(sha256sum <"$www/$debian_file" | cut -d ' ' -f 1)
pool=pool/main/t/thing/$debian_file

# The environment of fetch.sh.
fetch=$top_srcdir/recipes/fetch.sh
top_builddir=$tmp/build
folder=$top_builddir/distfiles
stamp=$top_builddir/stamps/thing.fetched
QB_MANIFEST=$tmp/manifest
QB_SETTINGS=$tmp/settings
HOME=$tmp
export top_srcdir top_builddir QB_MANIFEST QB_SETTINGS HOME

# origins LINE...: the manifest has these origins of thing 1.0, and a build tree that is empty.
origins()
{
    printf '%s\n' 'source other 2.0 MIT' "upstream $sum $url/none/other.tar" \
        'source thing 1.0 MIT' "$@" >"$QB_MANIFEST"
    chmod -R u+w "$top_builddir" 2>/dev/null || :
    rm -rf "$top_builddir" "$www/go"
    mkdir -p "$top_builddir/stamps"
    : >"$requests"
}

# settings LINE...: those of configure, then these.
settings()
{
    printf '%s\n' "FETCH_PROGRAM='curl'" "distfiles=''" "debian_mirror='$url/none'" "$@" \
        >"$QB_SETTINGS"
}

# part BYTES: a transfer of the authors' file broke off after that many bytes.
part()
{
    mkdir -p "$folder"
    head -c "$1" "$www/$file" >"$folder/$file.part"
}

# holds FILE... DESCRIPTION: the download folder has these files and no other; those without .part
# are right.
holds()
{
    want=
    while [ $# -gt 1 ]; do
        want="$want$1 "
        case $1 in *.part | *.wrong) ;; *) cmp "$www/$1" "$folder/$1" >/dev/null 2>&1 ||
            want="$want(wrong) " ;; esac
        shift
    done
    is "$(find "$folder" ! -type d 2>/dev/null | sed 's,.*/,,' | sort | tr '\n' ' ')" "$want" "$1"
}

# asked WANTED DESCRIPTION: the requests that the server got, separated by commas.
asked()
{
    is "$(paste -s -d , "$requests")" "$1" "$2"
}
