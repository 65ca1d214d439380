# SPDX-License-Identifier: MIT
"""Unit tests of images/registry.py and transport.py: registries and networks that fail."""
import threading

from case import TestCase
from fake_registry import INDEX, digest_of
import registry
import transport
from registry import MANIFEST


class Trouble(TestCase):
    def fail(self, server, times, answer):
        """Have the next requests for manifests answered so."""
        left = [times]

        def fault(handler, path):
            if "/manifests/" not in path or not left[0]:
                return False
            left[0] -= 1
            return answer(handler) or True

        server.fault = fault

    def test_busy(self):
        """a registry that is busy is asked again, later each time, or when it says"""
        server = self.fake(auth="none")
        one = self.client(server)
        self.fail(server, 2, lambda handler: handler.answer(503))
        self.assertIsNone(one.manifest_digest("a"))
        self.assertEqual(self.slept, [2, 4])
        self.fail(server, 1, lambda handler: handler.answer(429, Retry_After="7"))
        self.assertIsNone(one.manifest_digest("a"))
        self.assertEqual(self.slept, [2, 4, 7])

    def test_broken(self):
        """a registry that stays broken is an error in the end"""
        server = self.fake(auth="none")
        one = self.client(server)
        self.fail(server, 99, lambda handler: handler.error(500, "OOPS", "ask the administrator"))
        self.assertIn(
            "status 500 OOPS: ask the administrator",
            self.problem(one.put_manifest, "a", MANIFEST, b"{}"),
        )
        self.assertEqual(len(server.log), transport.TRIES)

    def test_hangs_up(self):
        """a connection that ends without an answer is tried again"""
        server = self.fake(auth="none")
        one = self.client(server)

        def hang_up(handler):
            handler.close_connection = True

        self.fail(server, 1, hang_up)
        self.assertIsNone(one.manifest_digest("a"))
        self.fail(server, 99, hang_up)
        self.assertIn("no answer from " + server.url, self.problem(one.manifest_digest, "a"))

    def test_timeout(self):
        """a registry that says nothing for too long is an error"""
        server = self.fake(auth="none")
        one = self.client(server, seconds=0.2)
        done = threading.Event()
        self.addCleanup(done.set)
        self.fail(server, 99, lambda handler: done.wait(20) and None)
        self.assertRegex(
            self.problem(one.manifest_digest, "a"), "no answer from .*: (timeout|timed out)"
        )

    def test_upload_breaks(self):
        """an upload that breaks off begins anew, with another address"""
        server = self.fake(auth="none")
        one, left = self.client(server), [1]

        def fault(handler, path):
            if handler.command == "PUT" and left[0]:
                left[0] -= 1
                handler.close_connection = True
                return True
            return False

        server.fault = fault
        one.put_blob(digest_of(b"content"), self.file("blob", b"content"))
        self.assertEqual(
            [method for method, _, _ in server.log], ["HEAD", "POST", "PUT", "POST", "PUT"]
        )
        self.assertEqual(server.blobs[digest_of(b"content")][1], b"content")

    def test_digest(self):
        """a file with another content: the registry refuses it"""
        server = self.fake(auth="none")
        text = self.problem(self.client(server).put_blob, digest_of(b"a"), self.file("blob", b"b"))
        self.assertIn("status 400 DIGEST_INVALID: another digest", text)

    def test_long(self):
        """an answer without end is not read to the end"""
        server = self.fake(auth="none")
        one = self.client(server)
        server.fault = lambda handler, path: not handler.answer(
            200, b" " * (transport.MAX_ANSWER + 1), Content_Type=INDEX
        )
        self.assertIn("longer than", self.problem(one.referrers, digest_of(b"a")))

    def test_certificates(self):
        """a directory of certificates that is missing or useless is an error"""
        self.assertIn(
            "not a directory",
            self.problem(registry.Registry, "h.org", "a", None, True, self.directory + "/x"),
        )
        self.file("ca.crt", b"nonsense")
        self.assertIn(
            "cannot be used",
            self.problem(registry.Registry, "h.org", "a", None, True, self.directory),
        )
