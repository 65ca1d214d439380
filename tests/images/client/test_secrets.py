# SPDX-License-Identifier: MIT
"""Unit tests of images/registry.py and transport.py: where a login goes, and where not."""
from unittest import mock

from case import SECRET, TestCase, encoded
from fake_registry import Handler, Server, digest_of
import registry
from logins import Login
from registry import MANIFEST


class Recorder(Handler):
    """Another host: says yes to everything."""

    def serve(self, path, query, data):
        self.answer(200, b'{"token": "of-another-host"}')


class Secrets(TestCase):
    def test_upload_elsewhere(self):
        """an upload that continues on another host: no Authorization header there (token)"""
        server = self.fake(elsewhere=True)
        path = self.file("blob", b"content")
        self.client(server).put_blob(digest_of(b"content"), path)
        self.assertEqual(
            [(method, header) for method, _, header in server.storage.log], [("PUT", None)]
        )
        self.assertIn(digest_of(b"content"), server.blobs)

    def test_upload_elsewhere_basic(self):
        """the same with a password"""
        server = self.fake(elsewhere=True, auth="basic")
        self.client(server).put_blob(digest_of(b"content"), self.file("blob", b"content"))
        self.assertEqual([header for _, _, header in server.storage.log], [None])

    def test_upload_back(self):
        """an upload that stays on the registry, by an absolute address, is ours"""
        server = self.fake(auth="basic")
        server.storage = server
        self.client(server).put_blob(digest_of(b"content"), self.file("blob", b"content"))
        self.assertEqual(server.log[-1][::2], ("PUT", server.login))

    def test_login_elsewhere(self):
        """another host that asks for a login gets none, and the message says where it was"""
        for auth in ("token", "basic"):
            server = self.fake(elsewhere=True, auth=auth)
            challenge = {
                "token": f'Bearer realm="{server.storage.url}/token",service="s"',
                "basic": 'Basic realm="s"',
            }[auth]
            server.storage.fault = lambda handler, path: not handler.answer(
                401, WWW_Authenticate=challenge
            )
            one = self.client(server)
            text = self.problem(one.put_blob, digest_of(b"c"), self.file("blob", b"c"))
            self.assertIn("another host, to which no login is sent", text)
            self.assertNotIn("state=1", text)
            self.assertEqual([row[::2] for row in server.storage.log], [("PUT", None)])

    def redirect(self, server, to, status=307):
        server.fault = lambda handler, path: "/manifests/" in path and not handler.answer(
            status, Location=to + path
        )

    def test_redirect_elsewhere(self):
        """a redirect to another host, in each form: no Authorization header there"""
        other = self.serve(Server(Recorder))
        for status in (301, 302, 303, 307, 308):
            server = self.fake()
            one = self.client(server)
            one.request("GET", one.url("blobs", digest_of(b"x")))  # to have a token
            self.redirect(server, other.url, status)
            one.manifest_digest("latest")
            self.assertEqual(other.log[-1][::2], ("GET", None))
        self.assertEqual(one.request("PUT", one.url("manifests", "a"), {}, b"{}").status, 200)
        self.assertEqual(other.log[-1][::2], ("PUT", None))

    def test_redirect_same(self):
        """a redirect on the registry itself: as our user"""
        server = self.fake(auth="basic")
        one = self.client(server)
        server.manifests["b"] = (MANIFEST, b"{}")
        server.fault = lambda handler, path: path.endswith("/manifests/a") and not handler.answer(
            307, Location=path[:-1] + "b"
        )
        self.assertEqual(one.manifest_digest("a"), digest_of(b"{}"))
        self.assertEqual(server.log[-1][2], server.login)

    def test_redirect_for_ever(self):
        """a redirect without end is an error"""
        server = self.fake()
        self.redirect(server, "")
        self.assertIn("redirects", self.problem(self.client(server).manifest_digest, "a"))

    def test_token_server_redirects(self):
        """a token server that redirects: neither password nor identity token is sent on"""
        other = self.serve(Server(Recorder))
        server = self.fake()
        server.fault = lambda handler, path: path == "/token" and not handler.answer(
            307, Location=other.url + "/t"
        )
        self.client(server).request("GET", server.url + "/v2/")
        self.assertEqual([header for _, _, header in other.log], [None])
        other.log.clear()
        self.problem(
            self.client(server, Login(identity_token="identity")).request,
            "GET",
            server.url + "/v2/",
        )
        self.assertEqual(other.log, [])

    def test_token_server_unencrypted(self):
        """a registry with HTTPS whose token server has none gets no password"""
        one = registry.Registry("h.org", "a", Login("user", SECRET))
        with mock.patch.object(
            one.http, "exchange", side_effect=AssertionError("a request was sent")
        ):
            text = self.problem(one.authorize, {"bearer": {"realm": "http://t.org/token"}})
        self.assertIn("not encrypted", text)

    def test_identity_token(self):
        """an identity token: the token server gets it in the body of a request"""
        server = self.fake()
        one = self.client(server, Login(identity_token="identity"))
        self.assertEqual(one.request("GET", server.url + "/v2/").status, 200)
        self.assertIn(("POST", "/token", None), server.log)

    def test_expired(self):
        """a token that has expired is renewed, once"""
        server = self.fake()
        one = self.client(server)
        one.manifest_digest("a")
        server.token = "another"
        self.assertIsNone(one.manifest_digest("a"))
        server.accepted = lambda: []
        server.log.clear()
        self.assertIn("status 401", self.problem(one.manifest_digest, "a"))
        self.assertEqual(len(server.log), 3)

    def test_wrong_password(self):
        """a wrong password: who was refused, and by whom"""
        server = self.fake(auth="basic")
        text = self.problem(self.client(server, Login("user", "wrong-one")).manifest_digest, "a")
        self.assertIn(
            server.host + "/some/name: looking for a: status 401 "
            "(it does not accept the login of user)",
            text,
        )
        self.assertNotIn("wrong-one", text)
        server = self.fake()
        text = self.problem(self.client(server, Login("user", "wrong-one")).manifest_digest, "a")
        self.assertIn("/token (status 401) gave no token to user", text)

    def test_nobody(self):
        """no login: what to do"""
        for auth in ("basic", "token"):
            server = self.fake(auth=auth)
            text = self.problem(self.client(server, None).manifest_digest, "a")
            self.assertIn(f"run 'skopeo login {server.host}'", text)

    def test_unknown_login(self):
        """a kind of login that is not supported"""
        server = self.fake()
        server.challenge = lambda: "Negotiate"
        self.assertIn("not supported", self.problem(self.client(server).manifest_digest, "a"))

    def test_echo(self):
        """a registry that repeats our secrets, with control characters: the message has neither"""
        server = self.fake()
        one = self.client(server)
        one.manifest_digest("a")  # to have a token
        server.fault = lambda handler, path: handler.command == "PUT" and not handler.error(
            400,
            "BAD",
            f"\x1b[2J{handler.headers['Authorization']} {SECRET} {encoded('user:' + SECRET)}"
            + "x" * 10000,
        )
        text = self.problem(one.put_manifest, "a", MANIFEST, b"{}")
        self.assertIn("status 400 BAD: ?[2JBearer *** *** ***", text)
        self.assertLess(len(text), 600)

    def test_bad_token(self):
        """a token that is no token, as with a line break, is not sent"""
        for token in ("a\r\nX: y", "", "ü", 1, None):
            server = self.fake()
            server.token, server.accepted = token, lambda: []
            self.assertIn("gave no token", self.problem(self.client(server).manifest_digest, "a"))
