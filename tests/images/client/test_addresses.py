# SPDX-License-Identifier: MIT
"""Unit tests of images/registry.py and transport.py: addresses."""
from case import TestCase
import registry
import transport


class Addresses(TestCase):
    def test_destination(self):
        """REGISTRY/NAME, and Docker's own when there is no registry"""
        for text, wanted in {
            "example.org/a/b": ("example.org", "a/b"),
            "localhost/a": ("localhost", "a"),
            "h:5000/a": ("h:5000", "a"),
            "[::1]:5000/a": ("[::1]:5000", "a"),
            "user/a": ("docker.io", "user/a"),
            "a": ("docker.io", "library/a"),
            "index.docker.io/u/a": ("docker.io", "u/a"),
        }.items():
            self.assertEqual(registry.parse_destination(text), wanted)
        for text in (
            "",
            "example.org/",
            "example.org/a:tag",
            "example.org/a@sha256:0",
            "example.org/A",
            "a b/c",
            "example.org/../a",
            "user@example.org/a",
            "example.org:5000:1/a",
            "docker://example.org/a",
        ):
            self.assertIn("is not REGISTRY/NAME", self.problem(registry.parse_destination, text))

    def test_origin(self):
        """the same origin: scheme, host and port, with the default of the port"""
        self.assertEqual(
            transport.origin("https://H.org/a"), transport.origin("https://u@h.org:443/b?c")
        )
        others = [
            "http://h.org",
            "https://h.org:444",
            "https://h.org.evil.org",
            "https://a.h.org",
            "https://h.org@evil.org",
        ]
        self.assertEqual(len({transport.origin(url) for url in ["https://h.org"] + others}), 6)

    def test_address(self):
        """an address in a message has neither user nor query"""
        self.assertEqual(
            transport.address("https://u:p@h.org:1/a?X-Amz-Signature=s#f"), "https://h.org:1/a"
        )

    def test_resolve(self):
        """an address to go on with: relative or on another host, but not unencrypted"""
        http = transport.Transport("h.org", True, None, 1)
        self.assertEqual(http.resolve("https://h.org/v2/a", "/b?c"), "https://h.org/b?c")
        self.assertEqual(http.resolve("https://h.org/v2/a", "https://s3.org/b"), "https://s3.org/b")
        self.assertIn(
            "not encrypted",
            self.problem(http.resolve, "https://h.org/a?s=1", "http://h.org/b?secret"),
        )
        for location in (
            "file:///etc/passwd",
            "ftp://h.org/",
            "https://h.org:x/",
            "https://h.org/a b",
            "https://[h/",
            "https://h.org/\r\nX: y",
        ):
            self.assertIn("cannot be used", self.problem(http.resolve, "https://h.org/a", location))
