# SPDX-License-Identifier: MIT
"""The part of an OCI registry's API that images/push needs (distribution 1.1).

Secrets go to few places. A login is sent only to the registry itself or to the token server that it
names; a token only to the registry. That is its own scheme, host and port, even when it redirects a
request or has an upload continued elsewhere. No message contains a secret, nor the query of an
address, which may be signed.
"""
import base64
import hashlib
import json
import re
from urllib.parse import urlencode, urlsplit

from logins import Problem
from transport import BUSY, SECONDS, TRIES, Credential, Transport, address, origin

INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
NO_API = (400, 404, 405, 406, 501)  # what registries answer where they do not know an address


def parse_destination(text):
    """Split REGISTRY/NAME into host and repository; without REGISTRY it is Docker's."""
    host, slash, repository = text.partition("/")
    if not slash or not (re.search("[.:]", host) or host == "localhost"):
        host, repository = "docker.io", text
    if host == "index.docker.io":
        host = "docker.io"
    if host == "docker.io" and "/" not in repository:
        repository = "library/" + repository
    part = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*"
    if not re.fullmatch(
        r"(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(?::[0-9]{1,5})?", host
    ) or not re.fullmatch(f"{part}(?:/{part})*", repository):
        raise Problem(
            f"'{text}' is not REGISTRY/NAME, as registry.example.org/user/qemu-user-static"
        )
    return host, repository


def basic(login):
    """Return the header of a user with a password."""
    return "Basic " + base64.b64encode(f"{login.user}:{login.password}".encode()).decode()


def parse_challenges(headers):
    """Return the WWW-Authenticate headers as a dict: scheme in lower case to its parameters."""
    result = {}
    for value in headers.get_all("WWW-Authenticate") or []:
        scheme, _, rest = value.strip().partition(" ")
        result[scheme.lower()] = {
            name.lower(): quoted or word
            for name, quoted, word in re.findall(r'(\w+)=(?:"([^"]*)"|([^\s",]+))', rest)
        }
    return result


