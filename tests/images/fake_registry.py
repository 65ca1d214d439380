# SPDX-License-Identifier: MIT
"""A registry for tests/images/push.t and client/, and a second host that may take its uploads.

It can do what Debian's cannot: tokens, the referrers API, uploads elsewhere, failures.

fake_registry.py USER:PASSWORD [--elsewhere]

It prints its port; a line for each upload goes to standard error, that of the second host with the
Authorization header. --elsewhere: uploads continue on the second host.
"""
import base64
import hashlib
import json
import re
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

INDEX = "application/vnd.oci.image.index.v1+json"
TOKEN = "a-token"


def digest_of(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def answer(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def error(self, status, code, message, **headers):
        self.answer(
            status, json.dumps({"errors": [{"code": code, "message": message}]}).encode(), **headers
        )

    def body(self):
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        data = b""
        while size := int(self.rfile.readline(), 16):
            data += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return data

    def handle_request(self):
        data = self.body()
        path, _, query = self.path.partition("?")
        self.server.log.append((self.command, path, self.headers.get("Authorization")))
        if not self.server.fault(self, path):
            self.serve(path, query, data)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = handle_request


class Server(ThreadingHTTPServer):
    """LOG: (method, path, Authorization) of each request. FAULT: a function of handler and path
    that is called first and returns True if it has answered."""

    daemon_threads = True

    def __init__(self, handler):
        super().__init__(("127.0.0.1", 0), handler)
        self.log, self.fault = [], lambda handler, path: False
        self.host = "127.0.0.1:%d" % self.server_address[1]
        self.url = "http://" + self.host

    def start(self):
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def handle_error(self, request, client_address):
        pass  # a client that gave up


class RegistryHandler(Handler):
    def serve(self, path, query, data):
        if path == "/token":
            return self.token(query, data)
        if self.headers.get("Authorization") not in self.server.accepted():
            return self.error(
                401, "UNAUTHORIZED", "who are you?", WWW_Authenticate=self.server.challenge()
            )
        if path == "/v2/":
            return self.answer(200)
        _, kind, name = re.fullmatch(
            r"/v2/(.+)/(blobs/uploads|blobs|manifests|referrers)/([^/]*)", path
        ).groups()
        if self.command in ("POST", "PATCH", "PUT"):
            print(
                self.command,
                path,
                file=sys.stderr if self.server.verbose else self.server.devnull,
                flush=True,
            )
            return getattr(self, "put_" + kind.split("/")[-1])(path, query, name, data)
        if kind == "referrers":
            return self.referrers(path, query, name)
        found = (self.server.blobs if kind == "blobs" else self.server.manifests).get(name)
        if not found:
            return self.error(404, "UNKNOWN", name)
        return self.answer(200, found[1], Content_Type=found[0])

    def token(self, query, data):
        fields = parse_qs(data.decode() if self.command == "POST" else query)
        wanted = self.server.login
        if (
            self.headers.get("Authorization") != wanted
            and fields.get("refresh_token") != ["identity"]
            or "pull" not in fields["scope"][0]
        ):
            return self.answer(401)
        return self.answer(200, json.dumps({"token": self.server.token}).encode())

    def referrers(self, path, query, name):
        rows, start = self.server.referrers.get(name, []), int(
            parse_qs(query).get("start", ["0"])[0]
        )
        if not self.server.has_referrers:
            return self.error(404, "UNSUPPORTED", "no such API")
        index = {
            "schemaVersion": 2,
            "mediaType": INDEX,
            "manifests": rows[start:][: self.server.page],
        }
        more = (
            {"Link": f'<{path}?start={start + self.server.page}>; rel="next"'}
            if len(rows) > start + self.server.page
            else {}
        )
        return self.answer(200, json.dumps(index).encode(), Content_Type=INDEX, **more)

    def put_uploads(self, path, query, name, data):
        uploads = self.server.uploads
        if self.command == "POST":
            name = str(self.server.count())
        uploads[name] = uploads.get(name, b"") + data
        location = path.rpartition("/")[0] + "/" + name
        if self.server.storage and self.command == "POST":
            location = self.server.storage.url + location
        if self.command != "PUT":
            return self.answer(202, Location=location + "?state=1", Range=f"0-{len(uploads[name])}")
        digest = digest_of(uploads.pop(name))
        if parse_qs(query) != {"state": ["1"], "digest": [digest]}:
            return self.error(400, "DIGEST_INVALID", "another digest")
        self.server.blobs[digest] = ("application/octet-stream", data)
        return self.answer(201, Docker_Content_Digest=digest)

    def put_manifests(self, path, query, name, data):
        digest = digest_of(data)
        manifest, kind = json.loads(data), self.headers["Content-Type"]
        known = {**self.server.blobs, **self.server.manifests}
        parts = (
            [manifest.get("config")] + manifest.get("layers", []) + manifest.get("manifests", [])
        )
        if any(part and part["digest"] not in known for part in parts):
            return self.error(400, "MANIFEST_BLOB_UNKNOWN", "a blob is missing")
        self.server.manifests[name] = self.server.manifests[digest] = (kind, data)
        if "subject" not in manifest or not self.server.has_referrers:
            return self.answer(201, Docker_Content_Digest=digest)
        of = manifest["subject"]["digest"]
        self.server.referrers.setdefault(of, []).append(
            {
                "mediaType": kind,
                "digest": digest,
                "size": len(data),
                "artifactType": manifest["artifactType"],
            }
        )
        return self.answer(201, Docker_Content_Digest=digest, OCI_Subject=of)


class StorageHandler(Handler):
    """The other host: takes what the registry has sent here, from whoever has the address."""

    def serve(self, path, query, data):
        print(
            self.command,
            path,
            "Authorization:",
            self.headers.get("Authorization"),
            file=sys.stderr if self.server.registry.verbose else self.server.registry.devnull,
            flush=True,
        )
        if "Authorization" in self.headers:  # as S3, which takes one kind of login at a time
            return self.error(400, "InvalidArgument", "only one auth mechanism allowed")
        digest = digest_of(data)
        if self.command != "PUT" or parse_qs(query) != {"state": ["1"], "digest": [digest]}:
            return self.answer(400)
        self.server.registry.blobs[digest] = ("application/octet-stream", data)
        return self.answer(201)


class FakeRegistry(Server):
    """AUTH: none, basic or token."""

    def __init__(self, login="user:password", auth="token", elsewhere=False, verbose=False):
        super().__init__(RegistryHandler)
        self.login = "Basic " + base64.b64encode(login.encode()).decode()
        self.auth, self.verbose, self.token = auth, verbose, TOKEN
        self.devnull = open("/dev/null", "w")
        self.blobs, self.manifests, self.uploads, self.referrers = {}, {}, {}, {}
        self.has_referrers, self.page = True, 100
        self.realm = self.url + "/token"
        self.storage = Server(StorageHandler) if elsewhere else None
        if elsewhere:
            self.storage.registry = self
            self.storage.start()
        self.counter, self.lock = 0, threading.Lock()

    def count(self):
        with self.lock:
            self.counter += 1
            return self.counter

    def accepted(self):
        return {"none": [None], "basic": [self.login], "token": ["Bearer " + self.token]}[self.auth]

    def challenge(self):
        return (
            f'Bearer realm="{self.realm}",service="test"'
            if self.auth == "token"
            else 'Basic realm="test"'
        )


if __name__ == "__main__":
    server = FakeRegistry(sys.argv[1], elsewhere="--elsewhere" in sys.argv[2:], verbose=True)
    print(server.server_address[1], flush=True)
    server.serve_forever()
