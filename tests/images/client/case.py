# SPDX-License-Identifier: MIT
"""What the unit tests of images/push and its modules share."""
import base64
import importlib.machinery
import importlib.util
import json
import os
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
IMAGES = os.path.join(os.environ.get("top_srcdir") or os.path.join(HERE, "../../.."), "images")
sys.dont_write_bytecode = True
sys.path[:0] = [os.path.dirname(HERE), IMAGES]
import registry  # noqa: E402
from fake_registry import FakeRegistry  # noqa: E402
from logins import Login, Problem  # noqa: E402


def load_program(name):
    """Return images/NAME, which has no suffix, as a module."""
    loader = importlib.machinery.SourceFileLoader(name, os.path.join(IMAGES, name))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(name, loader))
    loader.exec_module(module)
    return module


SECRET = 'pass:w"ort\\ü'


def encoded(text):
    return base64.b64encode(text.encode()).decode()


class TestCase(unittest.TestCase):
    def setUp(self):
        self.directory = self.enter(tempfile.TemporaryDirectory())
        self.servers = []
        self.addCleanup(
            lambda: [server.shutdown() or server.server_close() for server in self.servers]
        )

    def enter(self, context):
        value = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)
        return value

    def serve(self, server):
        self.servers.append(server.start())
        return server

    def fake(self, **options):
        return self.serve(FakeRegistry("user:" + SECRET, **options))

    def client(self, server, login=Login("user", SECRET), **options):
        one = registry.Registry(server.host, "some/name", login, verify=False, **options)
        one.http.sleep = self.slept.append
        server.log.clear()
        return one

    slept = property(lambda self: self.__dict__.setdefault("_slept", []))

    def file(self, name, content):
        path = os.path.join(self.directory, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content if isinstance(content, bytes) else json.dumps(content).encode())
        return path

    def problem(self, function, *arguments, **options):
        """Return the text of the Problem, which has no secret in it."""
        with self.assertRaises(Problem) as caught:
            function(*arguments, **options)
        text = str(caught.exception)
        for secret in (SECRET, encoded("user:" + SECRET), "a-token", "identity"):
            self.assertNotIn(secret, text)
        self.assertTrue(text.isprintable(), text)
        return text