class Registry:
    """One repository of a registry, as seen by one user."""

    def __init__(self, host, repository, login=None, verify=True, cert_dir=None, seconds=SECONDS):
        self.host, self.repository, self.login = host, repository, login
        self.name = f"{host}/{repository}"
        self.credential = None
        self.has_referrers = None  # not known yet whether it has that API
        self.http = Transport(host, verify, cert_dir, seconds)
        self.http.root = (
            "https://" + ("registry-1.docker.io" if host == "docker.io" else host) + "/v2/"
        )
        if not verify:
            self.find_scheme()

    def find_scheme(self):
        """Use HTTP if there is no HTTPS; only for those who do not ask for its verification."""
        try:
            self.http.exchange("GET", self.http.root, {}, None, tries=1)
        except Problem:
            self.http.root = "http" + self.http.root[len("https") :]

    def is_ours(self, url):
        """Tell whether an address is the registry's own."""
        return origin(url) == origin(self.http.root)

    def request(self, method, url, headers=(), body=None, tries=TRIES):
        """Send a request as our user. Tokens expire, so any request may need a new one."""
        answer = self.http.follow(method, url, dict(headers), body, self.credential, tries)
        if answer.status == 401 and self.is_ours(answer.url):
            self.authorize(parse_challenges(answer.headers))
            answer = self.http.follow(method, url, dict(headers), body, self.credential, tries)
        return answer

    def refuse(self, what, answer):
        """Raise a Problem with what the registry says about it."""
        try:
            error = json.loads(answer.body)["errors"][0]
            text = f" {error['code']}: {error.get('message', '')}"
        except (ValueError, KeyError, IndexError, TypeError, AttributeError):
            text = ""
        if not self.is_ours(answer.url):
            text += f" (from {address(answer.url)}, another host, to which no login is sent)"
        elif answer.status == 401 and self.login:
            text += f" (it does not accept the login of {self.login.user or 'the token'})"
        raise Problem(self.clean(f"{self.name}: {what}: status {answer.status}{text}"))

    def clean(self, text):
        """Return a text with our secrets and control characters removed, of a line's length."""
        secrets = [self.credential.header.partition(" ")[2]] if self.credential else []
        if self.login:
            secrets += [
                self.login.password,
                self.login.identity_token,
                basic(self.login)[len("Basic ") :],
            ]
        for secret in filter(lambda secret: len(secret) > 3, secrets):
            text = text.replace(secret, "***")
        return "".join(char if char.isprintable() else "?" for char in text)[:500]

    # Logging in

    def authorize(self, challenges):
        """Set the credential as the registry asks for: a token, or else the password."""
        if "bearer" in challenges:
            header = "Bearer " + self.get_token(challenges["bearer"])
        elif "basic" not in challenges:
            raise Problem(f"{self.host} asks for a kind of login that is not supported")
        elif not self.login:
            raise Problem(
                f"{self.host}: no login is known; run 'skopeo login {self.host}' or see --creds"
            )
        elif self.login.identity_token:
            raise Problem(f"{self.host} asks for a password, but the login is a token")
        else:
            header = basic(self.login)
        self.credential = Credential(origin(self.http.root), header)

    def get_token(self, challenge):
        """Return a token for our repository, of the server that the challenge names."""
        realm = self.http.resolve(self.http.root, challenge.get("realm", ""))
        query = {
            "service": challenge.get("service", ""),
            "scope": f"repository:{self.repository}:pull,push",
        }
        if self.login and self.login.identity_token:
            query.update(
                grant_type="refresh_token",
                client_id="qemu-user-static",
                refresh_token=self.login.identity_token,
            )
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            # The body is the secret here: no redirects.
            answer = self.http.exchange("POST", realm, headers, urlencode(query).encode())
        else:
            credential = Credential(origin(realm), basic(self.login)) if self.login else None
            url = realm + ("&" if urlsplit(realm).query else "?") + urlencode(query)
            answer = self.http.follow("GET", url, {}, None, credential)
        try:
            fields = json.loads(answer.body) if answer.status == 200 else {}
            token = fields.get("token") or fields.get("access_token")
        except (ValueError, AttributeError):
            token = None
        if not isinstance(token, str) or not re.fullmatch("[!-~]+", token):
            who = (
                (self.login.user or "the bearer of the token")
                if self.login
                else f"nobody; run 'skopeo login {self.host}' or see --creds"
            )
            raise Problem(
                self.clean(
                    f"{self.host}: {address(realm)} (status {answer.status}) gave no token to {who}"
                )
            )
        return token

    # Blobs and manifests

    def url(self, *parts):
        """Return an address below our repository."""
        return self.http.root + "/".join((self.repository,) + parts)

    def put_blob(self, digest, path):
        """Send a file, unless it is there. An upload that breaks off begins anew."""
        if self.request("HEAD", self.url("blobs", digest)).status == 200:
            return
        for tried in range(TRIES):
            last = tried == TRIES - 1
            answer = self.request("POST", self.url("blobs/uploads/"), {"Content-Length": "0"})
            if answer.status != 202 or "Location" not in answer.headers:
                self.refuse("starting an upload", answer)
            url = self.http.resolve(answer.url, answer.headers["Location"])
            url += ("&" if urlsplit(url).query else "?") + urlencode({"digest": digest})
            try:
                answer = self.request(
                    "PUT", url, {"Content-Type": "application/octet-stream"}, path, tries=1
                )
            except Problem:
                if last:
                    raise
            else:
                if answer.status in (201, 204):
                    return
                if last or answer.status not in BUSY:
                    self.refuse(f"uploading {digest}", answer)
            self.http.sleep(2 << tried)

    def manifest_digest(self, name):
        """Return the digest of the manifest under a tag or digest, or None if there is none."""
        headers = {"Accept": f"{INDEX}, {MANIFEST}"}
        answer = self.request("HEAD", self.url("manifests", name), headers)
        if answer.status == 200 and "Docker-Content-Digest" not in answer.headers:
            answer = self.request("GET", self.url("manifests", name), headers)
        if answer.status == 404:
            return None
        if answer.status != 200:
            self.refuse(f"looking for {name}", answer)
        return (
            answer.headers.get("Docker-Content-Digest")
            or "sha256:" + hashlib.sha256(answer.body).hexdigest()
        )

    def put_manifest(self, name, media_type, data):
        """Send a manifest or an index under a tag or its digest.

        Returns True if the registry itself lists it as a referrer of its subject.
        """
        answer = self.request(
            "PUT", self.url("manifests", name), {"Content-Type": media_type}, data
        )
        if answer.status != 201:
            self.refuse(f"pushing {name}", answer)
        return "OCI-Subject" in answer.headers

    # Referrers

    def get_index(self, what, url, missing=(404,)):
        """Return the index at an address (None if there is none) and its next page, if any."""
        answer = self.request("GET", url, {"Accept": INDEX})
        if answer.status in missing:
            return None, None
        if answer.status != 200:
            self.refuse(what, answer)
        try:
            index = json.loads(answer.body)
            if not all(isinstance(row["digest"], str) for row in index["manifests"]):
                raise ValueError
        except (ValueError, KeyError, TypeError):
            raise Problem(f"{self.name}: {what}: not a list of referrers") from None
        more = re.search(r'<([^>]*)>\s*;\s*rel="?next"?', answer.headers.get("Link", ""))
        return index, self.http.resolve(answer.url, more[1]) if more else None

    def referrers(self, subject):
        """Return the digests that the registry lists by itself; none if it has no such API."""
        known, url = set(), self.url("referrers", subject)
        while url and self.has_referrers is not False:
            index, url = self.get_index("the referrers of " + subject, url, NO_API)
            self.has_referrers = index is not None
            known |= {row["digest"] for row in index["manifests"]} if index else set()
        return known

    def referrers_tag(self, subject):
        """Return the tag whose index lists referrers where the API is missing, and that index."""
        tag = subject.replace(":", "-")
        index, _ = self.get_index("the tag " + tag, self.url("manifests", tag))
        return tag, index or {"schemaVersion": 2, "mediaType": INDEX, "manifests": []}
