# SPDX-License-Identifier: MIT
"""A registry for tests/images/push.t: it wants a token, and has the API of referrers, which Debian's has not.

registry.py USER:PASSWORD   prints its port; a line for each upload goes to standard error.
"""
import base64
import hashlib
import json
import re
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

LOGIN = "Basic " + base64.b64encode(sys.argv[1].encode()).decode()
TOKEN = "Bearer a-token"
INDEX = "application/vnd.oci.image.index.v1+json"
blobs, manifests, uploads, referrers = {}, {}, {}, {}


class Registry(BaseHTTPRequestHandler):
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

    def body(self):
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        data = b""
        while size := int(self.rfile.readline(), 16):
            data += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return data

    def token(self):
        if self.headers.get("Authorization") != LOGIN or "pull" not in self.path:
            return self.answer(401)
        return self.answer(200, b'{"token": "a-token"}')

    def handle_request(self):
        data = self.body()
        path, _, query = self.path.partition("?")
        if path == "/token":
            return self.token()
        if self.headers.get("Authorization") != TOKEN:
            realm = f'Bearer realm="http://{self.headers["Host"]}/token",service="test"'
            return self.answer(401, WWW_Authenticate=realm)
        if path == "/v2/":
            return self.answer(200)
        _, kind, name = re.fullmatch(r"/v2/(.+)/(blobs/uploads|blobs|manifests|referrers)/([^/]*)", path).groups()
        if self.command in ("POST", "PATCH", "PUT"):
            print(self.command, path, file=sys.stderr, flush=True)
            return getattr(self, "put_" + kind.split("/")[-1])(path, query, name, data)
        if kind == "referrers":
            index = {"schemaVersion": 2, "mediaType": INDEX, "manifests": referrers.get(name, [])}
            return self.answer(200, json.dumps(index).encode(), Content_Type=INDEX)
        found = (blobs if kind == "blobs" else manifests).get(name)
        return self.answer(200, found[1], Content_Type=found[0]) if found else self.answer(404)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = handle_request

    def put_uploads(self, path, query, name, data):
        if self.command == "POST":
            name = str(len(uploads))
        uploads[name] = uploads.get(name, b"") + data
        location = path.rpartition("/")[0] + "/" + name
        if self.command != "PUT":
            return self.answer(202, Location=location + "?state=1", Range=f"0-{len(uploads[name])}")
        digest = "sha256:" + hashlib.sha256(uploads[name]).hexdigest()
        if parse_qs(query) != {"state": ["1"], "digest": [digest]}:
            return self.answer(400, b'{"errors": [{"code": "DIGEST_INVALID", "message": "another digest"}]}')
        blobs[digest] = ("application/octet-stream", uploads.pop(name))
        return self.answer(201, Docker_Content_Digest=digest)

    def put_manifests(self, path, query, name, data):
        digest = "sha256:" + hashlib.sha256(data).hexdigest()
        manifest, kind = json.loads(data), self.headers["Content-Type"]
        manifests[name] = manifests[digest] = (kind, data)
        parts = [manifest.get("config")] + manifest.get("layers", []) + manifest.get("manifests", [])
        if any(part and part["digest"] not in blobs and part["digest"] not in manifests for part in parts):
            return self.answer(400, b'{"errors": [{"code": "MANIFEST_BLOB_UNKNOWN", "message": "a blob is missing"}]}')
        if "subject" not in manifest:
            return self.answer(201, Docker_Content_Digest=digest)
        of = manifest["subject"]["digest"]
        referrers.setdefault(of, []).append({"mediaType": kind, "digest": digest, "size": len(data),
                                             "artifactType": manifest["artifactType"]})
        return self.answer(201, Docker_Content_Digest=digest, OCI_Subject=of)


server = ThreadingHTTPServer(("127.0.0.1", 0), Registry)
print(server.server_address[1], flush=True)
server.serve_forever()
