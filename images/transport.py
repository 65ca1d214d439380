# SPDX-License-Identifier: MIT
"""HTTP for images/registry.py: requests with retries and redirects.

A credential goes only to its own origin: scheme, host and port. No message contains a secret, nor
the query of an address, which may be signed.
"""
import contextlib
import glob
import http.client
import os
import re
import ssl
import time
import urllib.request
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from logins import Problem

MAX_ANSWER = 4 << 20  # bytes; the largest manifest that a registry must accept
MAX_REDIRECTS = 5
REPEATS = (307, 308)  # with the same method and body
REDIRECTS = (301, 302, 303) + REPEATS
TRIES = 4
BUSY = (429, 500, 502, 503, 504)
SECONDS = 60  # without a byte from the server


class Answer(NamedTuple):
    """What a server has answered, and the address that it was sent to."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes
    url: str


class Credential(NamedTuple):
    """An Authorization header, and the only origin that it is for."""

    origin: tuple
    header: str


def origin(url):
    """Return scheme, host and port: what two addresses must share to share a secret."""
    parts = urlsplit(url)
    return (
        parts.scheme,
        (parts.hostname or "").lower(),
        parts.port or {"http": 80, "https": 443}.get(parts.scheme),
    )


def address(url):
    """Return an address for a message: without user and query."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def make_contexts(host, verify, cert_dir):
    """Return the TLS contexts for the registry and for all other hosts.

    The certificates are where skopeo and Docker look for them: *.crt are authorities; *.cert with
    *.key is ours, for the registry only.
    """
    contexts = ssl.create_default_context(), ssl.create_default_context()
    config = os.environ.get("XDG_CONFIG_HOME") or os.path.join(
        os.environ.get("HOME", "/"), ".config"
    )
    directories = [
        os.path.join(config, "containers/certs.d", host),
        "/etc/containers/certs.d/" + host,
        "/etc/docker/certs.d/" + host,
    ]
    directory = next(filter(os.path.isdir, [cert_dir] if cert_dir else directories), None)
    if cert_dir and not directory:
        raise Problem(f"'{cert_dir}' is not a directory")
    try:
        for name in sorted(glob.glob(glob.escape(directory) + "/*.crt")) if directory else []:
            for context in contexts:
                context.load_verify_locations(name)
        for name in sorted(glob.glob(glob.escape(directory) + "/*.cert")) if directory else []:
            contexts[0].load_cert_chain(name, name[: -len(".cert")] + ".key")
    except OSError as error:  # SSLError is one
        raise Problem(
            f"a certificate in '{directory}' cannot be used: {error.strerror or error}"
        ) from None
    for context in contexts if not verify else ():
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return contexts


def make_opener(context):
    """Return an opener with the proxies of the environment that follows no redirects."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(context=context),
    ):
        opener.add_handler(handler)
    return opener


def is_transient(error):
    """Tell whether the same request may succeed a second later."""
    reason = getattr(error, "reason", error)
    return isinstance(
        reason, (TimeoutError, ConnectionResetError, BrokenPipeError, http.client.IncompleteRead)
    )


class Transport:
    """How to reach the hosts that a registry at ROOT has to do with."""

    def __init__(self, host, verify, cert_dir, seconds):
        self.verify, self.seconds, self.sleep = verify, seconds, time.sleep
        self.openers = [make_opener(context) for context in make_contexts(host, verify, cert_dir)]
        self.root = ""  # set by the registry: whose origin gets our certificate

    def exchange(self, method, url, headers, body, tries=TRIES):
        """Send one request, up to TRIES times while the server is busy.

        BODY: bytes, or the path of a file.
        """
        for waited in range(tries):
            last = waited == tries - 1
            try:
                answer = self.exchange_once(method, url, headers, body)
            except (OSError, ValueError, http.client.HTTPException) as error:
                if last or not is_transient(error):
                    raise Problem(f"no answer from {address(url)}: {self.reason(error)}") from None
                pause = ""
            else:
                if last or answer.status not in BUSY:
                    return answer
                pause = answer.headers.get("Retry-After", "")
            self.sleep(min(int(pause), 60) if pause.isdecimal() else 2 << waited)
        raise AssertionError("no request was sent")

    def exchange_once(self, method, url, headers, body):
        """Send one request; returns the answer, whatever its status is."""
        opener = self.openers[origin(url) != origin(self.root)]
        with open(body, "rb") if isinstance(body, str) else contextlib.nullcontext(body) as data:
            request = urllib.request.Request(
                url, data, {"User-Agent": "qemu-user-static", **headers}, method=method
            )
            if isinstance(body, str):
                request.add_header("Content-Length", str(os.path.getsize(body)))
            with opener.open(request, timeout=self.seconds) as response:
                answer = Answer(
                    response.status, response.headers, response.read(MAX_ANSWER + 1), url
                )
        if len(answer.body) > MAX_ANSWER:
            raise Problem(f"the answer of {address(url)} is longer than {MAX_ANSWER} bytes")
        return answer

    @staticmethod
    def reason(error):
        """Return the text of an error of the network, without what a server has sent."""
        reason = getattr(error, "reason", error)
        if isinstance(reason, ssl.SSLCertVerificationError):
            return f"{reason.verify_message} (--cert-dir, --tls-verify)"
        return getattr(reason, "strerror", None) or (
            "timeout" if isinstance(reason, TimeoutError) else type(reason).__name__
        )

    def resolve(self, base, location):
        """Return the address that a Location header of BASE stands for."""
        try:
            url = urljoin(base, location)
            scheme, host, _ = origin(url)
        except ValueError:
            url = scheme = host = ""
        if not host or scheme not in ("http", "https") or not re.fullmatch("[!-~]+", url):
            raise Problem(f"{address(base)} refers to an address that cannot be used")
        if scheme == "http" and urlsplit(base).scheme == "https" and self.verify:
            raise Problem(f"{address(base)} refers to {address(url)}, which is not encrypted")
        return url

    def follow(self, method, url, headers, body, credential, tries=TRIES):
        """Send a request, following redirects; the credential goes only to its own origin."""
        for _ in range(MAX_REDIRECTS + 1):
            sent = dict(headers)
            if credential and credential.origin == origin(url):
                sent["Authorization"] = credential.header
            answer = self.exchange(method, url, sent, body, tries)
            location = answer.headers.get("Location")
            if not location or answer.status not in (
                REDIRECTS if method in ("GET", "HEAD") else REPEATS
            ):
                return answer
            url = self.resolve(url, location)
        raise Problem(f"{address(url)}: more than {MAX_REDIRECTS} redirects")
